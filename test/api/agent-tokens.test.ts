// The story of an agent token: shown once, read, changed, revoked, its name free again, and never anybody else's.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { enrolWith } from '../support/proofs.ts'
import { openTables, type Tables } from '../support/tables.ts'

let broker: TestBroker
let tables: Tables
let tenantToken: string
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'compute' } })
  const body = { name: 'all', scopes: ['*'] }
  tenantToken = (await broker.request('POST', '/api/v1/tenants/acme/api-tokens', { body })).body
    .token
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/tenants/acme/agent-tokens'

test('the answer that makes it shows the secret, and none after it', async () => {
  const made = await broker.request('POST', path, { body: { name: 'on-prem' } })
  expect(made.status).toBe(201)
  const { token, ...rest } = made.body
  expect(token).toMatch(/^agent_[0-9a-f]{64}$/)
  expect(rest).toMatchObject({
    tenant: 'acme',
    pool: null,
    expires_in_days: null,
    expires_at: null,
    status: 'active',
  })
  for (const key of ['on-prem', rest.id])
    expect((await broker.request('GET', `${path}/${key}`)).body).toEqual(rest)
  const kept = await tables.client.query<{ hash: string }>(
    `select encode(token_hash, 'hex') as hash from agent_token where id = $1`,
    [rest.id],
  )
  expect(kept.rows[0]!.hash).toBe(createHash('sha256').update(token).digest('hex'))
})

test('a life in days ends when it says', async () => {
  const { body } = await broker.request('POST', path, {
    body: { name: 'short', expires_in_days: 2 },
  })
  const days = (Date.parse(body.expires_at) - Date.parse(body.created_at)) / 86_400_000
  expect(days).toBe(2)
})

test('a live name is taken; a revoked or an expired one is free', async () => {
  const make = (name: string) => broker.request('POST', path, { body: { name } })
  expect(await make('on-prem')).toMatchObject({ status: 409, body: { code: 'name-taken' } })
  expect(await broker.request('POST', `${path}/on-prem/revoke`)).toMatchObject({
    status: 200,
    body: { status: 'revoked', revision: 2 },
  })
  expect(await broker.request('POST', `${path}/on-prem/revoke`)).toMatchObject({
    status: 200,
    body: { revision: 2 },
  })
  await tables.client.query(`update agent_token set expires_at = now() where name = 'short'`)
  expect((await broker.request('GET', `${path}/short`)).body.status).toBe('expired')
  for (const name of ['on-prem', 'short'])
    expect(await make(name)).toMatchObject({ status: 201, body: { status: 'active', revision: 1 } })
})

test('another tenant may use the same name, and each has its own', async () => {
  const theirs = '/api/v1/tenants/globex/agent-tokens'
  const made = await broker.request('POST', theirs, { body: { name: 'on-prem' } })
  expect(made.body.id).not.toBe((await broker.request('GET', `${path}/on-prem`)).body.id)
  expect((await broker.request('GET', `${path}/${made.body.id}`)).status).toBe(404)
})

test('its name and what it lets in stay, its description and its rotation can change', async () => {
  const rotation = { rotate_before_days: null, overlap_seconds: 60 }
  const changed = await broker.request('PUT', `${path}/on-prem`, {
    body: { description: 'Rack 7', ...rotation },
  })
  expect(changed).toMatchObject({ status: 200, body: { description: 'Rack 7', revision: 2 } })
  const refused = await broker.request('PUT', `${path}/on-prem`, {
    body: { description: '', name: 'other', ...rotation },
  })
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/name', detail: 'is not known here' }] },
  })
})

test('operators may name a pool, tenants may not', async () => {
  const create = (pool: string, token?: string) =>
    broker.request('POST', path, { body: { name: `in-${pool}`, pool }, ...(token && { token }) })
  expect(await create('compute', tenantToken)).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  })
  expect(await create('compute')).toMatchObject({ status: 201, body: { pool: 'compute' } })
  expect(await create('nowhere')).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', pointer: '/pool' }] },
  })
})

test('lists are a tenant’s, or everybody’s for operators, by state', async () => {
  const names = async (at: string) =>
    (await broker.request('GET', at)).body.items.map(({ name }: { name: string }) => name)
  await broker.request('POST', `${path}/short/revoke`)
  expect(await names(`${path}?status=active`)).toEqual(['on-prem', 'in-compute'])
  expect(await names(`${path}?status=revoked`)).toEqual(['short'])
  expect(await names('/api/v1/agent-tokens')).toHaveLength(4)
  expect(await names('/api/v1/agent-tokens?tenant=globex')).toEqual(['on-prem'])
  expect(await names('/api/v1/agent-tokens?tenant=nobody')).toEqual([])
})

test('a tenant manages its own', async () => {
  const options = { token: tenantToken }
  expect((await broker.request('POST', path, { body: { name: 'own' }, ...options })).status).toBe(
    201,
  )
  expect((await broker.request('DELETE', `${path}/own`, options)).status).toBe(204)
  expect((await broker.request('GET', `${path}/own`, options)).status).toBe(404)
})

test('while a token is rotated both values let in, and who is in stays in', async () => {
  let count = 0
  const enrol = (token: string) => {
    const agent = { name: `rack-${++count}` }
    return enrolWith(broker, { method: 'agent_token', proof: { token }, agent })
  }
  const rotate = (overlap_seconds: number) =>
    broker.request('POST', `${path}/turning/rotate`, { body: { overlap_seconds } })
  const before = await broker.request('POST', path, {
    body: { name: 'turning', expires_in_days: 1 },
  })
  const session = (await enrol(before.body.token)).body.token
  const rotated = await rotate(60)
  expect(rotated).toMatchObject({ status: 200, body: { id: before.body.id, revision: 2 } })
  expect(rotated.body.token).toMatch(/^agent_[0-9a-f]{64}$/)
  expect(Date.parse(rotated.body.expires_at)).toBeGreaterThan(Date.parse(before.body.expires_at))
  for (const { body } of [before, rotated]) expect((await enrol(body.token)).status).toBe(201)
  const third = await rotate(60)
  expect(third).toMatchObject({ status: 409, body: { code: 'conflict' } })
  await tables.client.query(`update agent_token set previous_until = now() where name = 'turning'`)
  expect((await enrol(before.body.token)).body).toMatchObject({ code: 'token-spent' })
  expect((await broker.request('GET', `${path}/turning`)).body.previous_until).toBeNull()
  const last = await rotate(0)
  expect((await enrol(rotated.body.token)).status).toBe(401)
  expect((await enrol(last.body.token)).status).toBe(201)
  const renew = (token: string) =>
    broker.request('POST', '/api/v1/agent/session/renewals', { token })
  const renewed = await renew(session)
  expect(renewed.status).toBe(201)
  await broker.request('POST', `${path}/turning/revoke`)
  expect((await renew(renewed.body.token)).status).toBe(401) // whichever value let it in
  expect(await rotate(0)).toMatchObject({ status: 409, body: { code: 'conflict' } })
})
