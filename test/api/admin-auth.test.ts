// The admin secret: exchanged for a short token of few scopes, told to nobody, and no door at all without it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeJwt } from 'jose'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { adminSecret } from '../support/means/doors.ts'
import { openTables, type Tables } from '../support/tables.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const ask = (body: unknown, to: Pick<TestBroker, 'request'> = broker) =>
  to.request('POST', '/api/v1/admin/auth', { body, headers: { authorization: '' } })

test('the secret gives an operator’s token of five minutes', async () => {
  const { status, body, headers } = await ask({ secret: adminSecret })
  expect(status).toBe(200)
  expect(body).toMatchObject({ expires_in: 300, token_type: 'Bearer' })
  expect(headers.get('cache-control')).toBe('no-store')
  const claims = decodeJwt(body.access_token as string)
  expect(claims).toMatchObject({
    kind: 'operator',
    aud: ['reeve-agent'],
    scope: ['admin:launch-tokens:*', 'admin:revoke:*', 'admin:audit:*'],
  })
  expect(claims.exp! - claims.iat!).toBe(300)
})

test('it may do what its scopes say and no more, and is not renewed', async () => {
  const token = (await ask({ secret: adminSecret })).body.access_token as string
  const as = (method: string, path: string, body?: unknown) =>
    broker.request(method, path, { token, ...(body !== undefined && { body }) })
  expect((await as('GET', '/api/v1/agents')).status).toBe(200)
  expect((await as('GET', '/api/v1/tenants')).body).toMatchObject({
    status: 403,
    code: 'forbidden',
  })
  const made = await as('POST', '/api/v1/api-tokens', { name: 'mine', scopes: ['agents:read'] })
  expect(made.status).toBe(403)
  const renewed = await as('POST', '/api/v1/agent/session/renewals')
  expect(renewed.body).toMatchObject({ status: 403, code: 'forbidden' })
})

test('a wrong secret is refused with few words, and is told to no log and no event', async () => {
  const wrong = `${adminSecret}x`
  const { status, body } = await ask({ secret: wrong })
  expect({ status, code: body.code, detail: body.detail }).toEqual({
    status: 401,
    code: 'unauthenticated',
    detail: 'The credentials are wrong.',
  })
  await ask({ secret: adminSecret })
  const { rows } = await tables.client.query(
    'select row_to_json(e)::text as said from audit_event e',
  )
  const told = broker.log() + rows.map(({ said }) => said as string).join('\n')
  expect(told).not.toContain(adminSecret)
  const done = await tables.client.query(
    `select actor_kind, actor_name, result from audit_event where operation = 'authenticateAdmin' and result = 'done'`,
  )
  expect(done.rows[0]).toEqual({ actor_kind: 'operator', actor_name: 'admin', result: 'done' })
})

test.each([
  [{}, '/secret'],
  [{ secret: '' }, '/secret'],
  [{ secret: 'x'.repeat(1025) }, '/secret'],
  [{ client_id: 'a', client_secret: 'b' }, '/client_id'],
])('%j is no request', async (body, pointer) => {
  const answer = await ask(body)
  expect(answer.status).toBe(400)
  expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer }))
})

test('without the secret there is no such door, whatever is sent', async () => {
  await using other = await startBroker({ REEVE_ADMIN_SECRET: undefined as unknown as string })
  const nothing = await other.request('POST', '/api/v1/nothing', { body: {} })
  for (const body of [{ secret: adminSecret }, {}, 'no JSON']) {
    const answer = await ask(body, other)
    expect(answer.status).toBe(404)
    expect({ ...answer.body, instance: '', detail: '' }).toEqual({
      ...nothing.body,
      instance: '',
      detail: '',
    })
    expect(answer.body.detail).toBe('There is no POST /api/v1/admin/auth.')
  }
})

test('a broker does not start with a weak secret', async () => {
  await expect(
    startBroker({ REEVE_ADMIN_SECRET: 'change-me-in-production-change-me-in-production' }),
  ).rejects.toThrow(/^REEVE_ADMIN_SECRET is .+ Make one with/)
})

test('guesses are stopped, and the right secret with them, from that address', async () => {
  await using attacked = await startBroker()
  const statuses: number[] = []
  for (let guess = 0; guess < 8; guess++)
    statuses.push((await ask({ secret: `guess-${guess}` }, attacked)).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
  const right = await ask({ secret: adminSecret }, attacked)
  expect(right.status).toBe(429)
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(60)
})
