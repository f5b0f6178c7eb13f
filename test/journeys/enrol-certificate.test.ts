// A machine with a client certificate: an operator writes one rule, the agent comes in by itself and works. Then the
// attacks: another client's certificate, the same name signed by somebody else, and an authority that is gone.
import { copyFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spawnAgent, type AgentProcess } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { ask, certificates, type Certificates } from '../support/certificates.ts'
import { until } from '../support/wait.ts'

let made: Certificates
let thief: Certificates
let broker: TestBroker
let agent: AgentProcess
beforeAll(async () => {
  ;[made, thief] = await Promise.all([certificates(), certificates()])
  await made.issue('rack-7', { names: 'DNS:rack-7.racks.test' })
  await thief.issue('rack-7', { names: 'DNS:rack-7.racks.test' })
  await copyFile(made.cert('ca'), made.cert('trusted'))
  broker = await startBroker({
    REEVE_TLS_MODE: 'mtls',
    REEVE_TLS_CERT: made.cert('broker'),
    REEVE_TLS_KEY: made.key('broker'),
    REEVE_TLS_CLIENT_CA: made.cert('trusted'),
    REEVE_SESSION_SECONDS: '10',
  })
})
afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  await made[Symbol.asyncDispose]()
  await thief[Symbol.asyncDispose]()
})

async function operator(method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${broker.adminToken}` }
  return ask(broker.url + path, { ...(await made.client('operator')), method, headers }, body)
}

const place = () => ({
  url: broker.url.replace('127.0.0.1', 'localhost'),
  grpcAddress: broker.grpcAddress.replace('127.0.0.1', 'localhost'),
})

const environment = (from: Certificates, name = 'rack-7') => ({
  AGENT_TOKEN: '',
  AGENT_NAME: 'rack-7',
  AGENT_TLS_CA: made.cert('ca'),
  AGENT_TLS_CERT: from.cert(name),
  AGENT_TLS_KEY: from.key(name),
  GRPC_TLS: 'true',
})

const racks = async () =>
  (await operator('GET', '/api/v1/tenants/acme/agents')).body.items as Array<
    Record<string, unknown>
  >

/** Asked with a certificate of the authority that is trusted now. */
const racksAfter = async () => {
  const shown = { ...(await thief.client('operator')), ca: (await made.client()).ca }
  const headers = { authorization: `Bearer ${broker.adminToken}` }
  const { body } = await ask(`${broker.url}/api/v1/tenants/acme/agents`, { ...shown, headers })
  return body.items as Array<Record<string, unknown>>
}

const work = async () => {
  const job = await operator('POST', '/api/v1/tenants/acme/jobs', {
    type: 'script',
    payload: { script: 'return 6 * 7' },
  })
  const path = `/api/v1/tenants/acme/jobs/${job.body.id}`
  return until(
    async () => (await operator('GET', path)).body.status as string,
    (status) => ['completed', 'failed', 'error'].includes(status),
  )
}

test('1 · an operator says which certificates let in, and whom they join', async () => {
  const tenant = { slug: 'acme', worker_mode: 'agent', worker_agent_pool: 'dedicated' }
  expect((await operator('POST', '/api/v1/tenants', tenant)).status).toBe(201)
  const policy = await operator('POST', '/api/v1/approval-policies', {
    name: 'racks',
    rules: [
      {
        action: 'approve',
        methods: ['certificate'],
        certificate_sans: ['*.racks.test'],
        join_tenant: 'acme',
      },
    ],
  })
  expect(policy.status).toBe(201)
})

test('2 · the agent comes in with nothing but its certificate', async () => {
  agent = spawnAgent(place(), '', environment(made))
  const [rack] = await until(racks, (all) => all[0]?.['liveness'] === 'online')
  expect(rack).toMatchObject({ name: 'rack-7', approval_method: 'certificate' })
})

test('3 · and works', async () => {
  expect(await work()).toBe('completed')
})

test('4 · another client of the authority is not taken for it', async () => {
  await using other = spawnAgent(place(), '', environment(made, 'operator'))
  expect(await other.exited).toBe(3)
  expect(other.output()).toMatch(/The client certificate is for another agent/)
  expect(await racks()).toHaveLength(1)
})

test('5 · the attack: the same name from another authority does not get to say a word', async () => {
  await using other = spawnAgent(place(), '', environment(thief))
  await until(() => /no answer yet/.test(other.output()))
  expect(other.output()).not.toContain('enrolled')
  const shown = { ...(await thief.client('rack-7')), ca: (await made.client()).ca }
  const body = { method: 'certificate', proof: {}, agent: { name: 'rack-7' } }
  const path = `${broker.url}/api/v1/agent/enrolments`
  await expect(ask(path, { ...shown, method: 'POST' }, body)).rejects.toThrow()
})

test('6 · and when the authority changes, the old certificate is worth as little', async () => {
  await copyFile(thief.cert('ca'), made.cert('trusted'))
  await until(() => broker.log().includes('new TLS files are in use'))
  const old = { ...(await made.client('rack-7')), method: 'POST' }
  const body = { method: 'certificate', proof: {}, agent: { name: 'rack-7' } }
  const path = `${broker.url}/api/v1/agent/enrolments`
  await expect(ask(path, old, body)).rejects.toThrow()
  const shown = { ...(await thief.client('rack-7')), ca: (await made.client()).ca, method: 'POST' }
  expect((await ask(path, shown, body)).body).toMatchObject({ status: 'approved', tenant: 'acme' })
})

test('7 · whoever came in by it is out when its session would have to be renewed', async () => {
  await until(racksAfter, (all) => all.every(({ liveness }) => liveness !== 'online'), 60_000)
})
