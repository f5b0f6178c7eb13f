// What a plan costs the broker: many objects are read from lists, and still every change behind the back is seen.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { problem, startMemoryBroker } from '../support/memory-broker.ts'
import { connected, describeWithTerraform, workspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

const tenants = (slugs: string[]) => `resource "reeve_tenant" "all" {
  for_each = toset(${JSON.stringify(slugs)})
  slug     = each.value
}`
const tokens = (count: number, tenant: string) => `resource "reeve_agent_token" "all" {
  count       = ${count}
  tenant      = ${tenant}
  name        = "token-\${count.index}"
  description = "As declared."
}`

/** The operations that were called meanwhile, each as often as it was. */
async function during(broker: TestBroker, work: () => Promise<unknown>): Promise<string[]> {
  const before = requests(broker).length
  await work()
  return requests(broker).slice(before)
}

const requests = (broker: TestBroker): string[] =>
  broker
    .log()
    .split('\n')
    .filter((line) => line.includes('"msg":"request"'))
    .map((line) => (JSON.parse(line) as { operation: string }).operation)

/** What each token was, in the state. */
async function secretsOf(work: Workspace): Promise<Map<string, string>> {
  const { json } = await work.run('show', '-json')
  const { resources } = (json as { values: { root_module: { resources: Shown[] } } }).values
    .root_module
  const tokens = resources.filter(({ type }) => type === 'reeve_agent_token')
  return new Map(tokens.map(({ values }) => [values.name, values.token]))
}
interface Shown {
  type: string
  values: { name: string; token: string }
}

const expectPlan = async (work: Workspace, code: number, said: string) => {
  const planned = await work.plan()
  expect([planned.code, planned.said]).toEqual([code, expect.stringContaining(said)])
}

describeWithTerraform('reading', () => {
  let broker: TestBroker
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  const slugs = ['read-a', 'read-b', 'read-c', 'read-d']
  const spread = `element(sort(keys(reeve_tenant.all)), count.index)`
  const declared = `${tenants(slugs)}\n${tokens(60, `reeve_tenant.all[${spread}].slug`)}`

  test('sixty tokens of four tenants takes a handful of calls, and nothing goes unseen', async () => {
    await using work = await connected(broker)
    await work.apply(declared)
    const calls = await during(broker, () => expectPlan(work, 0, 'No changes.'))
    expect(calls.length).toBeLessThanOrEqual(14)
    expect(calls).toContain('listAllAgentTokens')

    const made = await secretsOf(work)
    const path = (at: number) =>
      `/api/v1/tenants/${slugs[at % slugs.length]!}/agent-tokens/token-${at}`
    await broker.request('DELETE', path(33))
    const otherwise = { description: 'Otherwise.', rotate_before_days: null, overlap_seconds: 3600 }
    await broker.request('PUT', path(34), { body: otherwise })
    await broker.request('POST', `${path(35)}/revoke`)
    await expectPlan(work, 2, '2 to add, 1 to change, 0 to destroy')
    await work.apply()
    const kept = await secretsOf(work)
    const others = [...made.keys()].filter((name) => kept.get(name) !== made.get(name))
    expect([made.size, others.toSorted()]).toEqual([60, ['token-33', 'token-35']])
  })

  test('with a tenant’s token asks for nothing that is not its own', async () => {
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'read-own' } })
    const scopes = ['agent-tokens:read', 'agent-tokens:write']
    const made = await broker.request('POST', '/api/v1/tenants/read-own/api-tokens', {
      body: { name: 'pipeline', scopes },
    })
    await using work = await connected({ url: broker.url, adminToken: String(made.body.token) })
    await work.apply(tokens(20, '"read-own"'))
    const calls = await during(broker, () => expectPlan(work, 0, 'No changes.'))
    expect(new Set(calls)).toEqual(new Set(['getAgentToken', 'listAgentTokens']))
    expect(calls.length).toBeLessThanOrEqual(10)
  })

  test('tenants that are named by their ids is as cheap', async () => {
    await using work = await connected(broker)
    const byId = `reeve_tenant.all[${spread}].id`
    await work.apply(`${tenants(['read-i', 'read-j'])}\n${tokens(40, byId)}`)
    const calls = await during(broker, () => expectPlan(work, 0, 'No changes.'))
    expect(calls.length).toBeLessThanOrEqual(20)
  })

  test('goes on one by one where lists are forbidden', async () => {
    await using memory = await startMemoryBroker()
    await using work = await workspace({ REEVE_URL: memory.url, REEVE_TOKEN: 'x' })
    const pools = 'resource "reeve_pool" "all" {\n  count = 12\n  name = "pool-${count.index}"\n}'
    await work.apply(pools)
    memory.fault = ({ method, path }, response) => {
      if (method !== 'GET' || path !== '/api/v1/pools') return false
      problem(response, 403, 'forbidden', 'Not this list.')
      return true
    }
    memory.calls.length = 0
    await expectPlan(work, 0, 'No changes.')
    const reads = memory.calls.map(({ path }) => path)
    expect(reads.filter((path) => path === '/api/v1/pools')).toHaveLength(1)
    expect(reads).toHaveLength(13)
  })
})
