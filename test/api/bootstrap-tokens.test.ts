// The story of a bootstrap token: counted, conditioned, listed with who came, and revoked.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { claimsIn, renew } from '../support/keyed.ts'
import { challengeOf, enrolWith, newOwnKey, type OwnKey } from '../support/proofs.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { bootstrapBody } from '../support/tokens.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker({ REEVE_AUTH_FAILURES: '1000' })
  tables = await openTables(broker.databaseUrl)
  await broker.request('POST', '/api/v1/pools', { body: { name: 'compute' } })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/bootstrap-tokens'
const create = (body: object = {}): Promise<Answer> => broker.request('POST', path, { body })
const newToken = async (more: object = {}) =>
  (await create(more)).body as { id: string; token: string; prefix: string }
const stateOf = async (id: string): Promise<Answer['body']> =>
  (await broker.request('GET', `${path}/${id}`)).body
const usesOf = async (id: string): Promise<Answer['body'][]> =>
  (await broker.request('GET', `${path}/${id}/uses`)).body.items
const boot = async (token: string, agent: object = {}, key?: OwnKey) =>
  enrolWith(broker, await bootstrapBody(broker, token, agent, key))

const spent = { status: 401, body: { code: 'token-spent' } }

test('the answer that makes it shows the secret, and none after it', async () => {
  const made = await create({ expires_in_hours: 2, pool: 'compute' })
  expect(made.status).toBe(201)
  const { token, ...rest } = made.body
  expect(token).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/)
  expect(rest).toMatchObject({
    ...{ prefix: token.slice(0, 6), pool: 'compute', max_uses: 1, uses: 0, status: 'active' },
    ...{ created_by: 'admin', revoked_reason: null, last_used_at: null },
  })
  expect(Date.parse(rest.expires_at) - Date.parse(rest.created_at)).toBe(7_200_000)
  expect(await stateOf(rest.id)).toEqual(rest)
  const kept = await tables.client.query(
    `select encode(token_hash, 'hex') as hash, bootstrap_token::text as row from bootstrap_token where id = $1`,
    [rest.id],
  )
  expect(kept.rows[0].hash).toBe(createHash('sha256').update(token).digest('hex'))
  expect(kept.rows[0].row).not.toContain(token.slice(7))
})

