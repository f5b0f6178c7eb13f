// Agents with an enrolment key: one waits until a person lets it in, works, comes back by itself while the key is
// rotated under load – and a key that leaked ends with all that came in by it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { submitting } from '../support/load.ts'
import { enrolWith, newOwnKey } from '../support/proofs.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, submit } from '../support/work.ts'

let broker: TestBroker
let folder: string
let key: string
const started: AgentProcess[] = []
const keys = '/api/v1/tenants/acme/enrolment-keys'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-keyed-'))
  broker = await startBroker({ REEVE_SESSION_SECONDS: '10' })
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', {
      body: { slug, plan: 'enterprise', worker_mode: 'agent' },
    })
  key = (await broker.request('POST', keys, { body: { name: 'image' } })).body.key
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function start(name: string, env: Record<string, string> = {}): AgentProcess {
  const agent = spawnAgent(broker, '', {
    AGENT_API_KEY: key,
    AGENT_NAME: name,
    AGENT_ID_FILE: join(folder, name),
    ...env,
  })
  started.push(agent)
  return agent
}

const named = async (name: string) => {
  const { items } = (await broker.request('GET', '/api/v1/tenants/acme/agents')).body
  return items.find((one: { name: string }) => one.name === name)
}
const online = (name: string) =>
  until(
    () => named(name),
    (one) => one?.liveness === 'online',
    90_000,
  )

let agent: AgentProcess

test('1 · it waits, a person lets it in, and it works', async () => {
  agent = start('image-0')
  await until(() => agent.output().includes('waiting to be let in'))
  const { id, admission, facts } = await named('image-0')
  expect({ admission, facts }).toMatchObject({ admission: 'pending', facts: { key: 'image' } })
  const path = `/api/v1/tenants/acme/agents/${id}/approve`
  expect((await broker.request('POST', path, { body: { reason: 'known' } })).status).toBe(200)
  expect(await online('image-0')).toMatchObject({
    id,
    method: 'api_key',
    approval_method: 'manual',
  })
  const work = await submit(broker, 'acme', `return 'done'`)
  expect(await finished(broker, 'acme', work)).toMatchObject({ status: 'completed' })
})

test('2 · the key is rotated under load, and no request is lost', async () => {
  const load = submitting(broker, 'acme')
  const rotated = await broker.request('POST', `${keys}/image/rotate`, { body: {} })
  expect(rotated.status).toBe(200)
  agent.kill('SIGTERM')
  expect(await agent.exited, agent.output()).toBe(0)
  key = rotated.body.key
  agent = start('image-0')
  await online('image-0')
  expect(agent.output()).not.toContain('waiting to be let in') // it is known by its key
  const fresh = load.count()
  await until(() => load.count() > fresh + 10)
  expect(new Set(await load.stop())).toEqual(new Set(['completed']))
})

test('3 · a key of one tenant lets nobody into another', async () => {
  const lost = start('lost', { TENANT_SLUG: 'globex' })
  expect(await lost.exited).toBe(3)
  expect(lost.output()).toMatch(/conflict.*Check AGENT_API_KEY and TENANT_SLUG/)
  expect((await broker.request('GET', '/api/v1/tenants/globex/agents')).body.items).toEqual([])
})

test('4 · whoever copied the key waits, also under the name of one that was let in', async () => {
  const { id } = await named('image-0')
  const public_key = newOwnKey().publicKey.toString('base64')
  for (const as of [
    { name: 'image-0', public_key },
    { id, name: 'image-0', public_key },
  ]) {
    const answer = await enrolWith(broker, {
      method: 'api_key',
      proof: { token: key },
      agent: as,
    })
    expect(answer).toMatchObject({ status: 201, body: { status: 'pending', token: null } })
    expect(answer.body.agent).not.toBe(id)
  }
  expect(await named('image-0')).toBeDefined()
  expect(agent.output()).not.toContain('stopped')
})

test('5 · a key that leaked is revoked: what came in by it is cut off in the middle of its work', async () => {
  const long = await submit(broker, 'acme', 'while (true) await sleep(1000)')
  await inStatus(broker, 'acme', long, 'running')
  expect((await broker.request('POST', `${keys}/image/revoke`)).status).toBe(200)
  expect(await agent.exited, agent.output()).toBe(3)
  expect(agent.output()).toContain('AGENT_API_KEY is wrong, expired or revoked')
  const { body } = await broker.request('GET', `/api/v1/tenants/acme/jobs/${long}`)
  expect(body.status).not.toBe('completed')
  const again = start('again')
  expect(await again.exited).toBe(3)
  for (const text of [broker.log(), ...started.map((one) => one.output())])
    expect(text).not.toMatch(/enrol_[0-9a-f]{64}/)
})
