// Agents that come with a launch token: for one piece of work, as often as it says, and with nothing changed on the way.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimsIn, renew } from '../support/keyed.ts'
import { type Orders, startOrders } from '../support/orders.ts'
import { challengeOf, enrolWith, newOwnKey } from '../support/proofs.ts'
import { launchBody } from '../support/tokens.ts'

let orders: Orders
beforeAll(async () => void (orders = await startOrders()))
afterAll(() => orders[Symbol.asyncDispose]())

/** In seconds. What is left of it when it is answered may be one less. */
const lifeOf = (token: string): number => {
  const { exp, iat } = claimsIn(token)
  return exp - iat
}

const spent = { status: 401, body: { code: 'token-spent' } }

test('it lets in one agent, for its task, with what it asked for and the token allows', async () => {
  const { id, token } = await orders.newToken({ audience: ['billing'], max_ttl_seconds: 120 })
  const scope = ['read:data:customers']
  const its = { token, orch_id: 'nightly', task_id: 'report.7', scope, audience: ['billing'] }
  const { status, body } = await orders.launch(its)
  expect([status, body.status, lifeOf(body.token)]).toEqual([201, 'approved', 120])
  const claims = claimsIn(body.token)
  expect(claims['sub']).toMatch(/^spiffe:\/\/[^/]+\/agent\/nightly\/report\.7\/[0-9a-f]{16}$/)
  expect(claims).toMatchObject({ scope, aud: ['reeve-agent', 'billing'], tenant: 'acme' })
  expect(await orders.stateOf(id)).toMatchObject({ status: 'used', uses: 1 })
  const next = await renew(orders.broker, body.token)
  expect([next.status, lifeOf(next.body.token)]).toEqual([201, 120])
  expect(claimsIn(next.body.token)).toMatchObject({ sub: claims['sub'], scope })
  expect(await orders.launch({ token })).toMatchObject(spent)
})

test('a shorter life may be asked for, a longer one is cut', async () => {
  const { token } = await orders.newToken({ single_use: false, max_ttl_seconds: 100 })
  const lives = async (ttl_seconds: number) =>
    lifeOf((await orders.launch({ token, ttl_seconds })).body.token)
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
  const { id, token } = await orders.newToken()
  const refused = await orders.launch({ token, ...more })
  expect(refused.status).toBe(status)
  if (pointer) expect(refused.body.errors[0].pointer).toBe(pointer)
  expect(await orders.stateOf(id)).toMatchObject({ uses: 0, status: 'active' })
  expect((await orders.launch({ token })).status).toBe(201)
})

test.each(['token', 'nonce', 'signature', 'orch_id', 'task_id'])(
  '%s has to be there',
  async (name) => {
    const { token } = await orders.newToken()
    const body = await launchBody(orders.broker, { token })
    const refused = await enrolWith(orders.broker, {
      ...body,
      proof: { ...body.proof, [name]: null },
    })
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: `/proof/${name}` }] },
    })
    const keyless = { ...body, agent: { ...body.agent, public_key: null } }
    expect(await enrolWith(orders.broker, keyless)).toMatchObject({
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
  const { id, token } = await orders.newToken()
  expect(await orders.launch({ token }, signed)).toMatchObject(spent)
  expect(await orders.stateOf(id)).toMatchObject({ uses: 0 })
})

test('a signature over the bare nonce is refused with a sentence', async () => {
  const { id, token } = await orders.newToken()
  const key = newOwnKey()
  const body = await launchBody(orders.broker, { token, key })
  const signature = key.sign(Buffer.from(body.proof.nonce, 'hex'))
  const proof = { ...body.proof, signature }
  expect(await enrolWith(orders.broker, { ...body, proof })).toMatchObject({
    status: 400,
    body: {
      errors: [
        { pointer: '/proof/signature', detail: expect.stringMatching('signs the nonce alone') },
      ],
    },
  })
  expect(await orders.stateOf(id)).toMatchObject({ uses: 0 })
})

test('one request works once, on whichever replica, though its token has uses left', async () => {
  await using second = await orders.broker.second()
  const { id, token } = await orders.newToken({ single_use: false, max_uses: 5 })
  const body = await launchBody(orders.broker, { token })
  expect((await enrolWith(orders.broker, body)).status).toBe(201)
  for (const url of [orders.broker.url, second.url])
    expect(await enrolWith({ url }, body)).toMatchObject(spent)
  expect(await orders.stateOf(id)).toMatchObject({ uses: 1 })
  const nonce = await challengeOf(orders.broker)
  expect((await orders.launch({ token, nonce })).status).toBe(201)
  expect(await orders.launch({ token, nonce })).toMatchObject(spent)
  expect(await orders.stateOf(id)).toMatchObject({ uses: 2 })
})

test('whose answer was lost asks again with its key and costs no use; nobody else does', async () => {
  const { id, token } = await orders.newToken()
  const key = newOwnKey()
  const first = await orders.launch({ token, key })
  const again = await orders.launch({ token, key })
  expect(again.status).toBe(201)
  expect(again.body.agent).toBe(first.body.agent)
  expect(claimsIn(again.body.token)['sub']).toBe(claimsIn(first.body.token)['sub'])
  expect(await orders.launch({ token })).toMatchObject(spent)
  expect(await orders.stateOf(id)).toMatchObject({ uses: 1 })
  await orders.broker.tables.client.query(
    `update enrolment set began_at = now() - interval '61 seconds' where agent_id = $1`,
    [first.body.agent],
  )
  expect(await orders.launch({ token, key })).toMatchObject(spent)
})

test.each(['revoke', 'ban'])(
  'one that met a %s does not come back by asking again',
  async (verb) => {
    const { token } = await orders.newToken()
    const key = newOwnKey()
    const { agent } = (await orders.launch({ token, key })).body
    const body = { level: 'agent', target: agent, verb, reason: 'It was stolen.' }
    const made = await orders.broker.request('POST', '/api/v1/tenants/acme/revocations', { body })
    expect(made.status).toBe(201)
    const { status } = await orders.launch({ token, key })
    expect([401, 403]).toContain(status)
  },
)

test('agents of one token are agents of their own, though they call themselves alike', async () => {
  const { token } = await orders.newToken({ single_use: false })
  const named = async () => {
    const body = await launchBody(orders.broker, { token })
    return enrolWith(orders.broker, { ...body, agent: { ...body.agent, name: 'alike' } })
  }
  const [one, two] = [await named(), await named()]
  expect(one.body.agent).not.toBe(two.body.agent)
  expect((await renew(orders.broker, one.body.token)).status).toBe(201)
})
