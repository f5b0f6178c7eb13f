// Enrolment by a platform key, and what does not get in with what was seen, guessed, kept or made of it.
import { createHmac, randomBytes } from 'node:crypto'
import { transcript } from '@reeve/openapi'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/broker.ts'
import { byHmac, challengeOf, enrolWith, keyIdOf, newOwnKey } from '../support/proofs.ts'
import { startOpenBroker, type OpenBroker } from '../support/tables.ts'

let broker: OpenBroker
let other: Awaited<ReturnType<OpenBroker['second']>>
beforeAll(async () => {
  // every refusal here counts against this one address
  broker = await startOpenBroker({ REEVE_AUTH_FAILURES: '1000' })
  other = await broker.second()
  await broker.request('POST', '/api/v1/pools', { body: { name: 'compute' } })
})
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/platform-keys'
let count = 0

async function newKey(more: object = {}): Promise<{ name: string; key: Buffer }> {
  const name = `key-${++count}`
  const { body } = await broker.request('POST', path, { body: { name, ...more } })
  return { name, key: Buffer.from(body.key, 'hex') }
}

/** A right proof, but for what is said. */
async function proofOf(key: Buffer, more: Partial<Parameters<typeof byHmac>[0]> = {}) {
  const nonce = await challengeOf(broker)
  return byHmac({ key, own: newOwnKey(), nonce, name: `shared-${++count}`, ...more })
}

const spent = { status: 401, body: { code: 'token-spent' } }

test('whoever holds the key joins its pool, as the platform’s, for four hours at most', async () => {
  const { name, key } = await newKey({ pool: 'compute' })
  const own = newOwnKey()
  const { status, body } = await enrolWith(broker, await proofOf(key, { own }))
  expect(status).toBe(201)
  expect(body).toMatchObject({
    status: 'approved',
    tenant: 'system',
    pool: 'compute',
  })
  expect(body.expires_in).toBeGreaterThan(200)
  expect(body.expires_in).toBeLessThanOrEqual(300)
  const { sub, cnf } = decodeJwt(body.token) as { sub: string; cnf?: { jkt: string } }
  expect(sub).toBe(`spiffe://reeve.local/shared/compute/agent/${body.agent}`)
  expect(cnf?.jkt).toMatch(/^[\w-]{43}$/)
  const agent = (await broker.request('GET', `/api/v1/tenants/system/agents/${body.agent}`)).body
  expect(agent).toMatchObject({ method: 'hmac', approval_method: 'token' })
  expect(agent.public_key).toBe(own.publicKey.toString('base64'))
  const { rows } = await broker.tables.client.query<{ hours: number }>(
    `select extract(epoch from ends_at - began_at)::float8 / 3600 as hours from enrolment where agent_id = $1`,
    [body.agent],
  )
  expect(rows[0]!.hours).toBeGreaterThan(3.99)
  expect(rows[0]!.hours).toBeLessThan(4.01)
  expect((await broker.request('GET', `${path}/${name}`)).body.last_used_at).not.toBeNull()
})

test('what was captured is worth nothing, here and at the other broker', async () => {
  const { key } = await newKey()
  const captured = await proofOf(key)
  expect((await enrolWith(broker, captured)).status).toBe(201)
  for (const door of [broker, other]) expect(await enrolWith(door, captured)).toMatchObject(spent)
})

test('of fifty that send one proof at once to both brokers one gets in', async () => {
  const { key } = await newKey()
  const proof = await proofOf(key)
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, index) => enrolWith(index % 2 ? broker : other, proof)),
  )
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('a challenge of the one broker is answered at the other', async () => {
  const { key } = await newKey()
  expect((await enrolWith(other, await proofOf(key))).status).toBe(201)
})

test('a proof is bound to the agent that made it', async () => {
  const { key } = await newKey()
  const proof = await proofOf(key)
  const thief = newOwnKey()
  const public_key = thief.publicKey.toString('base64')
  const stolen = { ...proof, agent: { ...proof.agent, public_key } }
  expect(await enrolWith(broker, stolen)).toMatchObject(spent)
  const renamed = { ...proof, agent: { ...proof.agent, name: 'another' } }
  expect(await enrolWith(broker, renamed)).toMatchObject(spent)
  // the signature alone is another's
  const said = transcript('reeve/enrol/hmac/v1', [
    Buffer.from(proof.proof.nonce, 'hex'),
    keyIdOf(key),
    proof.agent.name,
    Buffer.from(proof.agent.public_key, 'base64'),
    null,
  ])
  const signed = { ...proof, proof: { ...proof.proof, signature: thief.sign(said) } }
  expect(await enrolWith(broker, signed)).toMatchObject(spent)
  // none of that used up the challenge
  expect((await enrolWith(broker, proof)).status).toBe(201)
})

test('what was signed for another purpose is no proof', async () => {
  const { key } = await newKey()
  const domain = 'reeve/enrol/launch/v1'
  expect(await enrolWith(broker, await proofOf(key, { domain }))).toMatchObject(spent)
})

test('the key is its bytes, not the digits that people see', async () => {
  const { key } = await newKey()
  const proof = await proofOf(key)
  const { nonce, key_id } = proof.proof
  const public_key = Buffer.from(proof.agent.public_key, 'base64')
  const fields = [Buffer.from(nonce, 'hex'), key_id, proof.agent.name, public_key, null]
  const hmac = createHmac('sha256', key.toString('hex'))
    .update(transcript('reeve/enrol/hmac/v1', fields))
    .digest('hex')
  const wrong = { ...proof, proof: { ...proof.proof, hmac } }
  expect(await enrolWith(broker, wrong)).toMatchObject(spent)
})

