// A script's fetch: there when somebody fetches for it, bounded, and nothing but text in and out.
import { describe, expect, test } from 'vitest'
import { limits, runScript, type FetchRequest, type RunOptions } from './index.ts'

const asked: FetchRequest[] = []
const answering: RunOptions['fetch'] = async (request) => {
  asked.push(request)
  if (request.url.endsWith('/refused')) throw new Error('not this host')
  return { url: request.url, status: 201, headers: { 'x-one': 'a' }, body: '{"n":41}' }
}
const run = (script: string, fetch: RunOptions['fetch'] | null = answering) =>
  runScript({ script, timeout_ms: 10_000, ...(fetch && { fetch }) })

test('a script asks, and reads status, headers, text and JSON', async () => {
  const outcome = await run(`
    const answer = await fetch('https://shop.example/x', {
      method: 'POST', headers: { 'X-Mine': 1 }, body: JSON.stringify({ a: 1 }) })
    const { n } = await answer.json()
    return [answer.ok, answer.status, answer.headers.get('X-One'), answer.headers.get('none'), await answer.text(), n + 1]`)
  expect(outcome).toEqual({
    status: 'completed',
    result: [true, 201, 'a', null, '{"n":41}', 42],
  })
  expect(asked).toEqual([
    { url: 'https://shop.example/x', method: 'POST', headers: { 'X-Mine': '1' }, body: '{"a":1}' },
  ])
})

test('a refusal is an error that the script may catch', async () => {
  const script = `
    try { await fetch('https://shop.example/refused') }
    catch (error) { return [error instanceof Error, error.name, error.message] }`
  expect(await run(script)).toMatchObject({ result: [true, 'TypeError', 'not this host'] })
})

test('without anybody who fetches there is none', async () => {
  expect(await run('return typeof fetch', null)).toMatchObject({ result: 'undefined' })
})

test('several are under way at once, and no more than a few', async () => {
  const many = (count: number) => `
    const all = Array.from({ length: ${count} }, (_, i) => fetch('https://shop.example/' + i))
    return (await Promise.all(all)).length`
  expect(await run(many(limits.pending_fetches))).toMatchObject({ result: limits.pending_fetches })
  expect(await run(many(limits.pending_fetches + 1))).toMatchObject({
    error: { message: expect.stringContaining('fetches at once') },
  })
})

test('a request that is too large, or no text, is refused before it leaves', async () => {
  const large = `return fetch('https://shop.example/', { body: 'x'.repeat(${limits.fetch_chars}) })`
  expect(await run(large)).toMatchObject({ error: { code: 'script-error' } })
  expect(await run('return fetch("https://shop.example/", { body: {} })')).toMatchObject({
    error: { message: expect.stringContaining('no text') },
  })
})

test('a script ends without waiting for an answer that it did not wait for', async () => {
  const never: RunOptions['fetch'] = () => new Promise(() => {})
  expect(await run('fetch("https://shop.example/"); return 1', never)).toMatchObject({ result: 1 })
})

describe('api', () => {
  const calls: FetchRequest[] = []
  const api: RunOptions['api'] = async (request) => {
    calls.push(request)
    if (request.url === '/refused') throw new Error('no path')
    return { url: request.url, status: 404, headers: { etag: '"1"' }, body: '{"n":1}' }
  }
  const ask = (script: string) => runScript({ script, timeout_ms: 10_000, api })

  test('has a function for each method, and what is no text goes as JSON', async () => {
    calls.length = 0
    const outcome = await ask(`
      const mine = { headers: { 'X-Mine': 1 } }
      const answer = await api.get('/users?page=2', mine)
      await api.delete('/users/1')
      await api.post('/users', { name: 'é' }, mine)
      await api.put('/users/1', 'plain')
      await api.patch('/users/1', [1], { headers: { 'content-type': 'application/merge-patch+json' } })
      await api.post('/ping')
      return [answer.status, answer.ok, answer.url, answer.headers.get('ETag'), await answer.json()]`)
    expect(outcome).toEqual({
      status: 'completed',
      result: [404, false, '/users?page=2', '"1"', { n: 1 }],
    })
    const json = { 'content-type': 'application/json' }
    const own = { 'X-Mine': '1' }
    expect(calls).toEqual([
      { method: 'GET', url: '/users?page=2', headers: own, body: null },
      { method: 'DELETE', url: '/users/1', headers: {}, body: null },
      { method: 'POST', url: '/users', headers: { ...json, ...own }, body: '{"name":"é"}' },
      { method: 'PUT', url: '/users/1', headers: {}, body: 'plain' },
      {
        method: 'PATCH',
        url: '/users/1',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: '[1]',
      },
      { method: 'POST', url: '/ping', headers: {}, body: null },
    ])
  })

  test('is there without fetch, frozen, and not without somebody who answers', async () => {
    expect(await ask('return [typeof fetch, Object.isFrozen(api)]')).toMatchObject({
      result: ['undefined', true],
    })
    expect(await run('return [typeof fetch, typeof api]')).toMatchObject({
      result: ['function', 'undefined'],
    })
  })

  test('throws what the host says', async () => {
    expect(await ask('await api.get("/refused")')).toMatchObject({
      error: { code: 'script-error', message: 'TypeError: no path' },
    })
  })

  test('shares the bound of requests under way with fetch', async () => {
    const never = () => new Promise<never>(() => {})
    const script = `
      for (let i = 0; i < ${limits.pending_fetches}; i += 1) i % 2 ? fetch('https://a/') : api.get('/')
      try { await api.get('/') } catch (error) { return error.message }`
    const outcome = await runScript({ script, timeout_ms: 10_000, fetch: never, api: never })
    expect(outcome).toMatchObject({ result: expect.stringContaining('at once') })
  })
})
