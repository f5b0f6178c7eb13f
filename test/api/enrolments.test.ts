// The story of an enrolment: a good token gets a short session, every bad one the same refusal, and it can be renewed.
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, SignJWT, generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker({ REEVE_TRUST_DOMAIN: 'example.org' })
  tables = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'compute' } })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

let count = 0

async function newToken(
  more: object = {},
  tenant = 'acme',
): Promise<{ name: string; token: string }> {
  return (
    await broker.request('POST', `/api/v1/tenants/${tenant}/agent-tokens`, {
      body: { name: `t-${++count}`, ...more },
    })
  ).body
}

function enrol(token: string, agent: object = {}): Promise<Answer> {
  const body = {
    method: 'agent_token',
    proof: { token },
    agent: { name: `rack-${++count}`, ...agent },
  }
  return broker.request('POST', '/api/v1/agent/enrolments', {
    body,
    headers: { authorization: '' },
  })
}

const renew = (token: string) => broker.request('POST', '/api/v1/agent/session/renewals', { token })
const agentOf = async (id: string, tenant = 'acme') =>
  (await broker.request('GET', `/api/v1/tenants/${tenant}/agents/${id}`)).body

/** Strangers leave so many events behind, soon after they were answered. */
async function grown(before: Record<string, number>, events: number): Promise<void> {
  const audit_event = before['audit_event']! + events
  const counts = await until(tables.counts, (now) => now['audit_event'] === audit_event)
  expect(counts).toEqual({ ...before, audit_event })
}

