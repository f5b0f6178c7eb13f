// A tenant's agent with its agent token: it comes in, the token is rotated under load with an overlap – and the value
// before, a token of another tenant, and one that was revoked let nobody in.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { submitting } from '../support/load.ts'
import { startOpenBroker, type OpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { inStatus, submit, tenantWithToken } from '../support/work.ts'

let broker: OpenBroker
let folder: string
const tokens: Record<string, string> = {}
const started: AgentProcess[] = []
const path = '/api/v1/tenants/acme/agent-tokens/agents'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-racks-'))
  broker = await startOpenBroker()
  for (const slug of ['acme', 'globex'])
    tokens[slug] = await tenantWithToken(broker, slug, { worker_mode: 'agent' })
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function start(name: string, token: string, env: Record<string, string> = {}): AgentProcess {
  const id = join(folder, name)
  const agent = spawnAgent(broker, token, { AGENT_NAME: name, AGENT_ID_FILE: id, ...env })
  started.push(agent)
  return agent
}

const online = (name: string) =>
  until(
    async () => {
      const { items } = (await broker.request('GET', '/api/v1/tenants/acme/agents')).body
      return items.find((one: { name: string }) => one.name === name)
    },
    (one) => one?.liveness === 'online',
    60_000,
  )

const racks: Record<string, AgentProcess> = {}
let before: string

test('1 · agents with the token are the tenant’s own', async () => {
  before = tokens['acme']!
  for (const name of ['rack-0', 'rack-1']) racks[name] = start(name, before)
  for (const name of Object.keys(racks))
    expect(await online(name)).toMatchObject({ tenant: 'acme', approval_method: 'token' })
})

test('2 · the token is rotated under load, agent by agent, and no request is lost', async () => {
  const load = submitting(broker, 'acme')
  const rotated = await broker.request('POST', `${path}/rotate`, { body: {} })
  expect(rotated.status).toBe(200)
  tokens['acme'] = rotated.body.token as string
  for (const [name, rack] of Object.entries(racks)) {
    const { id } = await online(name)
    rack.kill('SIGTERM')
    expect(await rack.exited, rack.output()).toBe(0)
    racks[name] = start(name, tokens['acme'])
    expect((await online(name)).id).toBe(id)
  }
  const fresh = load.count()
  await until(() => load.count() > fresh + 10)
  expect(new Set(await load.stop())).toEqual(new Set(['completed']))
})

test('3 · after the overlap the value before lets nobody in', async () => {
  await broker.tables.client.query(
    `update agent_token set previous_until = now() where previous_until is not null`,
  )
  const late = start('late', before)
  expect(await late.exited).toBe(3)
  expect(late.output()).toContain('AGENT_TOKEN is wrong, expired or revoked')
})

test('4 · a token of another tenant does not let an agent in that means this one', async () => {
  const lost = start('lost', tokens['globex']!, { TENANT_SLUG: 'acme' })
  expect(await lost.exited).toBe(3)
  expect(lost.output()).toContain('belongs to the tenant globex')
})

test('5 · a token that leaked is revoked: whichever value let them in, its agents are cut off', async () => {
  const long = await submit(broker, 'acme', 'while (true) await sleep(1000)')
  await inStatus(broker, 'acme', long, 'running')
  expect((await broker.request('POST', `${path}/revoke`)).status).toBe(200)
  for (const rack of Object.values(racks)) {
    expect(await rack.exited, rack.output()).toBe(3)
    expect(rack.output()).toContain('token-spent')
  }
  for (const text of [broker.log(), ...started.map((one) => one.output())])
    expect(text).not.toMatch(/agent_[0-9a-f]{64}/)
})
