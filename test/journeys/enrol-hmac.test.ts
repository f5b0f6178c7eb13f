// Shared agents with a platform key: they come in, stay in while it is rotated under load, enrol again when their four
// hours are over – and what was seen on the wire, or a key that was retired, lets nobody in.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { submitting } from '../support/load.ts'
import { challengeOf, enrolWith, newOwnKey } from '../support/proofs.ts'
import { startOpenBroker, type OpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, submit } from '../support/work.ts'

let broker: OpenBroker
let other: Awaited<ReturnType<OpenBroker['second']>>
let wire: Server
let folder: string
let key: string
const seen: string[] = []
const started: AgentProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-shared-'))
  broker = await startOpenBroker({ REEVE_SESSION_SECONDS: '10', REEVE_AUTH_FAILURES: '100' })
  other = await broker.second()
  wire = await tapped(broker.url)
  await create('/pools', { name: 'compute' })
  const worker = { worker_mode: 'agent', worker_agent_pool: 'shared' }
  await create('/tenants', { slug: 'acme', plan: 'enterprise', ...worker })
  await broker.request('PUT', '/api/v1/pools/compute/tenants/acme')
  key = (await create('/platform-keys', { name: 'shared', pool: 'compute' })).key
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  wire.close()
  wire.closeAllConnections()
  await other[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function create(path: string, body: object) {
  const made = await broker.request('POST', `/api/v1${path}`, { body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}

/** A relay that keeps all enrolments that pass through it. */
async function tapped(url: string): Promise<Server> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks)
      if (request.url!.endsWith('/enrolments')) seen.push(body.toString())
      const { host: _host, connection: _connection, ...headers } = request.headers
      const answer = await fetch(url + request.url!, {
        method: request.method!,
        headers: headers as Record<string, string>,
        ...(body.length > 0 && { body }),
      })
      const type = answer.headers.get('content-type') ?? 'text/plain'
      response.writeHead(answer.status, { 'content-type': type }).end(await answer.text())
    })().catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const idFile = (name: string) => join(folder, name)

function start(name: string, secret = key): AgentProcess {
  const url = `http://127.0.0.1:${(wire.address() as AddressInfo).port}`
  const agent = spawnAgent({ url, grpcAddress: broker.grpcAddress }, '', {
    SHARED_AGENT_PLATFORM_KEY: secret,
    AGENT_NAME: name,
    AGENT_ID_FILE: idFile(name),
  })
  started.push(agent)
  return agent
}

const named = async (name: string) => {
  const { items } = (await broker.request('GET', '/api/v1/tenants/system/agents')).body
  return items.find((one: { name: string }) => one.name === name)
}
const online = (name: string) =>
  until(
    () => named(name),
    (one) => one?.liveness === 'online',
    60_000,
  )

const agents: Record<string, AgentProcess> = {}

test('1 · agents that hold the key join its pool and work for its tenants', async () => {
  for (const name of ['shared-0', 'shared-1']) agents[name] = start(name)
  for (const name of Object.keys(agents))
    expect(await online(name)).toMatchObject({ pool: 'compute', method: 'hmac' })
  const work = await submit(broker, 'acme', `return 'done'`)
  expect(await finished(broker, 'acme', work)).toMatchObject({ status: 'completed' })
  expect(statSync(`${idFile('shared-0')}.key`).mode & 0o777).toBe(0o600)
})

test('2 · the key is rotated under load, agent by agent, and no request is lost', async () => {
  const load = submitting(broker, 'acme')
  const before = (await named('shared-0')).id
  const rotated = await broker.request('POST', '/api/v1/platform-keys/shared/rotate', { body: {} })
  expect(rotated.status).toBe(200)
  for (const [name, agent] of Object.entries(agents)) {
    agent.kill('SIGTERM')
    expect(await agent.exited, agent.output()).toBe(0)
    agents[name] = start(name, rotated.body.key)
    await online(name)
  }
  const fresh = load.count()
  await until(() => load.count() > fresh + 10)
  const ends = await load.stop()
  expect(new Set(ends)).toEqual(new Set(['completed']))
  expect((await named('shared-0')).id).toBe(before)
  // the overlap ends
  await broker.tables.client.query('update platform_key set previous_until = now()')
  const late = start('late', key)
  expect(await late.exited).toBe(3)
  expect(late.output()).toContain('SHARED_AGENT_PLATFORM_KEY is wrong, expired or revoked')
  key = rotated.body.key
})

test('3 · when its four hours are over an agent enrols again by itself', async () => {
  const enrolmentOf = async () => {
    const { rows } = await broker.tables.client.query<{ id: string; enrolment_id: string }>(
      `select id, enrolment_id from agent where name = 'shared-0'`,
    )
    return rows[0]!
  }
  const before = await enrolmentOf()
  await broker.tables.client.query('update enrolment set ends_at = now() where id = $1', [
    before.enrolment_id,
  ])
  const after = await until(enrolmentOf, (now) => now.enrolment_id !== before.enrolment_id, 60_000)
  expect(after.id).toBe(before.id)
  await online('shared-0')
})

test('4 · what was seen on the wire lets nobody in, at neither broker, with whatever key', async () => {
  expect(seen.length).toBeGreaterThan(4)
  const thief = newOwnKey().publicKey.toString('base64')
  const nonce = await challengeOf(broker)
  const last = JSON.parse(seen.at(-1)!)
  const attempts = [
    ...seen.map((text) => JSON.parse(text)),
    { ...last, agent: { ...last.agent, public_key: thief } },
    { ...last, agent: { ...last.agent, id: null, name: randomUUID() } },
    { ...last, proof: { ...last.proof, nonce } },
  ]
  for (const door of [broker, other])
    for (const body of attempts)
      expect(await enrolWith(door, body)).toMatchObject({
        status: 401,
        body: { code: 'token-spent' },
      })
  expect(seen.join('')).not.toContain(key)
})

test('5 · a key that leaked is retired: its agents are cut off at once, and their work goes on elsewhere', async () => {
  const long = await submit(broker, 'acme', 'while (true) await sleep(1000)')
  const { agent } = await inStatus(broker, 'acme', long, 'running')
  expect((await broker.request('POST', '/api/v1/platform-keys/shared/retire')).status).toBe(200)
  for (const one of Object.values(agents)) {
    expect(await one.exited, one.output()).toBe(3)
    expect(one.output()).toContain('token-spent')
  }
  const made = await create('/tenants/system/agent-tokens', { name: 'rescue', pool: 'compute' })
  started.push(spawnAgent(broker, made.token, { AGENT_NAME: 'rescue' }))
  const again = await until(
    async () => (await broker.request('GET', `/api/v1/tenants/acme/jobs/${long}`)).body,
    (now) => now.status === 'running' && now.agent !== agent,
    60_000,
  )
  expect(again.attempt).toBe(2)
  const output = started.map((one) => one.output()).join('')
  for (const secret of [key, ...secretsIn(seen)]) {
    expect(output).not.toContain(secret)
    expect(broker.log()).not.toContain(secret)
  }
})

/** What stood in the proofs. */
const secretsIn = (all: string[]): string[] =>
  all.flatMap((text) => {
    const { hmac, signature } = JSON.parse(text).proof
    return [hmac, signature]
  })
