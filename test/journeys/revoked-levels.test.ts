// A task, and then the app behind it, are banned at one broker while real agents of theirs work at another: those are cut
// off, nobody else is, and the work goes on. The last step of each is the attack: they come again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { type Answer, request, startBroker, type TestBroker } from '../support/broker.ts'
import { type Gate, gateHandlers, gateType, startGate } from '../support/gate.ts'
import { renew, validate } from '../support/keyed.ts'
import { enrolWith } from '../support/proofs.ts'
import { launchBody } from '../support/tokens.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, tenantWithToken } from '../support/work.ts'

let a: TestBroker
let b: Awaited<ReturnType<TestBroker['second']>>
let gate: Gate
let folder: string
let agentToken: string
let app: Answer['body']
/** The app's own. */
let token: string
const started = new Map<string, AgentProcess>()
const handlers = { AGENT_HANDLERS: gateHandlers, MAX_CONCURRENT: '1' }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-levels-'))
  a = await startBroker({ REEVE_LEASE_SECONDS: '60', REEVE_AUTH_FAILURES: '1000' }) // nobody is waited for
  b = await a.second()
  gate = await startGate()
  await a.request('POST', '/api/v1/job-types', { body: gateType })
  agentToken = await tenantWithToken(a, 'acme', { worker_mode: 'agent' })
  const body = { name: 'orders', scopes: ['read:data:*'] }
  app = (await a.request('POST', '/api/v1/tenants/acme/apps', { body })).body
  const { client_id, client_secret } = app
  const login = { body: { client_id, client_secret } }
  token = (await a.request('POST', '/api/v1/app/auth', login)).body.access_token
})
afterAll(async () => {
  for (const one of [...started.values(), gate, b, a]) await one?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function launchToken(): Promise<string> {
  const body = { agent_name: 'worker', allowed_scope: ['read:data:*'], ttl_seconds: 600 }
  const path = '/api/v1/tenants/acme/apps/orders/launch-tokens'
  return (await a.request('POST', path, { body, token })).body.token
}

/** An agent at B, on a disk that it keeps. */
async function start(name: string, task: string, secret?: string): Promise<AgentProcess> {
  const its = {
    ...{ AGENT_LAUNCH_TOKEN: secret ?? (await launchToken()), AGENT_SCOPE: 'read:data:a' },
    ...{ AGENT_ORCH_ID: 'nightly', AGENT_TASK_ID: task, AGENT_ID_FILE: join(folder, name) },
  }
  const agent = spawnAgent(b, '', { ...handlers, ...its, AGENT_NAME: name })
  started.set(name, agent)
  return agent
}

const online = (name: string) =>
  until(
    async () =>
      (await a.request('GET', '/api/v1/tenants/acme/agents')).body.items as Answer['body'][],
    (agents) => agents.some((one) => one.name === name && one.liveness === 'online'),
    60_000,
  )
const ban = async (level: string, target: string): Promise<void> => {
  const body = { level, target, verb: 'ban', reason: 'It leaked.' }
  const banned = await a.request('POST', '/api/v1/tenants/acme/revocations', { body })
  expect(banned, JSON.stringify(banned.body)).toMatchObject({
    status: 201,
    body: { level, target },
  })
}
const enrol = async (task_id: string, url = b.url): Promise<Answer> => {
  const launch = { token: await launchToken(), orch_id: 'nightly', task_id, scope: ['read:data:a'] }
  return enrolWith({ url }, await launchBody({ url }, launch))
}

let work: string
/** Sessions of agents that do not run as programs: what may be done with them is seen at each broker. */
const sessions: Record<string, string> = {}

test('1 · an agent of a task works at B, and one of another task waits', async () => {
  await start('reporter', 'report')
  const body = { type: 'gate', payload: { gate: gate.url } }
  work = (await a.request('POST', '/api/v1/tenants/acme/jobs', { body })).body.id
  expect(await gate.arrived(work)).toEqual([1])
  await start('cleaner', 'clean')
  await online('cleaner')
  for (const task of ['report', 'clean']) sessions[task] = (await enrol(task)).body.token
})

test('2 · the task is banned at A: nothing of it is taken at either broker once that is answered', async () => {
  await ban('task', 'nightly/report')
  for (const url of [b.url, a.url]) {
    expect((await validate(a, sessions['report']!, {}, url)).body).toMatchObject({ valid: false })
    expect((await renew(a, sessions['report']!, url)).status).toBe(401)
    expect((await validate(a, sessions['clean']!, {}, url)).body).toMatchObject({ valid: true })
  }
})

test('3 · its agent is cut off and ends, and the other has its job', async () => {
  expect(await started.get('reporter')!.exited).toBe(3)
  expect(await gate.arrived(work, 2)).toEqual([1, 2])
  const { agent } = await inStatus(a, 'acme', work, 'running')
  const { body } = await a.request('GET', `/api/v1/tenants/acme/agents/${agent}`)
  expect(body.name).toBe('cleaner')
})

test('4 · the attack: for the banned task nobody comes in, with a fresh token or with the agent’s own key', async () => {
  for (const url of [b.url, a.url]) expect((await enrol('report', url)).status).toBe(403)
  const again = await start('reporter', 'report')
  expect(await again.exited).toBe(3)
  expect(again.output()).toMatch(/forbidden|banned/)
  expect((await enrol('summary')).status).toBe(201)
})

test('5 · the app is banned: all of its agents end, and the job goes to one that is not of it', async () => {
  const unspent = await launchToken()
  await ban('app', app.id)
  for (const url of [b.url, a.url]) {
    expect((await validate(a, sessions['clean']!, {}, url)).body).toMatchObject({ valid: false })
    expect((await renew(a, sessions['clean']!, url)).status).toBe(401)
    const own = await request(url, token, 'GET', '/api/v1/tenants/acme/apps/orders/launch-tokens')
    expect(own.status).toBe(401)
  }
  expect(await started.get('cleaner')!.exited).toBe(3)
  started.set('own', spawnAgent(b, agentToken, { ...handlers, AGENT_NAME: 'own' }))
  expect(await gate.arrived(work, 3)).toEqual([1, 2, 3])
  gate.open(work)
  expect(await finished(a, 'acme', work, 60_000)).toMatchObject({ status: 'completed', result: 3 })
  sessions['unspent'] = unspent
})

test('6 · the attack: an agent of the app comes again, with its disk and a token that was not used', async () => {
  const again = await start('cleaner', 'clean', sessions['unspent'])
  expect(await again.exited).toBe(3)
  expect(again.output()).toMatch(/forbidden|banned/)
  expect(again.output()).not.toContain(sessions['unspent'])
  const { status } = await enrolWith(
    b,
    await launchBody(b, { token: sessions['unspent']!, task_id: 'clean', scope: ['read:data:a'] }),
  )
  expect(status).toBe(403)
})
