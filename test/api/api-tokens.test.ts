// The story of an api token: least scope, one owner, an end, and refused from the moment it is gone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { openDatabase } from '../../api/src/db/database.ts'
import { listen } from '../../api/src/db/listen.ts'
import { createPrincipals } from '../../api/src/identity/principals.ts'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'

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
        worker_mode: 'agent',
        worker_agent_pool: 'dedicated',
        worker_type: 'task',
        task_max_concurrent: null,
        on_no_capacity: null,
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

test('one that was used a moment ago is refused at once where it was deleted, and soon elsewhere', async () => {
  await using other = await broker.second()
  const { token } = (await create(operators, { name: 'busy', scopes: ['plans:read'] })).body
  const there = async () => (await request(other.url, token, 'GET', '/api/v1/plans')).status
  expect([await works(token), await there()]).toEqual([200, 200])
  // Nobody hears the hint, so what is refused at once is refused without it.
  await tables.client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reeve-listen' and datname = current_database()`,
  )
  expect([await works(token), await there()]).toEqual([200, 200])
  await broker.request('DELETE', `${operators}/busy`)
  expect(await works(token)).toBe(401)
  await until(there, (status) => status === 401)
})

test('who is remembered is forgotten by the hint alone, and nobody who is refused is remembered', async () => {
  await using db = openDatabase(broker.databaseUrl, 2)
  await using hints = listen(broker.databaseUrl, pino({ level: 'silent' }))
  let woken = false
  hints.on('work', () => (woken = true))
  await until(() => woken)
  let clock = 0
  const principals = createPrincipals(db, hints, () => clock)
  const known = (token: string) =>
    principals.of(token).then(
      (principal) => ('suspended' in principal && principal.suspended ? 'suspended' : 'known'),
      ({ code }: { code: string }) => code,
    )
  const make = async (path: string, name: string) =>
    (await create(path, { name, scopes: ['*'] })).body.token as string
  const gone = (name: string) =>
    tables.client.query('delete from api_token where name = $1', [name])
  const [mine, theirs] = [await make(operators, 'held'), await make(acmes, 'held')]
  expect([await known(mine), await known(theirs)]).toEqual(['known', 'known'])

  await gone('held') // behind everybody's back: it is known to the end of its second, and no longer
  expect([await known(mine), await known(theirs)]).toEqual(['known', 'known'])
  clock = 1_000
  expect([await known(mine), await known(theirs)]).toEqual(['unauthenticated', 'unauthenticated'])

  const deleted = await make(operators, 'told')
  expect(await known(deleted)).toBe('known')
  await broker.request('DELETE', `${operators}/told`)
  await until(
    () => known(deleted),
    (answer) => answer === 'unauthenticated',
  )

  const waits = await make(acmes, 'suspends')
  expect(await known(waits)).toBe('known')
  await tables.client.query(`update tenant set status = 'suspended' where slug = 'acme'`)
  expect(await known(waits)).toBe('known')
  await tables.client.query(
    `select pg_notify('reeve', '{"kind":"ended","by":"tenant","id":"any"}')`,
  )
  await until(
    () => known(waits),
    (answer) => answer === 'suspended',
  )
  await tables.client.query(`update tenant set status = 'active' where slug = 'acme'`)
  expect(await known(waits)).toBe('known')

  const wrong = `reeve_${randomBytes(32).toString('hex')}`
  expect(await known(wrong)).toBe('unauthenticated')
})

test('no token is remembered beyond its end', async () => {
  await using db = openDatabase(broker.databaseUrl, 1)
  let [clock, asked] = [0, 0]
  const counted = { ...db, as: (role: 'app') => ((asked += 1), db.as(role)) }
  const principals = createPrincipals(counted as typeof db, { on: () => undefined }, () => clock)
  const { token } = (await create(operators, { name: 'ends', scopes: ['*'] })).body
  await tables.client.query(
    `update api_token set expires_at = now() + interval '900 ms' where name = 'ends'`,
  )
  await principals.of(token)
  await principals.of(token)
  expect(asked).toBe(1)
  clock = 900
  await principals.of(token).catch(() => undefined)
  expect(asked).toBe(2)
  await until(async () => (await works(token)) === 401)
})
