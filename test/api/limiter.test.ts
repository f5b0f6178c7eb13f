// Who fails too often is refused for a while: counted across brokers, never longer, and nobody else pays for it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { tenantWithToken } from '../support/work.ts'

type Second = Awaited<ReturnType<TestBroker['second']>>

let a: TestBroker
let b: Second
/** A broker behind a proxy on this machine. */
let behind: Second
let tables: Tables
let token: string
beforeAll(async () => {
  a = await startBroker()
  b = await a.second()
  behind = await a.second({ REEVE_TRUSTED_PROXIES: '127.0.0.0/8' })
  tables = await openTables(a.databaseUrl)
  token = await tenantWithToken(a, 'acme')
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  for (const one of [behind, b, a]) await one[Symbol.asyncDispose]()
})

const wrong = () => `agent_${randomBytes(32).toString('hex')}`
let agents = 0

/** From an address, as the proxy says. */
const enrol = (secret: string, address: string, url = behind.url): Promise<Answer> =>
  request(url, '', 'POST', '/api/v1/agent/enrolments', {
    body: { method: 'agent_token', proof: { token: secret }, agent: { name: `a-${++agents}` } },
    headers: { 'x-forwarded-for': address },
  })
const bans = async (): Promise<Array<{ id: string; prefix: string; address: string }>> =>
  (await a.request('GET', '/api/v1/bans?limit=1000')).body.items
const rowsOf = async (address: string) =>
  (
    await tables.client.query(
      `select prefix, failures, banned_until from auth_failure where address = $1 and prefix <> '' order by prefix`,
      [address],
    )
  ).rows

async function fail(times: number, secret: string, address: string, url?: string): Promise<void> {
  for (let count = 0; count < times; count++)
    expect((await enrol(secret, address, url)).status).toBe(401)
}

test('after five failures a credential is refused from its address unread, and is not elsewhere', async () => {
  const secret = wrong()
  await fail(5, secret, '192.0.2.1')
  const refused = await enrol(secret, '192.0.2.1')
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(890)
  expect((await enrol(secret, '192.0.2.2')).status).toBe(401)
  expect((await enrol(token, '192.0.2.1')).status).toBe(201)
})

test('failures at two brokers add up, and both know the ban', async () => {
  const secret = wrong()
  await fail(3, secret, '127.0.0.1')
  await until(
    () => rowsOf('127.0.0.1'),
    (rows) => rows[0]?.failures === 3,
  )
  await fail(2, secret, '127.0.0.1', b.url)
  for (const url of [a.url, b.url, behind.url])
    await until(
      async () => (await enrol(secret, '127.0.0.1', url)).status,
      (status) => status === 429,
    )
})

test('what fails during a ban does not lengthen it', async () => {
  const secret = wrong()
  await fail(5, secret, '192.0.2.3')
  const [before] = await until(
    () => rowsOf('192.0.2.3'),
    (rows) => rows[0]?.banned_until != null,
  )
  for (let count = 0; count < 20; count++)
    expect((await enrol(secret, '192.0.2.3')).status).toBe(429)
  // Another failure from there shows that what went before has been written.
  await fail(1, wrong(), '192.0.2.3')
  const rows = await until(
    () => rowsOf('192.0.2.3'),
    ({ length }) => length === 2,
  )
  expect(rows).toContainEqual(before)
})

test('an operator sees bans and lifts them', async () => {
  const secret = wrong()
  await fail(5, secret, '192.0.2.4')
  const [ban] = await until(
    async () => (await bans()).filter(({ address }) => address === '192.0.2.4'),
    ({ length }) => length === 1,
  )
  expect(ban).toMatchObject({ failures: 5, prefix: expect.stringMatching(/^[0-9a-f]{4}$/) })
  expect((await a.request('DELETE', `/api/v1/bans/${ban!.id}`)).status).toBe(204)
  await until(
    async () => (await enrol(secret, '192.0.2.4')).status,
    (status) => status === 401,
  )
  expect((await a.request('DELETE', `/api/v1/bans/${ban!.id}`)).status).toBe(404)
})

test('an address that tries fifty credentials is kept from doors, and its requests are not', async () => {
  for (let count = 0; count < 50; count++) await fail(1, wrong(), '192.0.2.5')
  expect((await enrol(token, '192.0.2.5')).status).toBe(429)
  expect((await enrol(token, '192.0.2.6')).status).toBe(201)
  const headers = { 'x-forwarded-for': '192.0.2.5' }
  const read = await request(behind.url, a.adminToken, 'GET', '/api/v1/plans', { headers })
  expect(read.status).toBe(200)
})

test('an IPv6 customer is one address', async () => {
  const secret = wrong()
  for (let count = 1; count <= 5; count++) await fail(1, secret, `2001:db8::${count}`)
  expect((await enrol(secret, '2001:db8::ffff')).status).toBe(429)
  expect((await enrol(secret, '2001:db8:0:1::1')).status).toBe(401)
})

test('X-Forwarded-For is believed of proxies alone', async () => {
  const secret = wrong()
  // Nobody is trusted: whatever they say, all come from here.
  for (let count = 1; count <= 5; count++) await fail(1, secret, `198.51.100.${count}`, b.url)
  expect((await enrol(secret, '198.51.100.9', b.url)).status).toBe(429)
  expect(await rowsOf('198.51.100.1')).toEqual([])
  // Through a proxy that adds what it saw, what the client wrote before it is nothing.
  const other = wrong()
  for (let count = 1; count <= 5; count++) await fail(1, other, `203.0.113.${count}, 192.0.2.7`)
  expect((await enrol(other, '203.0.113.99, 192.0.2.7')).status).toBe(429)
  expect((await enrol(other, '192.0.2.8')).status).toBe(401)
})

test('a guessed api token is counted too', async () => {
  const guess = `reeve_${'f'.repeat(64)}`
  const ask = async () =>
    (
      await request(behind.url, guess, 'GET', '/api/v1/plans', {
        headers: { 'x-forwarded-for': '192.0.2.9' },
      })
    ).status
  for (let count = 0; count < 5; count++) expect(await ask()).toBe(401)
  expect(await ask()).toBe(429)
})

test('a full table takes no new rows, and goes on counting those it has', async () => {
  const [known, secret] = [wrong(), wrong()]
  await fail(1, known, '192.0.2.11')
  await until(
    () => rowsOf('192.0.2.11'),
    ({ length }) => length === 1,
  )
  await tables.client.query(
    `insert into auth_failure (key, prefix, address, window_at, failures, changed_at)
     select sha256(n::text::bytea), 'p' || n, 'many', now(), 1, now() - interval '1 hour' from generate_series(1, 100000) as n`,
  )
  const full = await a.second({ REEVE_TRUSTED_PROXIES: '127.0.0.0/8' }) // it counts them at its start
  await fail(4, secret, '192.0.2.10', full.url)
  await fail(1, known, '192.0.2.11', full.url)
  await until(
    () => rowsOf('192.0.2.11'),
    ([row]) => row?.failures === 2,
  )
  expect(await rowsOf('192.0.2.10')).toEqual([])
  // It is counted all the same, by whoever saw it.
  await fail(1, secret, '192.0.2.10', full.url)
  expect((await enrol(secret, '192.0.2.10', full.url)).status).toBe(429)
  await full[Symbol.asyncDispose]()
  await tables.client.query(`delete from auth_failure where address = 'many'`)
})
