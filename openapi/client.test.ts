// How the client behaves towards a server that answers, refuses, redirects, stalls or breaks off.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { createClient, itemsOf, ProblemError, UnreachableError } from './client.ts'
import { routes } from './generated/client/routes.ts'
import { document, operationsOf } from './document.ts'
import { problems, type ProblemCode } from './problems.ts'

const token = 'reeve_0123456789abcdef'
const tenant = { slug: 'acme', display_name: '' }
const opened: Array<() => void> = []
afterEach(() => opened.splice(0).forEach((close) => close()))

type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => void

/** A server that gives its answers in turn, the last one again and again, and keeps what it was asked. */
async function serve(...answers: Answer[]) {
  const asked: Array<IncomingMessage & { body: string }> = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const seen = Object.assign(request, { body })
      asked.push(seen)
      answers[Math.min(asked.length, answers.length) - 1]!(seen, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => (server.closeAllConnections(), server.close()))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const json =
  (value: unknown, status = 200): Answer =>
  (_, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(value))

const refuse =
  (code: ProblemCode, headers: Record<string, string> = {}, more: object = {}): Answer =>
  (_, response) => {
    const { status, title } = problems[code]
    const problem = {
      type: `/problems/${code}`,
      title,
      status,
      code,
      detail: 'No.',
      instance: 'r1',
      ...more,
    }
    response
      .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
      .end(JSON.stringify(problem))
  }

const drop: Answer = (request) => request.socket.destroy()
const gone: Answer = (_, response) => response.writeHead(204).end()

interface Failure extends Error {
  code?: string
  reason?: string
}

async function failure(promise: Promise<unknown>): Promise<Failure> {
  return promise.then(
    () => expect.fail('it should have failed'),
    (error: Failure) => error,
  )
}

test('the routes are those of the contract', () => {
  const walked = operationsOf(document).map(({ operationId, method, path }) => [
    operationId,
    method.toUpperCase(),
    path,
  ])
  expect(Object.entries(routes).map(([id, { method, path }]) => [id, method, path])).toEqual(walked)
})

test('a call sends path, query, body and credentials and resolves with the answer', async () => {
  const { url, asked } = await serve(json(tenant, 201), json({ items: [], next_cursor: null }))
  const api = createClient({ url: `${url}/`, token: async () => token, userAgent: 'test/1' })
  expect(await api.createTenant({ body: { slug: 'acme' } })).toEqual(tenant)
  await api.listAgentTokens({ path: { tenant: 'a/c me' }, query: { status: 'active', limit: 5 } })
  expect(asked[0]).toMatchObject({
    method: 'POST',
    url: '/api/v1/tenants',
    body: '{"slug":"acme"}',
  })
  expect(asked[0]!.headers).toMatchObject({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'user-agent': 'test/1',
  })
  expect(asked[1]!.url).toBe('/api/v1/tenants/a%2Fc%20me/agent-tokens?status=active&limit=5')
})

test('a POST keeps one Idempotency-Key and its body through all attempts', async () => {
  const { url, asked } = await serve(drop, refuse('unavailable'), json(tenant, 201))
  await createClient({ url, token }).createTenant({ body: { slug: 'acme' } })
  expect(asked.map(({ body }) => body)).toEqual(Array(3).fill('{"slug":"acme"}'))
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(asked[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
})

test('an enrolment is never repeated', async () => {
  const { url, asked } = await serve(refuse('unavailable'))
  const proof = { token: 'agent_x' }
  const call = createClient({ url }).createEnrolment({
    body: { method: 'agent_token', proof, agent: { name: 'a' } },
  })
  expect((await failure(call)).code).toBe('unavailable')
  expect(asked).toHaveLength(1)
  expect(asked[0]!.headers['idempotency-key']).toBeUndefined()
})

test('Retry-After is waited for, unless it is longer than the time for retries', async () => {
  const patient = await serve(refuse('rate-limited', { 'retry-after': '1' }), json(tenant))
  const start = performance.now()
  await createClient({ url: patient.url, token }).getTenant({ path: { tenant: 'acme' } })
  expect(performance.now() - start).toBeGreaterThan(990)
  const endless = await serve(refuse('rate-limited', { 'retry-after': '3600' }))
  const error = await failure(createClient({ url: endless.url, token }).listTenants())
  expect(error).toMatchObject({ code: 'rate-limited', retryAfter: 3600 })
  expect(endless.asked).toHaveLength(1)
})

test('a refusal says what, where and which request, and is not repeated', async () => {
  const errors = [{ in: 'body', pointer: '/slug', detail: 'is required' }]
  const { url, asked } = await serve(
    refuse('invalid-request', {}, { errors, detail: '/slug is required' }),
  )
  const error = await failure(createClient({ url, token }).createTenant({ body: { slug: '' } }))
  expect(error).toBeInstanceOf(ProblemError)
  expect(error).toMatchObject({ code: 'invalid-request', status: 400, errors, instance: 'r1' })
  expect(error.message).toBe(
    'createTenant was refused: /slug is required (invalid-request, request r1)',
  )
  expect(asked).toHaveLength(1)
})

test('a deletion whose answer was lost is done when the object is gone', async () => {
  const { url } = await serve(drop, refuse('not-found'))
  expect(
    await createClient({ url, token }).deleteTenant({ path: { tenant: 'acme' } }),
  ).toBeUndefined()
  const plain = await serve(refuse('not-found'))
  const error = await failure(
    createClient({ url: plain.url, token }).deleteTenant({ path: { tenant: 'acme' } }),
  )
  expect(error.code).toBe('not-found')
})

test('where nothing listens, the error names the address', async () => {
  const { url } = await serve(gone)
  opened.splice(0).forEach((close) => close())
  const error = await failure(createClient({ url, token, retryFor: 300 }).listTenants())
  expect(error).toBeInstanceOf(UnreachableError)
  expect(error.message).toBe(
    `listTenants: no answer from a broker at ${url}: the connection was refused.`,
  )
})

test('an attempt that takes too long ends, and so does an aborted call', async () => {
  const { url } = await serve(() => {})
  const slow = createClient({ url, token, retryFor: 0, timeout: 50 }).listTenants()
  expect((await failure(slow)).message).toContain('nothing came within 0.05 s')
  const stop = new AbortController()
  const aborted = createClient({ url, token }).listTenants({}, { signal: stop.signal })
  stop.abort(new Error('enough'))
  expect((await failure(aborted)).message).toBe('enough')
})

test("what is not a broker's answer is said to be so", async () => {
  const page: Answer = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi')
  const { url } = await serve(page)
  const api = createClient({ url, token })
  for (const call of [api.listTenants(), api.deleteTenant({ path: { tenant: 'a' } })]) {
    expect((await failure(call)).message).toContain('something else answered 200 with text/html')
  }
})

test('a redirect is not followed, so the token stays with its address', async () => {
  const other = await serve(json(tenant))
  const { url } = await serve((_, response) =>
    response.writeHead(307, { location: `${other.url}/x?y` }).end(),
  )
  const error = await failure(createClient({ url, token }).listTenants())
  expect(error.reason).toBe(`it sends callers elsewhere, to ${other.url}; use that address`)
  expect(other.asked).toEqual([])
})

test('no error holds the token', async () => {
  const { url } = await serve(refuse('unauthenticated'))
  const errors = await Promise.all([
    failure(createClient({ url, token: `${token}\n${token}` }).listTenants()),
    failure(createClient({ url, token }).listTenants()),
    failure(createClient({ url: 'http://127.0.0.1:1', token, retryFor: 0 }).listTenants()),
  ])
  for (const error of errors) expect(inspectAll(error)).not.toContain(token)
  expect(() => createClient({ url: `http://u:${token}@host` })).toThrow(
    /without user name or password/,
  )
})

test('a name that a URL would swallow is refused before it is sent', async () => {
  const { url, asked } = await serve(gone)
  const api = createClient({ url, token })
  for (const name of ['', '.', '..']) {
    const call = api.deleteAgentToken({ path: { tenant: 'acme', agent_token: name } })
    expect(await failure(call)).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/agent_token' }],
    })
  }
  expect(asked).toEqual([])
})

test('itemsOf walks all pages and ends where a growing list has nothing more', async () => {
  const { url, asked } = await serve(
    json({ items: [1, 2], next_cursor: 'b' }),
    json({ items: [3], next_cursor: 'c' }),
    json({ items: [], next_cursor: 'c' }),
  )
  const items: unknown[] = []
  for await (const item of itemsOf(createClient({ url, token }).listTenants, {
    query: { plan: 'pro' },
  })) {
    items.push(item)
  }
  expect(items).toEqual([1, 2, 3])
  expect(asked.map((request) => request.url!.split('?')[1])).toEqual([
    'plan=pro',
    'plan=pro&cursor=b',
    'plan=pro&cursor=c',
  ])
})

function inspectAll(error: unknown): string {
  const { message, stack, cause } = error as Error
  return `${message} ${stack} ${JSON.stringify(error)} ${cause === undefined ? '' : inspectAll(cause)}`
}