test('a token lets an agent in, and the agent is there, offline until it connects', async () => {
  const { body, status } = await enrol((await newToken()).token, {
    name: 'rack-7',
    version: '1.2.3',
    max_concurrent: 8,
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({ status: 'approved', tenant: 'acme', pool: null })
  expect([299, 300]).toContain(body.expires_in) // in whole seconds, of which one may have begun
  expect(await agentOf(body.agent)).toMatchObject({
    name: 'rack-7',
    tenant: 'acme',
    pool: null,
    version: '1.2.3',
    max_concurrent: 8,
    worker_type: 'task',
    admission: 'approved',
    administration: 'enabled',
    liveness: 'offline',
    active_jobs: 0,
    last_seen_at: null,
  })
})

test('the session is an EdDSA JWT that the published keys verify', async () => {
  const { body } = await enrol((await newToken()).token)
  const jwks = await broker.request('GET', '/.well-known/jwks.json')
  expect(JSON.stringify(jwks.body)).not.toContain('"d"')
  expect(jwks.headers.get('cache-control')).toBe('public, max-age=300')
  expect(decodeProtectedHeader(body.token)).toEqual({
    alg: 'EdDSA',
    typ: 'JWT',
    kid: jwks.body.keys[0].kid,
  })
  const issuer = 'spiffe://example.org'
  const { payload } = await jwtVerify(body.token, createLocalJWKSet(jwks.body), {
    issuer,
    audience: 'reeve-agent',
  })
  expect(payload.sub).toBe(`${issuer}/tenant/acme/agent/${body.agent}`)
  expect(payload.exp! - payload.iat!).toBe(300)
})

test('a wrong, a revoked, an expired and a removed token get the same answer', async () => {
  const [revoked, expired, removed] = [await newToken(), await newToken(), await newToken()]
  await broker.request('POST', `/api/v1/tenants/acme/agent-tokens/${revoked.name}/revoke`)
  await tables.client.query('update agent_token set expires_at = now() where name = $1', [
    expired.name,
  ])
  await broker.request('DELETE', `/api/v1/tenants/acme/agent-tokens/${removed.name}`)
  const wrong = [`agent_${'0'.repeat(64)}`, 'x', revoked.token, expired.token, removed.token]
  const before = await tables.counts()
  const refused = await Promise.all(wrong.map((token) => enrol(token)))
  const [first] = refused as [Answer]
  expect(first).toMatchObject({ status: 401, body: { code: 'token-spent' } })
  for (const { body, status } of refused)
    expect({ status, body }).toEqual({
      status: 401,
      body: { ...first.body, instance: body.instance },
    })
  await grown(before, wrong.length)
})

test('a suspended tenant’s token is refused like any other', async () => {
  const { token } = await newToken({}, 'globex')
  const set = (status: string) =>
    broker.request('PUT', '/api/v1/tenants/globex', {
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
  const session = await enrol(token)
  await set('suspended')
  expect(await enrol(token)).toMatchObject({ status: 401, body: { code: 'token-spent' } })
  expect(await renew(session.body.token)).toMatchObject({ status: 401 })
  await set('active')
  expect((await enrol(token)).status).toBe(201)
})

test('an agent that means another tenant is told so, and does not come in', async () => {
  const { token } = await newToken()
  const { agent, enrolment } = await tables.counts()
  const refused = await enrol(token, { tenant_slug: 'globex' })
  expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(refused.body.detail).toContain('acme')
  expect(await tables.counts()).toMatchObject({ agent, enrolment })
  expect((await enrol(token, { tenant_slug: 'acme' })).status).toBe(201)
})

test('an agent keeps its id by saying it, or by its name while it is away', async () => {
  const { token } = await newToken()
  const first = (await enrol(token, { name: 'stays' })).body.agent
  expect((await enrol(token, { name: 'renamed', id: first })).body.agent).toBe(first)
  expect((await enrol(token, { name: 'renamed' })).body.agent).toBe(first)
  expect((await enrol(token, { name: 'stays' })).body.agent).not.toBe(first)
  await tables.client.query(
    `update agent set present_until = now() + interval '1 minute' where id = $1`,
    [first],
  )
  expect((await enrol(token, { name: 'renamed' })).body.agent).not.toBe(first)
})

test('another tenant’s agent id is no way in: the agent gets one of its own', async () => {
  const theirs = (await enrol((await newToken({}, 'globex')).token)).body.agent
  const before = await agentOf(theirs, 'globex')
  const mine = await enrol((await newToken()).token, { id: theirs })
  expect(mine.status).toBe(201)
  expect(mine.body.agent).not.toBe(theirs)
  expect(await agentOf(theirs, 'globex')).toEqual(before)
})

test('a token that names a pool brings its agents there', async () => {
  const { body } = await enrol((await newToken({ pool: 'compute' })).token)
  expect(body.pool).toBe('compute')
  expect((await agentOf(body.agent)).pool).toBe('compute')
})

test('a session is renewed while its enrolment stands, and not after', async () => {
  const made = await newToken()
  const { agent, token } = (await enrol(made.token)).body
  const renewed = await renew(token)
  expect(renewed).toMatchObject({ status: 201, body: { expires_in: 300 } })
  expect(renewed.body.token).not.toBe(token)
  const put = (administration: string) =>
    broker.request('PUT', `/api/v1/tenants/acme/agents/${agent}`, { body: { administration } })
  await put('disabled')
  expect(await renew(token)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  await put('enabled')
  expect((await renew(renewed.body.token)).status).toBe(201)
  await broker.request('POST', `/api/v1/tenants/acme/agent-tokens/${made.name}/revoke`)
  expect(await renew(renewed.body.token)).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  })
})

test('sessions that the broker did not sign, or not for this, are refused', async () => {
  const { token } = (await enrol((await newToken()).token)).body
  const [head, claims, signature] = token.split('.') as [string, string, string]
  const stranger = await generateKeyPair('EdDSA')
  const payload = JSON.parse(Buffer.from(claims, 'base64url').toString())
  const { kid } = decodeProtectedHeader(token) as { kid: string }
  const forged = await new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .sign(stranger.privateKey)
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
  const changed = `${head}.${Buffer.from(JSON.stringify({ ...payload, tenant: 'globex' })).toString('base64url')}.${signature}`
  for (const wrong of [forged, unsigned, changed, `${token}x`, 'x.y.z'])
    expect(await renew(wrong)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  expect(await renew(broker.adminToken)).toMatchObject({ status: 403 })
})

test.each(['disabled', 'denied'])(
  'an agent that is %s gets no session, whatever its token',
  async (state) => {
    const { token } = await newToken()
    const { agent, token: session } = (await enrol(token, { name: `is-${state}` })).body
    const column = state === 'disabled' ? 'administration' : 'admission'
    await tables.client.query(`update agent set ${column} = $1 where id = $2`, [state, agent])
    for (const who of [{ id: agent }, { name: `is-${state}` }]) {
      const refused = await enrol(token, who)
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      expect(refused.body.token).toBeUndefined()
    }
    expect((await renew(session)).status).toBe(401)
  },
)
