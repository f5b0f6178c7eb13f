// Steering: what a pool still holds while it is paused, and which changes let waiting work begin at once.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { submit, tenantWithToken } from '../support/work.ts'

let broker: OpenBroker
const agents: Record<string, string> = {}
const heard: string[] = []
beforeAll(async () => {
  broker = await startOpenBroker()
  const { client } = broker.tables
  client.on('notification', ({ payload }) => heard.push(payload!))
  await client.query('listen reeve')
  const plan = { name: 'small', max_concurrent_jobs: 1, max_queued_jobs: 10 }
  await broker.request('POST', '/api/v1/plans', { body: plan })
  await tenantWithToken(broker, 'acme', { plan: 'small', worker_agent_pool: 'shared' })
  for (const pool of ['gpu', 'cpu']) {
    await broker.request('POST', '/api/v1/pools', { body: { name: pool } })
    const body = { name: pool, pool }
    const made = await broker.request('POST', '/api/v1/tenants/system/agent-tokens', { body })
    const proof = { token: made.body.token }
    const enrolment = { method: 'agent_token', proof, agent: { name: pool } }
    const enrolled = await broker.request('POST', '/api/v1/agent/enrolments', { body: enrolment })
    agents[pool] = enrolled.body.agent
  }
})
afterAll(() => broker[Symbol.asyncDispose]())

test('a pool tells how many jobs its own agents hold now', async () => {
  const held = `update job set status = 'running', agent_id = $1, lease_until = now() + interval '1 hour' where id = $2`
  const gone = `update job set agent_id = $1 where id = $2` // it went back into the queue
  const { client } = broker.tables
  const ids = []
  for (let n = 0; n < 3; n++) ids.push(await submit(broker, 'acme', 'return 1'))
  await client.query(held, [agents['gpu'], ids[0]])
  await client.query(gone, [agents['gpu'], ids[1]])
  await client.query(held, [agents['cpu'], ids[2]])
  const change = { description: '', labels: [], paused: true }
  const paused = await broker.request('PUT', '/api/v1/pools/gpu', { body: change })
  expect(paused.body).toMatchObject({ paused: true, active_jobs: 1 })
  expect((await broker.request('GET', '/api/v1/pools/gpu')).body).toEqual(paused.body)
  const { items } = (await broker.request('GET', '/api/v1/pools')).body
  expect(items).toMatchObject([{ name: 'gpu', active_jobs: 1 }, { active_jobs: 1 }])
  for (const id of ids) await broker.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)
  expect((await broker.request('GET', '/api/v1/pools/gpu')).body).toMatchObject({ active_jobs: 0 })
})

const acme = {
  display_name: '',
  plan: 'small',
  status: 'active',
  worker_agent_pool: 'shared',
  worker_type: 'task',
}

/** What a tenant is, with some of it changed. */
async function tenant(more: object): Promise<object> {
  const { id, slug, revision, created_at, updated_at, ...now } = (
    await broker.request('GET', '/api/v1/tenants/acme')
  ).body
  return { ...now, ...acme, ...more }
}

beforeEach(() => void heard.splice(0))

test.each([
  ['a plan', 'PUT', 'plans/small', { description: '', max_concurrent_jobs: 2, max_queued_jobs: 10, weight: 1, job_retention_days: null }],
  ['a tenant’s plan', 'PUT', 'tenants/acme', () => tenant({ plan: 'pro' })],
  ['a tenant’s cap of runs', 'PUT', 'tenants/acme', () => tenant({ task_max_concurrent: 2 })],
  ['a tenant that is active again', 'PUT', 'tenants/acme', () => tenant({ status: 'active' })],
  ['a pool that goes on', 'PUT', 'pools/gpu', { description: '', labels: [], paused: false }],
  ['a tenant’s pool', 'PUT', 'pools/gpu/tenants/acme', undefined],
  ['a tenant out of its pool', 'DELETE', 'pools/gpu/tenants/acme', undefined],
  ['an agent that is enabled', 'PUT', 'tenants/system/agents/AGENT', { administration: 'enabled' }],
] as Array<[string, string, string, object | (() => Promise<object>) | undefined]>)(
  '%s wakes who may have waited for it',
  async (_, method, path, given) => {
    const body = typeof given === 'function' ? await given() : given
    const to = `/api/v1/${path.replace('AGENT', agents['gpu']!)}`
    const answer = await broker.request(method, to, { ...(body && { body }) })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    await until(() => heard.includes('{"kind":"work"}'))
  },
) // prettier-ignore

test('a cancelled job that was held wakes those that its limit held back', async () => {
  const id = await submit(broker, 'acme', 'return 1')
  const held = `update job set status = 'running', agent_id = $1, lease_until = now() + interval '1 hour' where id = $2`
  await broker.tables.client.query(held, [agents['gpu'], id])
  heard.splice(0)
  await broker.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)
  await until(() => heard.includes('{"kind":"work"}'))
})
