// The ticket of one that waits: the agent itself, and nobody else, receives its session with it, once.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { request } from '../support/broker.ts'
import { type Coming, type Pod, type Pods, startPods } from '../support/pods.ts'
import { ask, collect, ownKey } from '../support/waiting.ts'

let pods: Pods
let pod: Pod
beforeAll(async () => void (pods = await startPods()))
beforeEach(() => void (pod = pods.pod()))
afterAll(() => pods[Symbol.asyncDispose]())

const come = (coming: Coming = {}, who = pod) => pods.come(who, coming)

test('its ticket opens no other door', async () => {
  const { ticket } = (await come()).body
  for (const [path, body] of [
    ['/api/v1/agent/session/renewals', undefined],
    ['/api/v1/agent/poll', { timeout: 1 }],
    ['/api/v1/agent/heartbeat', {}],
  ] as const)
    expect((await pods.broker.request('POST', path, { token: ticket, body })).status).toBe(401)
})

test('a stolen ticket is worth nothing without the key', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'approve')
  const thief = ownKey()
  const stolen = ask(held, pod.key)
  for (const body of [
    ask(held, thief),
    { ...stolen, signature: ask({ ...held, nonce: 'ab'.repeat(32) }, pod.key).signature },
    { ...stolen, signature: Buffer.alloc(64).toString('base64') },
    { ...stolen, ticket: `ticket_${'0'.repeat(64)}` },
  ]) {
    const refused = await pods.broker.request('POST', '/api/v1/agent/enrolments/collect', { body })
    expect(refused).toMatchObject({ status: 401, body: { code: 'token-spent' } })
  }
  expect((await collect(pods.broker, held, pod.key)).body.status).toBe('approved')
})

test('a question that somebody repeats is told nothing but to ask anew', async () => {
  const held = (await come()).body
  const captured = ask(held, pod.key)
  const next = (await collect(pods.broker, held, pod.key)).body
  await pods.decide(held.agent, 'approve')
  const replayed = await pods.broker.request('POST', '/api/v1/agent/enrolments/collect', {
    body: captured,
  })
  expect(replayed).toMatchObject({
    status: 200,
    body: { status: 'pending', token: null, nonce: next.nonce, ask_in: 1 },
  })
  expect((await collect(pods.broker, replayed.body, pod.key)).body.status).toBe('approved')
})

test('of many that collect at once one gets the session', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'approve')
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => collect(pods.broker, held, pod.key)),
  )
  expect(answers.filter(({ body }) => body.token)).toHaveLength(1)
  for (const { status, body } of answers) if (!body.token) expect([401, 429, 503]).toContain(status)
})

test('without a key of its own nobody can wait', async () => {
  expect(await come({ public_key: null })).toMatchObject({
    status: 409,
    body: { code: 'conflict', detail: expect.stringContaining('key of its own') },
  })
})

test('a restart with its key goes on waiting as the same agent; another key is another agent', async () => {
  const first = (await come()).body
  expect((await come({ id: first.agent })).body.agent).toBe(first.agent)
  const other = ownKey()
  const stranger = (await come({ id: first.agent, public_key: other.public })).body
  expect(stranger.agent).not.toBe(first.agent)
  await pods.decide(first.agent, 'approve')
  expect((await collect(pods.broker, stranger, other)).body.status).toBe('pending')
  const token = (await collect(pods.broker, first, pod.key)).body.token
  // whoever says whose key it has, and does not show it, neither comes in nor disturbs
  const claimed = (await come({ id: first.agent })).body
  expect(claimed).toMatchObject({ status: 'pending', token: null, agent: first.agent })
  expect((await pods.renew(token)).status).toBe(201)
  expect((await collect(pods.broker, claimed, other)).status).toBe(401)
  expect((await collect(pods.broker, claimed, pod.key)).body.token).toBeTruthy()
})

test('the name of one that a person let in is no way in for another key', async () => {
  const first = (await come()).body
  await pods.decide(first.agent, 'approve')
  const { token } = (await collect(pods.broker, first, pod.key)).body
  const thief = ownKey()
  const stranger = (await come({ public_key: thief.public })).body
  expect(stranger).toMatchObject({ status: 'pending', ask_in: 3 })
  expect(stranger.agent).not.toBe(first.agent)
  expect((await collect(pods.broker, stranger, thief)).body).toMatchObject({ status: 'pending' })
  expect((await pods.renew(token)).status).toBe(201)
})

test('what is revoked while it waits is not let in by a yes', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'approve')
  // the row alone, as another replica reads it before anything else is done about it
  await pods.broker.tables.client.query(
    `with counter as (update trust_counter set number = number + 1 returning number)
     insert into revocation (id, number, key, act, level, target, verb, actor_kind, actor_name, until)
     select gen_random_uuid(), number, 'agent:' || $1, gen_random_uuid(), 'agent', $1, 'revoke', 'operator', 'test',
       now() + interval '1 hour' from counter`,
    [held.agent],
  )
  await using second = await pods.broker.second()
  const body = ask(held, pod.key)
  const answer = await request(second.url, '', 'POST', '/api/v1/agent/enrolments/collect', { body })
  expect(answer).toMatchObject({ status: 401, body: { code: 'token-spent' } })
})