test.each([
  [{ expires_in_hours: 0 }, '/expires_in_hours'],
  [{ expires_in_hours: 169 }, '/expires_in_hours'],
  [{ max_uses: 0 }, '/max_uses'],
  [{ max_uses: 101 }, '/max_uses'],
  [{ pool: 'nowhere' }, '/pool'],
])('%j is a mistake at %s', async (more, pointer) => {
  expect(await create(more)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
})

test('it lets an agent of the platform into its pool, once, and tells who came', async () => {
  const { id, token } = await newToken({ pool: 'compute' })
  const { status, body } = await boot(token, { name: 'rack-7' })
  expect(status).toBe(201)
  expect(body).toMatchObject({ status: 'approved', tenant: 'system', pool: 'compute' })
  expect(claimsIn(body.token)['sub']).toMatch(/\/shared\/compute\/agent\//)
  expect(await stateOf(id)).toMatchObject({ status: 'exhausted', uses: 1 })
  expect(await boot(token)).toMatchObject(spent)
  expect(await usesOf(id)).toMatchObject([
    { agent: body.agent, name: 'rack-7', address: '127.0.0.1', outcome: 'accepted', detail: '' },
  ])
})

const asks = {
  required_region: 'eu-west-1',
  required_capabilities: ['gpu', 'sast'],
  required_tools: ['semgrep'],
  name_pattern: 'rack-*',
}
const fits = {
  name: 'rack-8',
  region: 'eu-west-1',
  capabilities: ['gpu', 'sast', 'dast'],
  tools: ['semgrep'],
}

test.each([
  [{ region: 'eu-west-2' }, /its region has to be eu-west-1/],
  [{ region: null }, /its region has to be eu-west-1/],
  [{ capabilities: ['gpu'] }, /it lacks the capabilities sast/],
  [{ tools: [] }, /it lacks the tools semgrep/],
  [{ name: 'desk-8' }, /its name has to be like rack-\*/],
])('an agent that does not fit is told so and uses nothing up: %j', async (wrong, says) => {
  const { id, token } = await newToken(asks)
  const refused = await boot(token, { ...fits, ...wrong })
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(refused.body.detail).toMatch(says)
  expect(await stateOf(id)).toMatchObject({ uses: 0, status: 'active' })
  expect(await usesOf(id)).toMatchObject([
    { agent: null, outcome: 'refused', detail: expect.stringMatching(says) },
  ])
  expect((await boot(token, fits)).status).toBe(201)
})

test('of those that do not fit a hundred are written down', async () => {
  const { id, token } = await newToken(asks)
  for (let batch = 0; batch < 11; batch++)
    await Promise.all(Array.from({ length: 10 }, () => boot(token)))
  const { rows } = await tables.client.query(
    `select count(*)::int as count from bootstrap_token_use where bootstrap_token_id = $1`,
    [id],
  )
  expect(rows[0].count).toBeGreaterThanOrEqual(100)
  expect(rows[0].count).toBeLessThan(110) // those who come at the same moment do not see each other
})

test('who does not have the token learns nothing of its conditions', async () => {
  const { token, prefix } = await newToken(asks)
  const told = []
  for (const wrong of [
    `${prefix}.${'a'.repeat(16)}`,
    'zzzzzz.aaaaaaaaaaaaaaaa',
    'no token',
    token.toUpperCase(),
  ]) {
    const { status, body } = await boot(wrong)
    told.push({ status, ...body, instance: '' })
  }
  expect(told[0]).toMatchObject({ status: 401, code: 'token-spent' })
  for (const one of told) expect(one).toEqual(told[0])
})

test('expired and revoked ones are refused, and revoking ends who came', async () => {
  const expired = await newToken()
  await tables.client.query(`update bootstrap_token set expires_at = now() where id = $1`, [
    expired.id,
  ])
  expect(await boot(expired.token)).toMatchObject(spent)
  expect((await stateOf(expired.id)).status).toBe('expired')

  const { id, token } = await newToken({ max_uses: 5 })
  const agent = (await boot(token)).body
  const reason = 'It was posted in a chat.'
  const revoke = (body: object) => broker.request('POST', `${path}/${id}/revoke`, { body })
  expect(await revoke({ reason })).toMatchObject({
    status: 200,
    body: { status: 'revoked', revoked_reason: reason },
  })
  expect(await revoke({ reason: 'again' })).toMatchObject({ body: { revoked_reason: reason } })
  expect(await boot(token)).toMatchObject(spent)
  expect((await renew(broker, agent.token)).status).toBe(401)
})

test('deleting one ends who came', async () => {
  const { id, token } = await newToken()
  const agent = (await boot(token)).body
  expect((await broker.request('DELETE', `${path}/${id}`)).status).toBe(204)
  expect((await renew(broker, agent.token)).status).toBe(401)
  expect((await broker.request('GET', `${path}/${id}`)).status).toBe(404)
})

test('an agent that shows its key comes again without a use; its key alone says nothing', async () => {
  const { id, token } = await newToken()
  const key = newOwnKey()
  const first = await boot(token, { name: 'rack-9' }, key)
  const again = await boot(token, { name: 'rack-9' }, key)
  expect([first.status, again.status]).toEqual([201, 201])
  expect(again.body.agent).toBe(first.body.agent)
  expect(await stateOf(id)).toMatchObject({ uses: 1 })
  expect(await usesOf(id)).toHaveLength(1)
  const public_key = key.publicKey.toString('base64')
  expect(await boot(token, { name: 'rack-9', public_key })).toMatchObject(spent)
  expect(await boot(token, { name: 'rack-9' }, newOwnKey())).toMatchObject(spent)
})

test('a signature for another token, name or moment is worth nothing, and half a proof is a mistake', async () => {
  const [one, two] = [await newToken(), await newToken()]
  const body = await bootstrapBody(broker, one.token, { name: 'rack-1' }, newOwnKey())
  const { proof, agent } = body
  const changed = [
    { proof: { ...proof, token: two.token }, agent },
    { proof, agent: { ...agent, name: 'rack-2' } },
    { proof: { ...proof, nonce: await challengeOf(broker) }, agent },
  ]
  for (const each of changed)
    expect(await enrolWith(broker, { ...body, ...each })).toMatchObject(spent)
  expect(await enrolWith(broker, { ...body, proof: {} })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/proof/token' }] },
  })
  const half = { ...body, proof: { token: one.token, nonce: proof.nonce } }
  expect(await enrolWith(broker, half)).toMatchObject({ status: 400 })
  expect((await enrolWith(broker, body)).status).toBe(201)
  expect(await enrolWith(broker, body)).toMatchObject(spent) // the same request once more
})

test('a pool that a token lets into is in use', async () => {
  await broker.request('POST', '/api/v1/pools', { body: { name: 'wanted' } })
  const { id } = await newToken({ pool: 'wanted' })
  const refused = await broker.request('DELETE', '/api/v1/pools/wanted')
  expect(refused).toMatchObject({ status: 409, body: { code: 'in-use' } })
  expect(refused.body.detail).toContain('1 bootstrap token')
  await broker.request('DELETE', `${path}/${id}`)
  expect((await broker.request('DELETE', '/api/v1/pools/wanted')).status).toBe(204)
})

test('lists are by state', async () => {
  const { id } = await newToken()
  const ids = async (status: string) =>
    (await broker.request('GET', `${path}?status=${status}&limit=1000`)).body.items.map(
      (item: { id: string }) => item.id,
    )
  expect(await ids('active')).toContain(id)
  expect(await ids('exhausted')).not.toContain(id)
})
