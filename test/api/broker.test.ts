// What the broker says of itself: health, version, metrics, the contract, and a page to read it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { document } from '@reeve/openapi'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables } from '../support/tables.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

/** As a stranger, by GET. */
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(broker.url + path, { headers })

test('a stranger learns that it lives, is ready, and which version runs', async () => {
  expect((await get('/health/live')).status).toBe(204)
  expect((await get('/health/ready')).status).toBe(204)
  expect(await (await get('/health')).json()).toEqual({
    status: 'ok',
    version: '0.1.0',
    uptime_seconds: expect.any(Number),
    database: 'ok',
  })
  expect(await (await get('/api/v1/version')).json()).toEqual({
    version: '0.1.0',
    commit: null,
    built_at: null,
  })
})

test('it is not ready on a schema that is not its own, and says why', async () => {
  await using tables = await openTables(broker.databaseUrl)
  const missing = (
    await tables.client.query(
      'delete from migration where number = (select max(number) from migration) returning *',
    )
  ).rows[0]
  const refused = await get('/health/ready')
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({
    code: 'unavailable',
    detail: 'Not ready: the migrations are not current.',
  })
  expect((await get('/health/live')).status).toBe(204)
  await tables.client.query(
    'insert into migration select * from jsonb_populate_record(null::migration, $1)',
    [missing],
  )
  expect((await get('/health/ready')).status).toBe(204)
})

test('metrics are for those who may read them', async () => {
  expect((await get('/metrics')).status).toBe(401)
  const { body } = await broker.request('POST', '/api/v1/api-tokens', {
    body: { name: 'prometheus', scopes: ['metrics:read'] },
  })
  const answer = await get('/metrics', { authorization: `Bearer ${body.token}` })
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  const text = await answer.text()
  expect(text).toMatch(/^reeve_request_seconds_count\{operation="getReadiness",status="503"\} 1$/m)
  expect(text).toMatch(/^reeve_agents_connected 0$/m)
  expect(text).toMatch(/^# HELP reeve_jobs_assigned_total /m)
  expect(text).not.toContain('reeve_0') // no token is a label
})

test('the contract is served as it is, and may be cached', async () => {
  const answer = await get('/openapi.json')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
  expect(await answer.json()).toEqual(document)
})

test('a page shows the contract, with scripts of its own alone', async () => {
  const page = await get('/docs')
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toMatch(/^text\/html/)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  const text = await page.text()
  const scripts = [...text.matchAll(/src="([^"]+)"/g)].map(([, source]) => source!)
  expect(scripts.length).toBeGreaterThan(0)
  for (const source of scripts) {
    const answer = await fetch(new URL(source, page.url))
    expect(answer.status, source).toBe(200)
    expect(new URL(answer.url).origin).toBe(broker.url)
  }
})

test('each answer carries an id that finds its line in the log', async () => {
  const answer = await get('/api/v1/tenants/acme')
  const id = answer.headers.get('x-request-id')!
  const line = broker
    .log()
    .split('\n')
    .find((text) => text.includes(id) && text.includes('"msg":"request"'))!
  expect(JSON.parse(line)).toMatchObject({
    operation: 'getTenant',
    tenant: 'acme',
    status: 401,
    reqId: id,
  })
})
