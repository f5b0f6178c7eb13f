// The story of a launch token: within a ceiling, for one piece of work, used as often as it says and never changed on
// its way.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { claimsIn, renew } from '../support/keyed.ts'
import { challengeOf, enrolWith, newOwnKey } from '../support/proofs.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { type Launch, launchBody } from '../support/tokens.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  const body = { name: 'orders', scopes: ['read:data:*', 'write:data:customers'] }
  await broker.request('POST', '/api/v1/tenants/acme/apps', { body })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/tenants/acme/apps/orders/launch-tokens'

const create = (more: object = {}): Promise<Answer> =>
  broker.request('POST', path, {
    body: { agent_name: 'reader', allowed_scope: ['read:data:customers'], ...more },
  })
const newToken = async (more: object = {}): Promise<{ id: string; token: string }> =>
  (await create(more)).body
const stateOf = async (id: string): Promise<Answer['body']> =>
  (await broker.request('GET', `${path}/${id}`)).body
const launch = async (its: Launch, signed: Parameters<typeof launchBody>[2] = {}) =>
  enrolWith(broker, await launchBody(broker, its, signed))

/** In seconds. What is left of it when it is answered may be one less. */
const lifeOf = (token: string): number => {
  const { exp, iat } = claimsIn(token)
  return exp - iat
}

const spent = { status: 401, body: { code: 'token-spent' } }

test('the answer that makes it shows the secret, and none after it', async () => {
  const made = await create()
  expect(made.status).toBe(201)
  const { token, ...rest } = made.body
  expect(token).toBe(`launch_${rest.id.replaceAll('-', '')}_${token.slice(-64)}`)
  expect(rest).toMatchObject({
    ...{ tenant: 'acme', app: 'orders', status: 'active', single_use: true, max_uses: 1, uses: 0 },
    ...{ ttl_seconds: 30, max_ttl_seconds: 300, last_used_at: null },
  })
  expect(Date.parse(rest.expires_at) - Date.parse(rest.created_at)).toBe(30_000)
  expect(await stateOf(rest.id)).toEqual(rest)
  const kept = await tables.client.query(
    `select encode(token_hash, 'hex') as hash, launch_token::text as row from launch_token where id = $1`,
    [rest.id],
  )
  expect(kept.rows[0].hash).toBe(createHash('sha256').update(token).digest('hex'))
  expect(kept.rows[0].row).not.toContain(token.slice(-64))
})

test.each([
  [{ allowed_scope: ['read:data:a', 'write:data:orders'] }, '/allowed_scope/1'],
  [{ allowed_scope: ['*:*:*'] }, '/allowed_scope/0'],
  [{ allowed_scope: ['write:data:*'] }, '/allowed_scope/0'],
])('more than the app’s ceiling is forbidden to an operator too: %j', async (more, pointer) => {
  const refused = await create(more)
  expect(refused).toMatchObject({ status: 403, body: { errors: [{ pointer }] } })
  expect(refused.body.detail).toContain('read:data:*, write:data:customers')
  const found = () =>
    tables.client.query(
      `select 1 from audit_event where operation = 'security.scope.exceeded' and detail like '%orders%'`,
    )
  expect((await until(found, ({ rowCount }) => rowCount! > 0)).rowCount).toBeGreaterThan(0)
})

