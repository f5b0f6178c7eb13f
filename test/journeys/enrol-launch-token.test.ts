// An app starts agents for pieces of work: it logs in, makes a launch token, and an agent comes in with it, once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { type Answer, request, startBroker, type TestBroker } from '../support/broker.ts'
import { claimsIn, renew, validate } from '../support/keyed.ts'
import { enrolWith, newOwnKey } from '../support/proofs.ts'
import { countOf, launchBody, rush } from '../support/tokens.ts'
import { until } from '../support/wait.ts'
import { finished, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let second: Awaited<ReturnType<TestBroker['second']>>
let folder: string
let app: Answer['body']
/** The app's own token. */
let token: string
const started: AgentProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-launched-'))
  broker = await startBroker({ REEVE_AUTH_FAILURES: '1000' })
  second = await broker.second()
  await tenantWithToken(broker, 'acme', { worker_mode: 'agent' })
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const path = '/api/v1/tenants/acme/apps/orders'
const grants = ['read:data:customers', 'write:data:orders']

const logIn = (client_secret: string, url = broker.url): Promise<Answer> =>
  request(url, '', 'POST', '/api/v1/app/auth', {
    body: { client_id: app.client_id, client_secret },
  })
const create = (more: object = {}): Promise<Answer> =>
  broker.request('POST', `${path}/launch-tokens`, {
    body: { agent_name: 'reader', allowed_scope: grants, ttl_seconds: 600, ...more },
    token,
  })

/** An agent as the app would start it, on a disk that it keeps. */
function start(name: string, AGENT_LAUNCH_TOKEN: string, AGENT_TASK_ID = 'report') {
  const agent = spawnAgent(broker, '', {
    ...{ AGENT_LAUNCH_TOKEN, AGENT_TASK_ID, AGENT_ORCH_ID: 'nightly', AGENT_NAME: name },
    ...{ AGENT_SCOPE: 'read:data:customers', AGENT_ID_FILE: join(folder, name) },
  })
  started.push(agent)
  return agent
}

const online = async (name: string): Promise<Answer['body']> => {
  const { items } = (await broker.request('GET', `${path}/agents`, { token })).body
  return items.find((one: Answer['body']) => one.name === name && one.liveness === 'online')
}

let launch: Answer['body']

test('1 · an app is registered, logs in and makes a launch token within its ceiling', async () => {
  const body = { name: 'orders', scopes: ['read:data:*', 'write:data:orders'] }
  app = (await broker.request('POST', '/api/v1/tenants/acme/apps', { body })).body
  token = (await logIn(app.client_secret)).body.access_token
  expect(await create({ allowed_scope: ['write:data:*'] })).toMatchObject({ status: 403 })
  const made = await create()
  expect(made.status).toBe(201)
  launch = made.body
})

test('2 · an agent comes in with it for its task, and works', async () => {
  start('first', launch.token)
  const work = await submit(broker, 'acme', `return 'done'`)
  expect(await finished(broker, 'acme', work)).toMatchObject({ status: 'completed' })
  expect(await online('first')).toMatchObject({ tenant: 'acme', method: 'launch_token' })
  const read = await broker.request('GET', `${path}/launch-tokens/${launch.id}`, { token })
  expect(read.body).toMatchObject({ status: 'used', uses: 1 })
})

test('3 · killed and started again it goes on by its own key, though the token is used up', async () => {
  const { id } = await online('first')
  const [agent] = started
  agent!.kill('SIGKILL')
  await agent!.exited
  await until(async () => !(await online('first')), Boolean, 60_000)
  start('first', launch.token)
  expect(
    (
      await until(
        () => online('first'),
        (one) => one !== undefined,
        60_000,
      )
    ).id,
  ).toBe(id)
})

test('4 · another agent with the same token is refused, says so and ends', async () => {
  const agent = start('thief', launch.token)
  expect(await agent.exited).toBe(3)
  expect(agent.output()).toContain('token-spent')
  expect(agent.output()).not.toContain(launch.token)
})

test('5 · fifty at once at two brokers with a single use: one comes in', async () => {
  const { token: secret } = (await create()).body
  const bodies = await Promise.all(
    Array.from({ length: 50 }, () => launchBody(broker, { token: secret })),
  )
  const answers = await rush([broker, second], bodies)
  expect([countOf(answers, 201), countOf(answers, 401)]).toEqual([1, 49])
})

test('6 · fifty at once with ten uses: ten come in, each an agent of its own', async () => {
  const made = (await create({ single_use: false, max_uses: 10 })).body
  const bodies = await Promise.all(
    Array.from({ length: 50 }, () => launchBody(broker, { token: made.token })),
  )
  const answers = await rush([broker, second], bodies)
  expect([countOf(answers, 201), countOf(answers, 401)]).toEqual([10, 40])
  const subjects = answers.flatMap(({ body }) => (body.token ? [claimsIn(body.token)['sub']] : []))
  expect(new Set(subjects).size).toBe(10)
})

test('7 · one request that was caught on its way and sent fifty times more lets nobody else in', async () => {
  const made = (await create({ single_use: false, max_uses: 100 })).body
  const caught = await launchBody(broker, { token: made.token, key: newOwnKey() })
  const answers = await rush(
    [broker, second],
    Array.from({ length: 50 }, () => caught),
  )
  expect([countOf(answers, 201), countOf(answers, 401)]).toEqual([1, 49])
  for (const change of [
    { scope: grants },
    { task_id: 'other' },
    { orch_id: 'other' },
    { token: launch.token },
  ])
    expect(
      (await enrolWith(broker, { ...caught, proof: { ...caught.proof, ...change } })).status,
    ).toBe(401)
})

test('8 · the client secret is changed while agents are launched, and none of them fails', async () => {
  const statuses: number[] = []
  const stop = new AbortController()
  const launching = (async () => {
    while (!stop.signal.aborted) {
      const made = await create()
      statuses.push(made.status)
      const body = await launchBody(broker, { token: made.body.token })
      statuses.push((await enrolWith(broker, body)).status)
      statuses.push((await submit(broker, 'acme', `return 1`)) ? 201 : 0)
    }
  })()
  const rotate = (overlap_seconds: number) =>
    broker.request('POST', `${path}/rotate-secret`, { body: { overlap_seconds } })
  await until(() => statuses.length > 6)
  const next = (await rotate(3600)).body.client_secret
  expect((await logIn(app.client_secret, second.url)).status).toBe(200) // one program is slow to change
  const renewed = await logIn(next)
  expect(renewed.status).toBe(200)
  token = renewed.body.access_token
  await until(() => statuses.length > 12)
  const last = (await rotate(0)).body.client_secret
  const [before] = [statuses.length]
  await until(() => statuses.length > before + 6)
  stop.abort()
  await launching
  expect(new Set(statuses)).toEqual(new Set([201]))
  for (const old of [app.client_secret, next])
    expect((await logIn(old, second.url)).status).toBe(401)
  expect((await logIn(last)).status).toBe(200)
})

test('9 · revoked it ends the agents that came with it, at both brokers, before the answer', async () => {
  const made = (await create({ single_use: false })).body
  const body = await launchBody(broker, { token: made.token })
  const agent = (await enrolWith(broker, body)).body
  expect((await validate(broker, agent.token, {}, second.url)).body).toMatchObject({ valid: true })
  await broker.request('POST', `${path}/launch-tokens/${made.id}/revoke`, { token })
  for (const url of [second.url, broker.url]) {
    expect((await validate(broker, agent.token, {}, url)).body).toMatchObject({ valid: false })
    expect((await renew(broker, agent.token, url)).status).toBe(401)
  }
  const again = await launchBody(broker, { token: made.token })
  expect((await enrolWith(second, again)).status).toBe(401)
})

test('10 · no secret is in the broker’s log', () => {
  for (const secret of [app.client_secret, launch.token, token])
    expect(broker.log()).not.toContain(secret)
  expect(broker.log()).not.toMatch(/appsecret_|launch_[0-9a-f]{32}_/)
})
