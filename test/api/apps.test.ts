// The story of an app: registered with a ceiling, given a token for its secret, changed, rotated and de-registered.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { claimsIn, renew } from '../support/keyed.ts'
import { enrolWith } from '../support/proofs.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { launchBody } from '../support/tokens.ts'
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

const path = '/api/v1/tenants/acme/apps'
const scopes = ['read:data:*', 'write:data:customers']
let count = 0

async function register(more: object = {}): Promise<Answer['body']> {
  const body = { name: `app-${++count}`, scopes, ...more }
  return (await broker.request('POST', path, { body })).body
}

const logIn = (client_id: string, client_secret: string, url = broker.url): Promise<Answer> =>
  request(url, '', 'POST', '/api/v1/app/auth', { body: { client_id, client_secret } })

async function tokenOf({ client_id, client_secret }: Answer['body']): Promise<string> {
  return (await logIn(client_id, client_secret)).body.access_token
}

const launch = (app: string, token: string, more: object = {}): Promise<Answer> =>
  broker.request('POST', `${path}/${app}/launch-tokens`, {
    body: { agent_name: 'reader', allowed_scope: ['read:data:customers'], ...more },
    token,
  })

test('the answer that makes it shows the secret, and none after it', async () => {
  const made = await broker.request('POST', path, { body: { name: 'orders', scopes } })
  expect(made.status).toBe(201)
  const { client_secret, ...rest } = made.body
  expect(client_secret).toMatch(/^appsecret_[0-9a-f]{64}$/)
  expect(rest).toMatchObject({ tenant: 'acme', scopes, secret_previous_until: null })
  expect(rest.client_id).toBe(rest.id)
  for (const key of ['orders', rest.id])
    expect((await broker.request('GET', `${path}/${key}`)).body).toEqual(rest)
  const kept = await tables.client.query(
    `select encode(secret_hash, 'hex') as hash, app::text as row from app where id = $1`,
    [rest.id],
  )
  expect(kept.rows[0].hash).toBe(createHash('sha256').update(client_secret).digest('hex'))
  expect(kept.rows[0].row).not.toContain(client_secret.slice(10))
})

test.each([
  [{ name: 'orders' }, 409, undefined],
  [{ name: 'x' }, 400, '/name'],
  [{ name: 'a--b' }, 400, '/name'],
  [{ name: 'a-' }, 400, '/name'],
  [{ name: 'none', scopes: [] }, 400, '/scopes'],
  [{ name: 'bad', scopes: ['read:data:*', 'read:data'] }, 400, '/scopes/1'],
  [{ name: 'bad', scopes: ['read:data: x'] }, 400, '/scopes/0'],
  [{ name: 'brief', token_ttl_seconds: 59 }, 400, '/token_ttl_seconds'],
  [{ name: 'long', token_ttl_seconds: 86_401 }, 400, '/token_ttl_seconds'],
])('%j is refused with %i', async (more, status, pointer) => {
  const refused = await broker.request('POST', path, { body: { scopes, ...more } })
  expect(refused.status).toBe(status)
  if (pointer) expect(refused.body.errors[0].pointer).toBe(pointer)
  else expect(refused.body.code).toBe('name-taken')
})

test('scopes and life of tokens change together or not at all', async () => {
  const app = await register()
  const put = (body: object) => broker.request('PUT', `${path}/${app.name}`, { body })
  const given = { description: '', scopes: ['read:data:a'], token_ttl_seconds: 120 }
  expect(await put({ ...given, token_ttl_seconds: 5 })).toMatchObject({ status: 400 })
  expect((await broker.request('GET', `${path}/${app.name}`)).body).toMatchObject({ scopes })
  expect(await put(given)).toMatchObject({ status: 200, body: { ...given, revision: 2 } })
})