test.each([
  [{ allowed_scope: ['read:data'] }, '/allowed_scope/0'],
  [{ allowed_scope: [] }, '/allowed_scope'],
  [{ max_uses: 2 }, '/max_uses'],
  [{ single_use: false, max_uses: 101 }, '/max_uses'],
  [{ ttl_seconds: 0 }, '/ttl_seconds'],
  [{ max_ttl_seconds: 86_401 }, '/max_ttl_seconds'],
])('%j is a mistake at %s', async (more, pointer) => {
  expect(await create(more)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
})

test('it lets in one agent, for its task, with what it asked for and the token allows', async () => {
  const { id, token } = await newToken({ audience: ['billing'], max_ttl_seconds: 120 })
  const scope = ['read:data:customers']
  const its = { token, orch_id: 'nightly', task_id: 'report.7', scope, audience: ['billing'] }
  const { status, body } = await launch(its)
  expect([status, body.status, lifeOf(body.token)]).toEqual([201, 'approved', 120])
  const claims = claimsIn(body.token)
  expect(claims['sub']).toMatch(/^spiffe:\/\/[^/]+\/agent\/nightly\/report\.7\/[0-9a-f]{16}$/)
  expect(claims).toMatchObject({ scope, aud: ['reeve-agent', 'billing'], tenant: 'acme' })
  expect(await stateOf(id)).toMatchObject({ status: 'used', uses: 1 })
  const next = await renew(broker, body.token)
  expect([next.status, lifeOf(next.body.token)]).toEqual([201, 120])
  expect(claimsIn(next.body.token)).toMatchObject({ sub: claims['sub'], scope })
  expect(await launch({ token })).toMatchObject(spent)
})

test('a shorter life may be asked for, a longer one is cut', async () => {
  const { token } = await newToken({ single_use: false, max_ttl_seconds: 100 })
  const lives = async (ttl_seconds: number) =>
    lifeOf((await launch({ token, ttl_seconds })).body.token)
  expect([await lives(40), await lives(4000)]).toEqual([40, 100])
})

test.each([
  ['an orchestration that is no segment', { orch_id: 'a/b' }, 400, '/proof/orch_id'],
  ['a task that leads elsewhere', { task_id: '..' }, 400, '/proof/task_id'],
  ['no scope', { scope: [] }, 400, '/proof/scope'],
  ['a scope that is none', { scope: ['read:data'] }, 400, '/proof/scope/0'],
  ['more scope', { scope: ['read:data:*'] }, 403, undefined],
  ['another scope', { scope: ['write:data:customers'] }, 403, undefined],
  ['an audience nobody allowed', { audience: ['billing'] }, 403, undefined],
])('%s is refused and uses nothing up', async (_, more, status, pointer) => {
  const { id, token } = await newToken()
  const refused = await launch({ token, ...more })
  expect(refused.status).toBe(status)
  if (pointer) expect(refused.body.errors[0].pointer).toBe(pointer)
  expect(await stateOf(id)).toMatchObject({ uses: 0, status: 'active' })
  expect((await launch({ token })).status).toBe(201)
})

test.each(['token', 'nonce', 'signature', 'orch_id', 'task_id'])(
  '%s has to be there',
  async (name) => {
    const { token } = await newToken()
    const body = await launchBody(broker, { token })
    const refused = await enrolWith(broker, { ...body, proof: { ...body.proof, [name]: null } })
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: `/proof/${name}` }] },
    })
    const keyless = { ...body, agent: { ...body.agent, public_key: null } }
    expect(await enrolWith(broker, keyless)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/agent/public_key' }] },
    })
  },
)

const other = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
test.each([
  ['the scope', { scope: ['read:data:*'] }],
  ['the task', { task_id: 'task-2' }],
  ['the orchestration', { orch_id: 'orch-2' }],
  ['the audience', { audience: ['billing'] }],
  ['the launch token', { id: other }],
  ['the key', { key: newOwnKey() }],
  ['the nonce', { nonce: '0'.repeat(64) }],
  ['the purpose', { domain: 'reeve/enrol/ticket/v1' }],
])('a signature made for another value of %s is worth nothing', async (_, signed) => {
  const { id, token } = await newToken()
  expect(await launch({ token }, signed)).toMatchObject(spent)
  expect(await stateOf(id)).toMatchObject({ uses: 0 })
})

test('a signature over the bare nonce is refused with a sentence', async () => {
  const { id, token } = await newToken()
  const key = newOwnKey()
  const body = await launchBody(broker, { token, key })
  const signature = key.sign(Buffer.from(body.proof.nonce, 'hex'))
  const proof = { ...body.proof, signature }
  expect(await enrolWith(broker, { ...body, proof })).toMatchObject({
    status: 400,
    body: {
      errors: [
        { pointer: '/proof/signature', detail: expect.stringMatching('signs the nonce alone') },
      ],
    },
  })
  expect(await stateOf(id)).toMatchObject({ uses: 0 })
})

test('one request works once, on whichever replica, though its token has uses left', async () => {
  await using second = await broker.second()
  const { id, token } = await newToken({ single_use: false, max_uses: 5 })
  const body = await launchBody(broker, { token })
  expect((await enrolWith(broker, body)).status).toBe(201)
  for (const url of [broker.url, second.url])
    expect(await enrolWith({ url }, body)).toMatchObject(spent)
  expect(await stateOf(id)).toMatchObject({ uses: 1 })
  const nonce = await challengeOf(broker)
  expect((await launch({ token, nonce })).status).toBe(201)
  expect(await launch({ token, nonce })).toMatchObject(spent)
  expect(await stateOf(id)).toMatchObject({ uses: 2 })
})

