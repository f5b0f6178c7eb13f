// What can be revoked and how it is told: levels, verbs, whose it is, and what is refused.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { claimsIn, delegate, enrolKeyed } from '../support/keyed.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { openDatabase } from '../../api/src/db/database.ts'
import { revocations as sweep } from '../../api/src/sweeps/trust/revocations.ts'

let broker: TestBroker
let tables: Tables
let ofGlobex: string
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex', 'initech'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
  const body = { name: 'all', scopes: ['*'] }
  ofGlobex = (await broker.request('POST', '/api/v1/tenants/globex/api-tokens', { body })).body
    .token
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

interface Asked {
  level: string
  target: string
  verb?: string
  for_seconds?: number
}

const revoke = (asked: Asked, tenant?: string, token?: string): Promise<Answer> =>
  broker.request('POST', `/api/v1/${tenant ? `tenants/${tenant}/` : ''}revocations`, {
    body: { reason: 'A test.', ...asked },
    ...(token !== undefined && { token }),
  })
const isGood = async (token: string): Promise<boolean> =>
  (await broker.request('POST', '/api/v1/tokens/validate', { body: { token } })).body.valid
const renew = (token: string) => broker.request('POST', '/api/v1/agent/session/renewals', { token })

test('a token is named by its jti or by itself, which is not kept', async () => {
  const [one, two] = [await enrolKeyed(broker, 'acme'), await enrolKeyed(broker, 'acme')]
  const { jti } = claimsIn(one.token)
  const byJti = await revoke({ level: 'token', target: jti })
  const byItself = await revoke({ level: 'token', target: two.token }, 'acme')
  expect(byJti).toMatchObject({ status: 201, body: { target: jti, tenant: 'acme' } })
  expect(byItself).toMatchObject({ status: 201, body: { target: claimsIn(two.token)['jti'] } })
  for (const { token } of [one, two]) expect(await isGood(token)).toBe(false)
  expect(await tables.dump()).not.toContain(two.token)
})

test('revoking a token ends what it was renewed into', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  const next = (await renew(token)).body.token as string
  await revoke({ level: 'token', target: claimsIn(token)['jti'] })
  expect(await isGood(next)).toBe(false)
  expect((await renew(next)).status).toBe(401)
})

test('a token that expires is renewed, once it is the only one', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  await revoke({ level: 'token', target: claimsIn(token)['jti'], verb: 'expire' })
  expect(await isGood(token)).toBe(false)
  const next = await renew(token)
  expect(next.status).toBe(201)
  expect(await isGood(next.body.token)).toBe(true)
})

test('a chain ends with any of its ancestors, and nobody else does', async () => {
  const scope = ['read:data:*']
  const [first, second, third] = [
    await enrolKeyed(broker, 'acme', scope),
    await enrolKeyed(broker, 'acme', scope),
    await enrolKeyed(broker, 'acme', scope),
  ]
  const child = await delegate(broker, first.token, {
    delegate_to: second.sub,
    scope: ['read:data:a'],
  })
  const grandchild = await delegate(broker, child.body.token, {
    delegate_to: third.sub,
    scope: ['read:data:a'],
  })
  expect(grandchild.status).toBe(200)
  expect(await isGood(grandchild.body.token)).toBe(true)
  const done = await revoke({ level: 'chain', target: first.sub }, 'acme')
  expect(done).toMatchObject({ status: 201, body: { level: 'chain', target: first.sub } })
  for (const token of [first.token, child.body.token, grandchild.body.token])
    expect(await isGood(token)).toBe(false)
  for (const { token } of [second, third]) expect(await isGood(token)).toBe(true)
})

test('what an agent handed on ends with the agent', async () => {
  const scope = ['read:data:*']
  const [parent, other] = [
    await enrolKeyed(broker, 'acme', scope),
    await enrolKeyed(broker, 'acme', scope),
  ]
  const child = await delegate(broker, parent.token, { delegate_to: other.sub, scope: scope })
  await revoke({ level: 'agent', target: parent.sub })
  expect(await isGood(child.body.token)).toBe(false)
  expect(await isGood(other.token)).toBe(true)
})

test('a tenant ends with all its agents, another’s do not, and they may enrol again', async () => {
  const [mine, other] = [await enrolKeyed(broker, 'initech'), await enrolKeyed(broker, 'acme')]
  const done = await revoke({ level: 'tenant', target: 'initech' })
  expect(done).toMatchObject({ status: 201, body: { tenant: 'initech' } })
  expect(await isGood(mine.token)).toBe(false)
  expect(await isGood(other.token)).toBe(true)
  expect(await isGood((await enrolKeyed(broker, 'initech')).token)).toBe(true)
})

test('a tenant revokes its own, and another’s does not exist', async () => {
  const [mine, other] = [await enrolKeyed(broker, 'globex'), await enrolKeyed(broker, 'acme')]
  const asked: Asked[] = [
    { level: 'agent', target: other.id },
    { level: 'agent', target: other.sub },
    { level: 'chain', target: other.sub },
    { level: 'token', target: claimsIn(other.token)['jti'] },
    { level: 'tenant', target: 'acme' },
  ]
  for (const one of asked)
    expect((await revoke(one, 'globex', ofGlobex)).status, JSON.stringify(one)).toBe(404)
  const itself = { level: 'token', target: other.token }
  expect((await revoke(itself, 'globex', ofGlobex)).status).toBe(400)
  expect(await isGood(other.token)).toBe(true)
  expect((await revoke({ level: 'agent', target: mine.id }, 'globex', ofGlobex)).status).toBe(201)
  expect(await isGood(mine.token)).toBe(false)
})