test('client id and secret give a token that lives as the app says and does what apps may', async () => {
  const app = await register({ token_ttl_seconds: 90 })
  const got = await logIn(app.client_id, app.client_secret)
  expect(got).toMatchObject({
    status: 200,
    body: { token_type: 'Bearer', scopes },
  })
  const token = got.body.access_token
  const claims = claimsIn(token)
  expect(claims).toMatchObject({ kind: 'app', sub: `app:${app.id}`, app: app.id, tenant: 'acme' })
  expect(claims['exp'] - claims['iat']).toBe(90)
  expect((await launch(app.name, token)).status).toBe(201)
  expect((await broker.request('GET', `${path}/${app.name}/agents`, { token })).body).toEqual({
    items: [],
    next_cursor: null,
  })
  for (const refused of [
    await broker.request('GET', path, { token }),
    await broker.request('DELETE', `${path}/${app.name}`, { token }),
    await renew(broker, token),
  ])
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test('whatever is wrong, an app is told the same', async () => {
  const app = await register()
  const other = await register()
  const wrong = [
    await logIn(app.client_id, other.client_secret),
    await logIn(app.client_id, 'x'),
    await logIn('0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11', app.client_secret),
    await logIn(app.name, app.client_secret),
  ]
  const told = wrong.map(({ status, body }) => ({ ...body, status, instance: '' }))
  expect(told[0]).toMatchObject({ status: 401, code: 'unauthenticated' })
  for (const one of told) expect(one).toEqual(told[0])
})

test('log-ins of one client from one address are few, those of another are not bound by it', async () => {
  const [app, other] = [await register(), await register()]
  const asked: number[] = []
  for (let index = 0; index < 5; index++)
    asked.push((await logIn(app.client_id, app.client_secret)).status)
  expect(asked).toEqual([200, 200, 200, 429, 429])
  expect((await logIn(other.client_id, other.client_secret)).status).toBe(200)
})

test('two secrets are taken while the app changes over, and the one of before no longer then', async () => {
  const app = await register()
  const rotate = (overlap_seconds: number) =>
    broker.request('POST', `${path}/${app.name}/rotate-secret`, { body: { overlap_seconds } })
  const second = (await rotate(3600)).body
  expect(Date.parse(second.secret_previous_until)).toBeGreaterThan(Date.now())
  expect(await rotate(60)).toMatchObject({ status: 409, body: { code: 'conflict' } })
  await using more = await broker.second() // with buckets of its own
  const statusOf = async (secret: string, url?: string) =>
    (await logIn(app.client_id, secret, url)).status
  expect(await statusOf(app.client_secret)).toBe(200)
  expect(await statusOf(second.client_secret)).toBe(200)
  await tables.client.query(`update app set previous_until = now() where id = $1`, [app.id])
  expect(await statusOf(app.client_secret)).toBe(401)
  const third = (await rotate(0)).body
  expect(third.secret_previous_until).toBeNull()
  expect(await statusOf(second.client_secret, more.url)).toBe(401)
  expect(await statusOf(third.client_secret, more.url)).toBe(200)
})

test('an app sees its own launch tokens and agents, never those of another app of its tenant', async () => {
  const [mine, other] = [await register(), await register()]
  const [token, theirs] = [await tokenOf(mine), await tokenOf(other)]
  const made = (await launch(mine.name, token)).body
  const agent = (await enrolWith(broker, await launchBody(broker, { token: made.token }))).body
  const read = (at: string, by: string) =>
    broker.request('GET', `${path}/${mine.id}/${at}`, { token: by })
  expect((await read('launch-tokens', token)).body.items).toMatchObject([{ id: made.id, uses: 1 }])
  expect((await read('agents', token)).body.items).toMatchObject([{ id: agent.agent }])
  for (const at of ['launch-tokens', `launch-tokens/${made.id}`, 'agents'])
    expect(await read(at, theirs)).toMatchObject({ status: 404, body: { code: 'not-found' } })
  for (const refused of [
    await launch(mine.name, theirs),
    await broker.request('POST', `${path}/${mine.id}/launch-tokens/${made.id}/revoke`, {
      token: theirs,
    }),
    // by its own path another's token is not there either
    await broker.request('GET', `${path}/${other.id}/launch-tokens/${made.id}`, { token: theirs }),
  ])
    expect(refused).toMatchObject({ status: 404, body: { code: 'not-found' } })
  const events = await broker.request('GET', '/api/v1/tenants/acme/audit-events', { token })
  expect(events.body.items.length).toBeGreaterThan(1)
  for (const event of events.body.items) expect([event.app_id, event.actor_id]).toContain(mine.id)
})

test('a de-registered app is gone, with its tokens, its launch tokens and its agents', async () => {
  const app = await register()
  const token = await tokenOf(app)
  const [used, unused] = [(await launch(app.id, token)).body, (await launch(app.id, token)).body]
  const agent = (await enrolWith(broker, await launchBody(broker, { token: used.token }))).body
  await using other = await broker.second()
  expect((await broker.request('DELETE', `${path}/${app.name}`)).status).toBe(204)
  for (const url of [broker.url, other.url]) {
    expect(await logIn(app.client_id, app.client_secret, url)).toMatchObject({ status: 401 })
    const listed = await request(url, token, 'GET', `${path}/${app.id}/agents`)
    expect(listed).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(await renew(broker, agent.token, url)).toMatchObject({ status: 401 })
    const body = await launchBody(broker, { token: unused.token })
    expect(await enrolWith({ url }, body)).toMatchObject({
      status: 401,
      body: { code: 'token-spent' },
    })
  }
  const ended = () =>
    tables.client.query(`select state from enrolment where agent_id = $1`, [agent.agent])
  expect((await until(ended, ({ rows }) => rows[0].state === 'ended')).rowCount).toBe(1)
})

test('nobody of a suspended tenant gets a token', async () => {
  const made = await broker.request('POST', '/api/v1/tenants/globex/apps', {
    body: { name: 'asleep', scopes },
  })
  const { body: tenant } = await broker.request('GET', '/api/v1/tenants/globex')
  const { id: _, slug: _slug, revision: _r, created_at: _c, updated_at: _u, ...its } = tenant
  const put = await broker.request('PUT', '/api/v1/tenants/globex', {
    body: { ...its, status: 'suspended' },
  })
  expect(put.status, JSON.stringify(put.body)).toBe(200)
  expect(await logIn(made.body.client_id, made.body.client_secret)).toMatchObject({ status: 401 })
})
