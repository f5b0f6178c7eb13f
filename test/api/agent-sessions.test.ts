// The session of an agent through its life: renewed once, resumed by the agent's own key, released.
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  challenge,
  claimsIn,
  enrolKeyed,
  release,
  renew,
  resume,
  resumption,
  validate,
  worthless,
} from '../support/keyed.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'

let broker: OpenBroker
beforeAll(async () => {
  broker = await startOpenBroker()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
})
afterAll(() => broker[Symbol.asyncDispose]())

test('of fifty renewals at once of one token on two replicas there is one successor', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  await using other = await broker.second()
  const asked = Array.from({ length: 50 }, (_, at) =>
    renew(broker, token, at % 2 ? broker.url : other.url),
  )
  const answers = await Promise.all(asked)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ body }) => body.token)).size).toBe(1)
  expect(answers[0]!.body.token).not.toBe(token)
  const { rows } = await broker.tables.client.query(
    'select renewals from enrolment where id = $1',
    [claimsIn(token)['sid']],
  )
  expect(rows).toEqual([{ renewals: 1 }])
})

test('a renewed token is taken for a moment, then no more; its agent notices nothing', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  const next = (await renew(broker, token)).body.token as string
  expect((await validate(broker, token)).body.valid).toBe(true)
  await until(
    () => validate(broker, token),
    ({ body }) => !body.valid,
    20_000,
  )
  expect((await validate(broker, next)).body.valid).toBe(true)
  expect((await renew(broker, token)).body.token).toBe(next) // the answer may have been lost
  expect((await renew(broker, next)).status).toBe(201)
})

test('a token that was renewed long ago and comes again ends the enrolment: two hold it', async () => {
  const { token, id } = await enrolKeyed(broker, 'acme')
  const next = (await renew(broker, token)).body.token as string
  await broker.tables.client.query(
    `update enrolment set jti_issued_at = jti_issued_at - interval '61 seconds' where agent_id = $1`,
    [id],
  )
  expect((await renew(broker, token)).status).toBe(401)
  expect((await validate(broker, next)).body).toEqual(worthless)
  expect((await renew(broker, next)).status).toBe(401)
})

test('an enrolment has an end of its own that no renewal puts off', async () => {
  const { token, id } = await enrolKeyed(broker, 'acme')
  const ends = `update enrolment set ends_at = now() + interval '100 seconds' where agent_id = $1`
  await broker.tables.client.query(ends, [id])
  const next = await renew(broker, token)
  expect(next.body.expires_in).toBeLessThanOrEqual(100)
  await broker.tables.client.query('update enrolment set ends_at = now() where agent_id = $1', [id])
  expect((await renew(broker, next.body.token)).status).toBe(401)
})

test('an agent goes on by its own key after a restart, and its earlier session ends', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const answer = await resume(broker, agent)
  expect(answer.status).toBe(201)
  expect((await validate(broker, answer.body.token)).body.valid).toBe(true)
  expect((await validate(broker, agent.token)).body).toEqual(worthless)
  expect((await renew(broker, agent.token)).status).toBe(401)
  expect((await renew(broker, answer.body.token)).status).toBe(201) // and that did the session no harm
})

test('a proof of another key, of another challenge, for another purpose or a second time resumes nothing', async () => {
  const [agent, other] = [await enrolKeyed(broker, 'acme'), await enrolKeyed(broker, 'acme')]
  const path = '/api/v1/agent/session/resumptions'
  const ask = (body: object) => broker.request('POST', path, { body })
  const nonce = () => challenge(broker)
  const good = resumption(agent, await nonce())
  expect((await ask(good)).status).toBe(201)
  const foreign = (await nonce()).replace(/^(.{12}).{4}/, '$1ffff')
  const old = await nonce()
  const attacks: Array<[string, object]> = [
    ['replayed', good],
    ['another agent’s key', resumption({ ...other, id: agent.id }, await nonce())],
    ['another challenge signed', resumption(agent, await nonce(), { nonce: await nonce() })],
    ['another purpose', resumption(agent, await nonce(), { domain: 'reeve/enrol/ticket/v1' })],
    ['a challenge of its own making', resumption(agent, foreign)],
    ['an end put off', resumption(agent, `ffffffffffff${old.slice(12)}`)],
    ['an agent that is none', { ...good, agent: '00000000-0000-7000-8000-000000000000' }],
  ]
  for (const [how, body] of attacks)
    expect({ how, ...(await ask(body)) }).toMatchObject({
      how,
      status: 401,
      body: { code: 'token-spent' },
    })
})

test('a challenge that was answered is spent, one of fifty at once', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const body = resumption(agent, await challenge(broker))
  const path = '/api/v1/agent/session/resumptions'
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => broker.request('POST', path, { body })),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('what is released has ended, with its enrolment, and only once', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  expect((await release(broker, agent.token)).status).toBe(204)
  expect((await validate(broker, agent.token)).body).toEqual(worthless)
  expect((await release(broker, agent.token)).status).toBe(401)
  expect((await renew(broker, agent.token)).status).toBe(401)
  expect((await resume(broker, agent)).status).toBe(401)
})