test('a tenant sees its own and those that operators made of its agents', async () => {
  const agent = await enrolKeyed(broker, 'globex')
  const made = await revoke({ level: 'agent', target: agent.id })
  const list = async (path: string) =>
    (await broker.request('GET', `${path}?limit=1000`, { token: ofGlobex })).body
  const { items } = await list('/api/v1/tenants/globex/revocations')
  expect(items).toContainEqual(made.body)
  expect(new Set(items.map(({ tenant }: { tenant: string }) => tenant))).toEqual(
    new Set(['globex']),
  )
  expect((await list('/api/v1/revocations')).code).toBe('forbidden')
})

test.each([
  [{ level: 'token', target: 'abc' }, '/target'],
  [{ level: 'token', target: 'a.b.c' }, '/target'],
  [{ level: 'agent', target: 'rack-7' }, '/target'],
  [{ level: 'agent', target: 'spiffe://reeve.local/agent/../x/y' }, '/target'],
  [{ level: 'task', target: 'task-1' }, '/level'],
  [{ level: 'app', target: 'my-app' }, '/target'],
  [{ level: 'tenant', target: 'acme', for_seconds: 5 }, '/for_seconds'],
])('%j is refused at %s', async (asked, pointer) => {
  const refused = await revoke(asked)
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
})

test('a token cannot be banned, nor a task of three parts be named', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  const banned = await revoke({ level: 'token', target: token, verb: 'ban' })
  expect(banned).toMatchObject({ status: 400, body: { errors: [{ pointer: '/verb' }] } })
  for (const target of ['a/b/c', '/b', 'a/'])
    expect((await revoke({ level: 'task', target }, 'acme')).status).toBe(400)
  expect((await revoke({ level: 'task', target: 'orch/task' }, 'acme')).status).toBe(201)
})

test('who is not there cannot be ended', async () => {
  const nobody = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
  const asked: Asked[] = [
    { level: 'agent', target: nobody },
    { level: 'agent', target: 'spiffe://reeve.local/agent/o/t/i' },
    { level: 'token', target: nobody },
    { level: 'app', target: nobody },
    { level: 'tenant', target: 'umbrella' },
  ]
  for (const one of asked) expect((await revoke(one)).status, JSON.stringify(one)).toBe(404)
})

test('only bans are lifted, and once', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const lift = (id: string) => broker.request('POST', `/api/v1/revocations/${id}/lift`)
  const revoked = await revoke({ level: 'agent', target: agent.id })
  const refused = await lift(revoked.body.id)
  expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(refused.body.detail).toContain('may enrol again')
  const ban = await revoke({ level: 'agent', target: agent.id, verb: 'ban', for_seconds: 3600 })
  expect(ban.body).toMatchObject({ for_seconds: 3600, status: 'active' })
  const lifted = await lift(ban.body.id)
  expect(lifted).toMatchObject({ status: 200, body: { id: ban.body.id, status: 'lifted' } })
  expect(await lift(ban.body.id)).toMatchObject({ status: 409 })
  const { body } = await broker.request('GET', '/api/v1/revocations?status=lifted&verb=ban')
  expect(body.items).toEqual([lifted.body])
})

test('a ban for a time ends by itself, and what it ended stays ended', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  await revoke({ level: 'agent', target: agent.id, verb: 'ban', for_seconds: 1 })
  const { rows } = await tables.client.query(
    `select verb from revocation where act = (select act from revocation order by number desc limit 1) group by verb order by 1`,
  )
  expect(rows).toEqual([{ verb: 'ban' }, { verb: 'revoke' }])
  await tables.client.query(
    `update revocation set until = now() - interval '1 hour' where verb = 'ban'`,
  )
  expect(await isGood(agent.token)).toBe(false)
  expect((await renew(agent.token)).status).toBe(401)
})

test('what a broker that died did not come to is marked later, and counts until then', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  await revoke({ level: 'agent', target: agent.id })
  // As if nobody had marked it, and a day had passed.
  await tables.client.query(
    `update enrolment set state = 'approved', ended_at = null where agent_id = $1`,
    [agent.id],
  )
  await tables.client.query(
    `update revocation set marked = false, created_at = now() - interval '2 days', until = now() - interval '1 day'`,
  )
  const revoked = async () =>
    (
      await tables.client.query(
        `select state, revoked(keys, generation) from enrolment where agent_id = $1`,
        [agent.id],
      )
    ).rows
  expect(await revoked()).toEqual([{ state: 'approved', revoked: true }])
  await using db = openDatabase(broker.databaseUrl, 1)
  const swept = await db.transaction('work', (tx) => sweep.run(tx))
  expect(swept['marked']).toBeGreaterThan(0)
  expect(await revoked()).toEqual([{ state: 'ended', revoked: false }])
  const after = await db.transaction('work', (tx) => sweep.run(tx))
  expect(after['marked']).toBe(0)
  expect((await tables.counts())['revocation']).toBe(0)
})
