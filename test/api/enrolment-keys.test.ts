// The story of an enrolment key, the operators' and a tenant's, and who gets in with it.
import { createHash } from 'node:crypto'
import { transcript } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { challengeOf, enrolWith, newOwnKey } from '../support/proofs.ts'
import { request } from '../support/broker.ts'
import { startOpenBroker, type OpenBroker } from '../support/tables.ts'

let broker: OpenBroker
let tenantToken: string
beforeAll(async () => {
  const env = { REEVE_AUTO_APPROVE_API_KEY: 'true', REEVE_AUTH_FAILURES: '1000' }
  broker = await startOpenBroker(env)
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'compute' } })
  const body = { name: 'all', scopes: ['*'] }
  tenantToken = (await broker.request('POST', '/api/v1/tenants/acme/api-tokens', { body })).body
    .token
})
afterAll(() => broker[Symbol.asyncDispose]())

const operators = '/api/v1/enrolment-keys'
const acme = '/api/v1/tenants/acme/enrolment-keys'
const spent = { status: 401, body: { code: 'token-spent' } }
let count = 0

async function newKey(at: string, more: object = {}): Promise<{ at: string; key: string }> {
  const name = `key-${++count}`
  const { status, body } = await broker.request('POST', at, { body: { name, ...more } })
  expect(status).toBe(201)
  return { at: `${at}/${name}`, key: body.key }
}

const enrol = (token: string, more: object = {}) =>
  enrolWith(broker, {
    method: 'api_key',
    proof: { token },
    agent: {
      name: `rack-${++count}`,
      public_key: newOwnKey().publicKey.toString('base64'),
      ...more,
    },
  })

const renew = (token: string) =>
  request(broker.url, token, 'POST', '/api/v1/agent/session/renewals')

test.each([operators, acme])('a key of %s is shown once and kept as its hash', async (at) => {
  const made = await broker.request('POST', at, {
    body: { name: 'image', expires_in_days: 2 },
  })
  expect(made.status).toBe(201)
  const { key, ...rest } = made.body
  expect(key).toMatch(/^enrol_[0-9a-f]{64}$/)
  expect(rest).toMatchObject({
    tenant: at === acme ? 'acme' : null,
    pool: null,
    status: 'active',
    previous_until: null,
    last_used_at: null,
  })
  for (const named of ['image', rest.id])
    expect((await broker.request('GET', `${at}/${named}`)).body).toEqual(rest)
  expect((await broker.request('GET', at)).body.items).toEqual([rest])
  expect(await broker.request('POST', at, { body: { name: 'image' } })).toMatchObject({
    status: 409,
    body: { code: 'name-taken' },
  })
  const put = await broker.request('PUT', `${at}/image`, {
    body: { description: 'Builds', rotate_before_days: null, overlap_seconds: 60 },
  })
  expect(put).toMatchObject({ status: 200, body: { description: 'Builds', revision: 2 } })
  expect(await broker.tables.dump()).not.toContain(key)
})

test('the operators’ and a tenant’s are apart, and so are two tenants’', async () => {
  const { at } = await newKey(acme)
  const name = at.split('/').at(-1)!
  for (const elsewhere of [operators, '/api/v1/tenants/globex/enrolment-keys'])
    expect((await broker.request('GET', `${elsewhere}/${name}`)).status).toBe(404)
  const own = await broker.request('GET', at, { token: tenantToken })
  expect(own.status).toBe(200)
  expect((await broker.request('GET', operators, { token: tenantToken })).status).toBe(403)
})

test('a tenant names no pool; an operator’s key may', async () => {
  const body = { name: 'in-pool', pool: 'compute' }
  expect(await broker.request('POST', acme, { body, token: tenantToken })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  })
  expect((await broker.request('POST', acme, { body })).status).toBe(201)
  const refused = await broker.request('DELETE', '/api/v1/pools/compute')
  expect(refused.body.detail).toContain('1 enrolment keys')
})

test('its agents are the tenant’s own, the pool’s or the platform’s', async () => {
  const cases = [
    [acme, {}, { tenant: 'acme', pool: null }],
    [operators, { pool: 'compute' }, { tenant: 'system', pool: 'compute' }],
    [operators, {}, { tenant: 'system', pool: null }],
  ] as const
  for (const [at, more, joined] of cases) {
    const made = await newKey(at, more)
    const enrolled = await enrol(made.key)
    expect(enrolled).toMatchObject({ status: 201, body: { status: 'approved', ...joined } })
    const { tenant, agent } = enrolled.body
    const shown = await broker.request('GET', `/api/v1/tenants/${tenant}/agents/${agent}`)
    expect(shown.body).toMatchObject({ method: 'api_key', approval_method: 'api_key' })
    expect((await broker.request('GET', made.at)).body.last_used_at).not.toBeNull()
  }
})

