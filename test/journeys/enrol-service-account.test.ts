// Agents of a Kubernetes cluster: a pod of the right namespace comes in by its service account and works; a pod that
// says it is of that namespace does not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { type Cluster, type Minted, startCluster } from '../support/token-review.ts'
import { until } from '../support/wait.ts'
import { finished, submit, tenantWithToken } from '../support/work.ts'

let cluster: Cluster
let broker: TestBroker
let folder: string
const started: AgentProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-pods-'))
  cluster = await startCluster()
  broker = await startBroker(cluster.env)
  await tenantWithToken(broker, 'acme', { worker_mode: 'agent' })
  const rule = {
    ...{ action: 'approve', methods: ['service_account'], namespaces: ['reeve-agents'] },
    join_tenant: 'acme',
  }
  const body = { name: 'cluster', rules: [rule] }
  expect((await broker.request('POST', '/api/v1/approval-policies', { body })).status).toBe(201)
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  await cluster[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** A pod: its token stands in a file that the kubelet renews. */
async function pod(name: string, minted: Minted, env: Record<string, string> = {}) {
  const file = join(folder, name)
  const renew = async (claims: Minted) =>
    writeFileSync(file, `${await cluster.mint({ pod: name, ...claims })}\n`)
  await renew(minted)
  const agent = spawnAgent(broker, '', {
    ...{ AGENT_SERVICE_ACCOUNT_TOKEN_FILE: file, AGENT_NAME: name },
    ...env,
  })
  started.push(agent)
  return { agent, renew }
}
const named = async (name: string) => {
  const { items } = (await broker.request('GET', '/api/v1/agents')).body
  return items.find((one: { name: string }) => one.name === name)
}

test('1 · a pod of the namespace comes in without a person, and works', async () => {
  const { agent, renew } = await pod('agent-0', { namespace: 'reeve-agents' })
  const work = await submit(broker, 'acme', `return 'done'`)
  expect(await finished(broker, 'acme', work)).toMatchObject({ status: 'completed' })
  expect(await named('agent-0')).toMatchObject({
    ...{ tenant: 'acme', admission: 'approved', approval_method: 'namespace' },
    facts: { namespace: 'reeve-agents', service_account: 'agents', pod: 'agent-0' },
  })
  // forgotten by the broker, it comes back with the token that the kubelet has put there since
  const { id } = await named('agent-0')
  await renew({ namespace: 'reeve-agents', service_account: 'renewed' })
  await broker.request('DELETE', `/api/v1/tenants/acme/agents/${id}`)
  const back = await until(
    () => named('agent-0'),
    (one) => one?.liveness === 'online',
    60_000,
  )
  expect(back.facts.service_account).toBe('renewed')
  expect(agent.output()).not.toMatch(/eyJ/)
})

test('2 · a pod that calls itself one of the namespace waits, and gets no work', async () => {
  const claims = { namespace: 'reeve-agents', metadata: { namespace: 'reeve-agents' } }
  const { agent } = await pod(
    'reeve-agents',
    { namespace: 'dev', claims },
    { AGENT_LABELS: 'reeve-agents', AGENT_REGION: 'reeve-agents' },
  )
  await until(() => agent.output().includes('waiting to be let in'))
  expect(await named('reeve-agents')).toMatchObject({
    ...{ tenant: 'system', admission: 'pending', liveness: 'offline' },
    facts: { namespace: 'dev' },
  })
})

test.each<[string, Minted]>([
  [
    'a forged subject',
    { namespace: 'dev', claims: { sub: 'system:serviceaccount:reeve-agents:agents' } },
  ],
  ['another signature', { namespace: 'reeve-agents', forged: true }],
  ['another audience', { namespace: 'reeve-agents', audience: ['https://kubernetes.default.svc'] }],
  ['an old token', { namespace: 'reeve-agents', expires_in: -1 }],
])('3 · %s is refused, and the agent says so and ends', async (what, minted) => {
  const name = what.replaceAll(' ', '-')
  const { agent } = await pod(name, minted)
  expect(await agent.exited).toBe(3)
  expect(agent.output()).toContain('token-spent')
  expect(await named(name)).toBeUndefined()
})

test('4 · the cluster got requests as it wants them, and no token is in a log', () => {
  expect(cluster.mistakes).toEqual([])
  expect(broker.log()).not.toMatch(/eyJ/)
})