test('a challenge that was made up, altered or has ended is refused', async () => {
  const { key } = await newKey()
  const good = Buffer.from(await challengeOf(broker), 'hex')
  const longer = Buffer.from(good)
  longer.writeUIntBE(longer.readUIntBE(0, 6) + 3_600_000, 0, 6)
  for (const nonce of [randomBytes(32), longer])
    expect(
      await enrolWith(broker, await proofOf(key, { nonce: nonce.toString('hex') })),
    ).toMatchObject(spent)
})

test('a key of nobody’s, and the id of one with another’s bytes, get the same answer', async () => {
  const [{ key }, stranger] = [await newKey(), randomBytes(32)]
  const unknown = await enrolWith(broker, await proofOf(stranger))
  const wrong = await enrolWith(broker, await proofOf(stranger, { key_id: keyIdOf(key) }))
  expect(unknown).toMatchObject(spent)
  expect(wrong.body).toEqual({ ...unknown.body, instance: wrong.body.instance })
})

test('the replayable form of before is refused with what to do', async () => {
  const { key } = await newKey()
  const timestamp = Math.floor(Date.now() / 1000)
  const hmac = createHmac('sha256', key).update(`shared:${timestamp}`).digest('hex')
  const proof = { key_id: keyIdOf(key), hmac, timestamp }
  const { status, body } = await enrolWith(broker, {
    method: 'hmac',
    proof,
    agent: { name: 'shared' },
  })
  expect(status).toBe(400)
  expect(body.errors).toEqual([
    {
      in: 'body',
      pointer: '/proof/nonce',
      detail: expect.stringMatching(/can be replayed.*\/agent\/challenges/),
    },
  ])
})

test.each([
  ['/proof/key_id', { proof: { key_id: null } }],
  ['/proof/hmac', { proof: { hmac: null } }],
  ['/proof/signature', { proof: { signature: null } }],
  ['/agent/public_key', { agent: { public_key: null } }],
])('without %s it is told that it is missing', async (pointer, without) => {
  const { key } = await newKey()
  const { method, proof, agent } = await proofOf(key)
  const { proof: less = {}, agent: fewer = {} } = without as { proof?: object; agent?: object }
  const body = { method, proof: { ...proof, ...less }, agent: { ...agent, ...fewer } }
  expect(await enrolWith(broker, body)).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', pointer }] },
  })
})

test('while a key is rotated both values let in, and then only the new one', async () => {
  const { name, key } = await newKey()
  const { body } = await broker.request('POST', `${path}/${name}/rotate`, { body: {} })
  const fresh = Buffer.from(body.key, 'hex')
  for (const one of [key, fresh])
    expect((await enrolWith(broker, await proofOf(one))).status).toBe(201)
  await broker.tables.client.query(
    `update platform_key set previous_until = now() where name = $1`,
    [name],
  )
  expect(await enrolWith(broker, await proofOf(key))).toMatchObject(spent)
  expect((await enrolWith(broker, await proofOf(fresh))).status).toBe(201)
})

test('what the value before let in during the overlap ends with the overlap', async () => {
  const { name, key } = await newKey()
  const rotated = await broker.request('POST', `${path}/${name}/rotate`, {
    body: { overlap_seconds: 60 },
  })
  const { body } = await enrolWith(broker, await proofOf(key))
  expect(body.expires_in).toBeLessThanOrEqual(60)
  const { rows } = await broker.tables.client.query<{ ends_at: Date }>(
    `select ends_at from enrolment where agent_id = $1`,
    [body.agent],
  )
  expect(rows[0]!.ends_at.getTime()).toBe(Date.parse(rotated.body.previous_until))
})

test.each([
  ['retired', (name: string) => broker.request('POST', `${path}/${name}/retire`)],
  ['deleted', (name: string) => broker.request('DELETE', `${path}/${name}`)],
])('a key that is %s lets nobody in, and ends what it let in, at every broker', async (_, end) => {
  const { name, key } = await newKey()
  const { body } = await enrolWith(broker, await proofOf(key))
  const renew = () => request(other.url, body.token, 'POST', '/api/v1/agent/session/renewals')
  expect((await renew()).status).toBe(201)
  expect((await end(name)).status).toBeLessThan(300)
  expect((await renew()).status).toBe(401)
  expect(await enrolWith(other, await proofOf(key))).toMatchObject(spent)
})

test('an expired key is refused', async () => {
  const { name, key } = await newKey({ expires_in_days: 1 })
  await broker.tables.client.query('update platform_key set expires_at = now() where name = $1', [
    name,
  ])
  expect(await enrolWith(broker, await proofOf(key))).toMatchObject(spent)
})

test('an agent that means a tenant of its own was given the wrong key', async () => {
  const { key } = await newKey()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  const refused = await enrolWith(broker, await proofOf(key, { tenant_slug: 'acme' }))
  expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
})

test('no key, challenge or session stands in any table or in the log', async () => {
  const { key } = await newKey()
  const proof = await proofOf(key)
  const { body } = await enrolWith(broker, proof)
  const seen = (await broker.tables.dump()) + broker.log()
  for (const secret of [key.toString('hex'), key.toString('base64'), proof.proof.hmac, body.token])
    expect(seen).not.toContain(secret)
})