test('an agent that means another tenant does not come in with it', async () => {
  const { key } = await newKey(acme)
  expect(await enrol(key, { tenant_slug: 'globex' })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
})

test('what is wrong, expired, revoked or of a suspended tenant gets one answer', async () => {
  const [expired, revoked, removed] = [await newKey(acme), await newKey(acme), await newKey(acme)]
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'idle' } })
  const idle = await newKey('/api/v1/tenants/idle/enrolment-keys')
  await broker.tables.client.query(`update tenant set status = 'suspended' where slug = 'idle'`)
  await broker.tables.client.query(`update enrolment_key set expires_at = now() where name = $1`, [
    expired.at.split('/').at(-1),
  ])
  await broker.request('POST', `${revoked.at}/revoke`)
  await broker.request('DELETE', removed.at)
  const keys = [`enrol_${'0'.repeat(64)}`, 'x', expired.key, revoked.key, removed.key, idle.key]
  const [first, ...rest] = await Promise.all(keys.map((key) => enrol(key)))
  expect(first).toMatchObject(spent)
  for (const { status, body } of rest)
    expect({ status, body }).toEqual({
      status: 401,
      body: { ...first!.body, instance: body.instance },
    })
})

test('without the key it is told that it is missing', async () => {
  const body = { method: 'api_key', proof: {}, agent: { name: 'rack' } }
  expect(await enrolWith(broker, body)).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', pointer: '/proof/token' }] },
  })
})

test('an agent may sign with its own key too, and then it has to be right', async () => {
  const { key } = await newKey(acme)
  const [own, other] = [newOwnKey(), newOwnKey()]
  const signed = async (by: typeof own, name: string, domain = 'reeve/enrol/api_key/v1') => {
    const nonce = await challengeOf(broker)
    const hash = createHash('sha256').update(key).digest()
    const said = transcript(domain, [Buffer.from(nonce, 'hex'), hash, 'rack-7', own.publicKey])
    return {
      method: 'api_key',
      proof: { token: key, nonce, signature: by.sign(said) },
      agent: { name, public_key: own.publicKey.toString('base64') },
    }
  }
  const right = await signed(own, 'rack-7')
  expect((await enrolWith(broker, right)).status).toBe(201)
  for (const wrong of [
    right, // again
    await signed(other, 'rack-7'),
    await signed(own, 'rack-8'),
    await signed(own, 'rack-7', 'reeve/enrol/bootstrap/v1'),
  ])
    expect(await enrolWith(broker, wrong)).toMatchObject(spent)
  const { agent } = right
  const fresh = await signed(own, 'rack-7')
  for (const half of [
    { ...fresh, proof: { ...fresh.proof, signature: null } },
    { ...fresh, proof: { ...fresh.proof, nonce: null } },
    { ...fresh, agent: { ...agent, public_key: null } },
  ])
    expect(await enrolWith(broker, half)).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'body', pointer: '/proof' }] },
    })
})

test('an agent token is no enrolment key, and the other way round', async () => {
  const { key } = await newKey(acme)
  const made = await broker.request('POST', '/api/v1/tenants/acme/agent-tokens', {
    body: { name: 'other' },
  })
  expect(await enrol(made.body.token)).toMatchObject(spent)
  const body = { method: 'agent_token', proof: { token: key }, agent: { name: 'rack' } }
  expect(await enrolWith(broker, body)).toMatchObject(spent)
})

test.each([
  ['revoked', (at: string) => broker.request('POST', `${at}/revoke`)],
  ['deleted', (at: string) => broker.request('DELETE', at)],
])('a key that is %s ends what it let in', async (_, end) => {
  const [leaked, other] = [await newKey(acme), await newKey(acme)]
  const [one, two] = [await enrol(leaked.key), await enrol(other.key)]
  expect((await end(leaked.at)).status).toBeLessThan(300)
  expect((await renew(one.body.token)).status).toBe(401)
  expect((await renew(two.body.token)).status).toBe(201)
})

test.each([operators, acme])('while one of %s is rotated both values let in', async (at) => {
  const made = await newKey(at)
  const rotated = await broker.request('POST', `${made.at}/rotate`, {
    body: { overlap_seconds: 60 },
  })
  expect(rotated).toMatchObject({ status: 200, body: { status: 'active', revision: 2 } })
  const { key, previous_until } = rotated.body
  expect(Date.parse(previous_until) - Date.now()).toBeLessThan(61_000)
  for (const one of [made.key, key]) expect((await enrol(one)).status).toBe(201)
  expect(await broker.request('POST', `${made.at}/rotate`, { body: {} })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
  await broker.tables.client.query(
    `update enrolment_key set previous_until = now() where name = $1`,
    [made.at.split('/').at(-1)],
  )
  expect(await enrol(made.key)).toMatchObject(spent)
  const standing = await enrol(key)
  expect(standing.status).toBe(201)
  const last = await broker.request('POST', `${made.at}/rotate`, { body: { overlap_seconds: 0 } })
  expect(last.body.previous_until).toBeNull()
  expect(await enrol(key)).toMatchObject(spent)
  expect((await enrol(last.body.key)).status).toBe(201)
  expect((await renew(standing.body.token)).status).toBe(201) // who is in stays in
})
