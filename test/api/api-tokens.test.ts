// The story of an api token: least scope, one owner, an end, and refused from the moment it is gone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const operators = '/api/v1/api-tokens'
const acmes = '/api/v1/tenants/acme/api-tokens'
const create = (path: string, body: object, token = broker.adminToken) =>
  broker.request('POST', path, { body, token })
const works = async (token: string, path = '/api/v1/plans') =>
  (await broker.request('GET', path, { token })).status

test('it is shown once, lives 90 days unless told otherwise, and works', async () => {
  const made = await create(operators, {
    name: 'pipeline',
    scopes: ['plans:read', 'tenants:write'],
  })
  const { token, ...rest } = made.body
  expect(token).toMatch(/^reeve_[0-9a-f]{64}$/)
  expect(rest).toMatchObject({
    tenant: null,
    scopes: ['plans:read', 'tenants:write'],
    expires_in_days: 90,
    status: 'active',
  })
  expect(Date.parse(rest.expires_at) - Date.parse(rest.created_at)).toBe(90 * 86_400_000)
  expect((await broker.request('GET', `${operators}/pipeline`)).body).toEqual(rest)
  expect(await works(token)).toBe(200)
})

test.each([
  [['plans:read'], ['plans:write'], 0],
  [['plans:read'], ['plans:read', '*'], 1],
  [['plans:write'], ['plans:*'], 0],
  [['plans:write', 'tenants:read'], ['plans:read', '*:read'], 1],
])('a token with %j cannot make one with %j', async (own, wanted, index) => {
  const maker = await create(operators, {
    name: `maker-${own.join().replaceAll(/\W/g, '-')}-${index}${wanted.length}`,
    scopes: [...own, 'api-tokens:write'],
  })
  const before = await tables.counts()
  const refused = await create(operators, { name: 'more', scopes: wanted }, maker.body.token)
  expect(refused).toMatchObject({
    status: 403,
    body: { code: 'forbidden', errors: [{ in: 'body', pointer: `/scopes/${index}` }] },
  })
  expect(await tables.counts()).toEqual({ ...before, audit_event: before['audit_event']! + 1 })
  expect(
    (await create(operators, { name: `less-${index}`, scopes: own }, maker.body.token)).status,
  ).not.toBe(403)
})

test('a tenant’s token sees that tenant alone, with all scopes', async () => {
  const { body } = await create(acmes, { name: 'all', scopes: ['*'] })
  expect(body.tenant).toBe('acme')
  expect(await works(body.token, '/api/v1/tenants/acme')).toBe(200)
  expect(await works(body.token, '/api/v1/tenants/globex')).toBe(404)
  expect(await works(body.token, '/api/v1/plans')).toBe(403)
  const own = await create(acmes, { name: 'jobs', scopes: ['jobs:read'] }, body.token)
  expect(own.status).toBe(201)
  expect(await works(own.body.token, '/api/v1/tenants/acme/jobs')).toBe(200)
  expect((await create(operators, { name: 'up', scopes: ['*'] }, body.token)).status).toBe(403)
})

test('operators and each tenant have names of their own', async () => {
  expect((await create(acmes, { name: 'pipeline', scopes: ['*'] })).status).toBe(201)
  expect(
    (await create('/api/v1/tenants/globex/api-tokens', { name: 'pipeline', scopes: ['*'] })).status,
  ).toBe(201)
  expect(await create(operators, { name: 'pipeline', scopes: ['*'] })).toMatchObject({
    status: 409,
    body: { code: 'name-taken' },
  })
  const mine = (await broker.request('GET', `${acmes}/pipeline`)).body
  expect((await broker.request('GET', `${operators}/${mine.id}`)).status).toBe(404)
  expect((await broker.request('DELETE', `${operators}/${mine.id}`)).status).toBe(404)
  const listed = (await broker.request('GET', operators)).body.items
  expect(listed.filter(({ tenant }: { tenant: string | null }) => tenant !== null)).toEqual([])
})

test('when it expires it is refused, shown as expired, and its name is free', async () => {
  const { token } = (
    await create(operators, { name: 'short', scopes: ['plans:read'], expires_in_days: 1 })
  ).body
  await tables.client.query(`update api_token set expires_at = now() where name = 'short'`)
  expect(await works(token)).toBe(401)
  expect((await broker.request('GET', `${operators}/short`)).body.status).toBe('expired')
  const expired = (await broker.request('GET', `${operators}?status=expired`)).body.items
  expect(expired.map(({ name }: { name: string }) => name)).toEqual(['short'])
  const again = await create(operators, { name: 'short', scopes: ['plans:read'] })
  expect(again).toMatchObject({ status: 201, body: { status: 'active' } })
  expect(await works(token)).toBe(401)
  expect(await works(again.body.token)).toBe(200)
})

test('a deleted one is refused at once, and so are those of a deleted tenant', async () => {
  const { token } = (await create(operators, { name: 'gone', scopes: ['*'] })).body
  expect((await broker.request('DELETE', `${operators}/gone`)).status).toBe(204)
  expect(await works(token)).toBe(401)
  const theirs = (
    await create('/api/v1/tenants/globex/api-tokens', { name: 'theirs', scopes: ['*'] })
  ).body.token
  await broker.request('DELETE', '/api/v1/tenants/globex')
  expect(await works(theirs, '/api/v1/tenants/globex')).toBe(401)
})

test('a suspended tenant’s are refused until it is active again', async () => {
  const { token } = (await create(acmes, { name: 'waits', scopes: ['*'] })).body
  const set = (status: string) =>
    broker.request('PUT', '/api/v1/tenants/acme', {
      body: {
        display_name: '',
        plan: 'free',
        status,
        worker_agent_pool: 'dedicated',
        worker_type: 'task',
        allowed_hosts: [],
      },
    })
  await set('suspended')
  const refused = await broker.request('GET', '/api/v1/tenants/acme', { token })
  expect(refused).toMatchObject({ status: 403, body: { detail: 'The tenant acme is suspended.' } })
  expect(await works(token, '/api/v1/tenants/system')).toBe(404)
  await set('active')
  expect(await works(token, '/api/v1/tenants/acme')).toBe(200)
})

test('a token may hand on no more than it has, even to a tenant', async () => {
  const { token } = (await create(operators, { name: 'narrow', scopes: ['api-tokens:write'] })).body
  expect((await create(acmes, { name: 'wide', scopes: ['jobs:write'] }, token)).status).toBe(403)
})