test('whose answer was lost asks again with its key and costs no use; nobody else does', async () => {
  const { id, token } = await newToken()
  const key = newOwnKey()
  const first = await launch({ token, key })
  const again = await launch({ token, key })
  expect(again.status).toBe(201)
  expect(again.body.agent).toBe(first.body.agent)
  expect(claimsIn(again.body.token)['sub']).toBe(claimsIn(first.body.token)['sub'])
  expect(await launch({ token })).toMatchObject(spent)
  expect(await stateOf(id)).toMatchObject({ uses: 1 })
  await tables.client.query(
    `update enrolment set began_at = now() - interval '61 seconds' where agent_id = $1`,
    [first.body.agent],
  )
  expect(await launch({ token, key })).toMatchObject(spent)
})

test.each(['revoke', 'ban'])(
  'one that met a %s does not come back by asking again',
  async (verb) => {
    const { token } = await newToken()
    const key = newOwnKey()
    const { agent } = (await launch({ token, key })).body
    const body = { level: 'agent', target: agent, verb, reason: 'It was stolen.' }
    const made = await broker.request('POST', '/api/v1/tenants/acme/revocations', { body })
    expect(made.status).toBe(201)
    const { status } = await launch({ token, key })
    expect([401, 403]).toContain(status)
  },
)

test('agents of one token are agents of their own, though they call themselves alike', async () => {
  const { token } = await newToken({ single_use: false })
  const named = async () => {
    const body = await launchBody(broker, { token })
    return enrolWith(broker, { ...body, agent: { ...body.agent, name: 'alike' } })
  }
  const [one, two] = [await named(), await named()]
  expect(one.body.agent).not.toBe(two.body.agent)
  expect((await renew(broker, one.body.token)).status).toBe(201)
})

test('a narrower ceiling bounds the tokens of before', async () => {
  const app = '/api/v1/tenants/acme/apps/orders'
  const { token } = await newToken()
  const { scopes } = (await broker.request('GET', app)).body
  const put = (allowed: string[]) =>
    broker.request('PUT', app, {
      body: { description: '', scopes: allowed, token_ttl_seconds: null },
    })
  await put(['read:data:orders'])
  expect(await launch({ token })).toMatchObject({ status: 403 })
  await put(scopes)
  expect((await launch({ token })).status).toBe(201)
})

test('expired, revoked and unknown tokens are refused alike', async () => {
  const [expired, revoked] = [await newToken(), await newToken()]
  await tables.client.query(`update launch_token set expires_at = now() where id = $1`, [
    expired.id,
  ])
  expect(await broker.request('POST', `${path}/${revoked.id}/revoke`)).toMatchObject({
    status: 200,
    body: { status: 'revoked' },
  })
  const unknown = `${revoked.token.slice(0, -4)}0000`
  const told = []
  for (const token of [expired.token, revoked.token, unknown]) {
    const { status, body } = await launch({ token })
    told.push({ status, ...body, instance: '' })
  }
  expect(told[0]).toMatchObject({ status: 401, code: 'token-spent' })
  for (const one of told) expect(one).toEqual(told[0])
  expect((await stateOf(expired.id)).status).toBe('expired')
})

test('revoking one ends the agents that came in with it, and no others', async () => {
  const [one, two] = [await newToken({ single_use: false }), await newToken()]
  const [gone, stays] = [await launch({ token: one.token }), await launch({ token: two.token })]
  await broker.request('POST', `${path}/${one.id}/revoke`)
  expect((await renew(broker, gone.body.token)).status).toBe(401)
  expect((await renew(broker, stays.body.token)).status).toBe(201)
})

test('operators list those of all apps, by state', async () => {
  const { id } = await newToken()
  const ids = async (at: string) =>
    (await broker.request('GET', at)).body.items.map((item: { id: string }) => item.id)
  const all = '/api/v1/launch-tokens?tenant=acme&limit=1000'
  expect(await ids(`${all}&status=active`)).toContain(id)
  expect(await ids(`${all}&status=revoked`)).not.toContain(id)
  expect(await ids('/api/v1/launch-tokens?tenant=nobody')).toEqual([])
})
