// Racks of the platform come in by a bootstrap token: the right ones, as many as it says, and nobody by guessing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { type Answer, startBroker, type TestBroker } from '../support/broker.ts'
import { newOwnKey, enrolWith } from '../support/proofs.ts'
import { bootstrapBody, countOf, rush } from '../support/tokens.ts'
import { until } from '../support/wait.ts'
import { finished, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let folder: string
const started: AgentProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-racks-'))
  broker = await startBroker({ REEVE_TRUSTED_PROXIES: '127.0.0.1/32' })
  await tenantWithToken(broker, 'acme', { worker_mode: 'agent', worker_agent_pool: 'shared' })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'hall' } })
  expect((await broker.request('PUT', '/api/v1/pools/hall/tenants/acme')).status).toBe(200)
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const path = '/api/v1/bootstrap-tokens'
const create = async (body: object): Promise<Answer['body']> =>
  (await broker.request('POST', path, { body })).body
const read = async (id: string): Promise<Answer['body']> =>
  (await broker.request('GET', `${path}/${id}`)).body

/** A rack keeps its id and its key on its own disk. */
function rack(name: string, AGENT_BOOTSTRAP_TOKEN: string, more: Record<string, string> = {}) {
  const place = { AGENT_NAME: name, AGENT_ID_FILE: join(folder, name), AGENT_REGION: 'eu-west-1' }
  const agent = spawnAgent(broker, '', { AGENT_BOOTSTRAP_TOKEN, ...place, ...more })
  started.push(agent)
  return agent
}

const online = async (name: string): Promise<Answer['body']> => {
  const { items } = (await broker.request('GET', '/api/v1/agents?liveness=online')).body
  return items.find((one: { name: string }) => one.name === name)
}

let its: Answer['body']

test('1 · a rack comes in with it, joins its pool and works', async () => {
  its = await create({ pool: 'hall', required_region: 'eu-west-1', name_pattern: 'rack-*' })
  rack('rack-1', its.token)
  const work = await submit(broker, 'acme', `return 'done'`)
  expect(await finished(broker, 'acme', work)).toMatchObject({ status: 'completed' })
  expect(await online('rack-1')).toMatchObject({
    ...{ tenant: 'system', pool: 'hall', approval_method: 'token', method: 'bootstrap_token' },
    facts: { token_prefix: its.prefix },
  })
  expect(await read(its.id)).toMatchObject({ uses: 1, status: 'exhausted' })
})

test('2 · switched off and on it goes on by its own key, though the token is used up', async () => {
  const { id } = await online('rack-1')
  const [agent] = started
  agent!.kill('SIGKILL')
  await agent!.exited
  await until(async () => !(await online('rack-1')), Boolean, 60_000)
  rack('rack-1', its.token)
  expect(
    (
      await until(
        () => online('rack-1'),
        (one) => one !== undefined,
        60_000,
      )
    ).id,
  ).toBe(id)
  expect(await read(its.id)).toMatchObject({ uses: 1 })
})

test('3 · another rack with the same token is refused, says so and ends', async () => {
  const agent = rack('rack-2', its.token)
  expect(await agent.exited).toBe(3)
  expect(agent.output()).toContain('token-spent')
  expect(agent.output()).not.toContain(its.token)
})

test('4 · a rack elsewhere is told what it lacks, and the token is not used up by it', async () => {
  const { id, token } = await create({ required_region: 'eu-west-1', pool: 'hall' })
  const agent = rack('rack-3', token, { AGENT_REGION: 'us-east-1' })
  expect(await agent.exited).toBe(3)
  expect(agent.output()).toContain('its region has to be eu-west-1')
  expect(await read(id)).toMatchObject({ uses: 0, status: 'active' })
})

test('5 · fifty at once at two brokers with a token for ten: ten come in', async () => {
  await using generous = await startBroker({ REEVE_AUTH_FAILURES: '1000' })
  await using second = await generous.second()
  const made = await generous.request('POST', path, { body: { max_uses: 10 } })
  const { id, token } = made.body
  const bodies = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      bootstrapBody(generous, token, {}, index % 2 ? newOwnKey() : undefined),
    ),
  )
  const answers = await rush([generous, second], bodies)
  expect([countOf(answers, 201), countOf(answers, 401)]).toEqual([10, 40])
  expect(new Set(answers.flatMap(({ body }) => body.agent ?? [])).size).toBe(10)
  const now = await generous.request('GET', `${path}/${id}`)
  expect(now.body).toMatchObject({ uses: 10, status: 'exhausted' })
  expect((await generous.request('GET', `${path}/${id}/uses`)).body.items).toHaveLength(10)
})

test('6 · revoked it ends the racks that came with it: they are told, and stop', async () => {
  const { id, token } = await create({ pool: 'hall' })
  const agent = rack('rack-6', token)
  await until(() => online('rack-6'), Boolean, 60_000)
  await broker.request('POST', `${path}/${id}/revoke`, { body: { reason: 'It leaked.' } })
  expect(await agent.exited).toBe(3)
  expect(await online('rack-6')).toBeUndefined()
})

test('7 · who guesses is stopped after a few attempts, and the token still works from elsewhere', async () => {
  const { id, prefix, token } = await create({})
  const statuses: number[] = []
  for (let attempt = 0; attempt < 8; attempt++) {
    const body = await bootstrapBody(broker, `${prefix}.${'abcdefghijklmno'}${attempt}`, {})
    statuses.push((await enrolWith(broker, body)).status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429])
  expect(await read(id)).toMatchObject({ uses: 0, status: 'active' })
  const body = await bootstrapBody(broker, token, {})
  expect((await enrolWith(broker, body)).status).toBe(429) // the right one comes too late from there
  const headers = { 'x-forwarded-for': '192.0.2.7' }
  const at = '/api/v1/agent/enrolments'
  expect((await broker.request('POST', at, { body, headers })).status).toBe(201)
})

test('8 · no token is in the broker’s log', () => {
  expect(broker.log()).not.toContain(its.token)
  expect(broker.log()).not.toMatch(/[a-z0-9]{6}\.[a-z0-9]{16}"/)
})
