// Whose turn it is, with a real broker and real agents: shares counted in claims, limits, and nobody is forgotten.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { type Answer, startBroker, request, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, job, submit } from '../support/work.ts'

let broker: TestBroker
let second: Awaited<ReturnType<TestBroker['second']>>
let tables: Tables

beforeAll(async () => {
  broker = await startBroker({ REEVE_LEASE_SECONDS: '5' })
  second = await broker.second()
  tables = await openTables(broker.databaseUrl)
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const spin = 'while (input.forever) { }; return 1'
const forever = { input: { forever: true } }

async function call(method: string, path: string, body?: object): Promise<Answer['body']> {
  const answer = await broker.request(method, `/api/v1${path}`, body && { body })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** A pool, and a token for its agents. */
async function pool(name: string): Promise<string> {
  await call('POST', '/pools', { name })
  return (await call('POST', '/tenants/system/agent-tokens', { name, pool: name })).token
}
const pause = (name: string, paused: boolean) =>
  call('PUT', `/pools/${name}`, { description: '', labels: [], paused })

/** A tenant of a pool, on a plan of its own. */
async function tenant(slug: string, of: string, limits: object = {}): Promise<void> {
  const plan = { name: `${slug}-plan`, max_concurrent_jobs: 100, max_queued_jobs: 1000, ...limits }
  await call('POST', '/plans', plan)
  await call('POST', '/tenants', { slug, plan: plan.name, worker_agent_pool: 'shared' })
  await call('PUT', `/pools/${of}/tenants/${slug}`)
}

const submitAll = (slug: string, count: number, more: object = {}) =>
  Promise.all(Array.from({ length: count }, () => submit(broker, slug, 'return 1', more)))

async function rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await tables.client.query(text, values)).rows as Row[]
}

/** The tenants of a pool by its claims, first to last; claims of one job each have times of their own. */
async function claims(of: string): Promise<string[]> {
  const found = await rows<{ slug: string }>(
    `select tenant.slug from any_job as job join tenant on tenant.id = job.tenant_id
     join pool_assignment on pool_assignment.tenant_id = tenant.id join pool on pool.id = pool_assignment.pool_id
     where pool.name = $1 and job.assigned_at is not null order by job.assigned_at`,
    [of],
  )
  return found.map(({ slug }) => slug)
}

const held = async (slug: string): Promise<number> =>
  (
    await rows(
      'select from job where lease_until is not null and tenant_id = (select id from tenant where slug = $1)',
      [slug],
    )
  ).length
const fairness = async (query: string) => (await call('GET', `/queue/fairness?${query}`)).lanes
const spinAll = (slug: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => submit(broker, slug, spin, forever)))

test('a flood does not hold up quiet tenants: waits in claims are within the bound', async () => {
  const token = await pool('flooded')
  await tenant('flood', 'flooded')
  await tenant('heavy', 'flooded', { weight: 4 })
  const quiet = ['quiet-1', 'quiet-2', 'quiet-3']
  for (const slug of quiet) await tenant(slug, 'flooded')
  await pause('flooded', true)
  await submitAll('flood', 100)
  await submitAll('heavy', 24)
  for (const slug of quiet) await submitAll(slug, 6)
  await using _ = startAgent(broker, token, { MAX_CONCURRENT: '1' })
  await pause('flooded', false)
  const order = await until(
    () => claims('flooded'),
    (seen) => [...quiet, 'heavy'].every((slug) => seen.filter((one) => one === slug).length >= 6),
    60_000,
  )
  // Weights 1 + 4 + 3 of two kinds: at most 8 / weight + 2 claims of others between two of one's own.
  for (const [slug, most] of [...quiet.map((one) => [one, 10] as const), ['heavy', 4] as const]) {
    const at = order.flatMap((one, index) => (one === slug ? index : []))
    const waits = at.map((one, index) => one - (at[index - 1] ?? -1) - 1)
    expect(Math.max(...waits), `${slug} in ${order.join(' ')}`).toBeLessThanOrEqual(most)
  }
})

test('no work is forgotten, whatever is submitted, cancelled and ended at the same moment', async () => {
  const token = await pool('busy')
  const slugs = Array.from({ length: 6 }, (_, index) => `busy-${index}`)
  for (const slug of slugs) await tenant(slug, 'busy', { max_concurrent_jobs: 2 })
  const agents: TestAgent[] = [startAgent(broker, token), startAgent(second, token)]
  const ids: Array<[string, string]> = []
  const both = [broker.url, second.url]
  const work = async (worker: number): Promise<void> => {
    for (let n = 0; n < 12; n++) {
      const slug = slugs[(worker * 5 + n) % slugs.length]!
      const at = `/api/v1/tenants/${slug}/jobs`
      const more = n % 4 === 0 ? { not_before: new Date(Date.now() + 300).toISOString() } : {}
      const priority = ['low', 'normal', 'high'][n % 3]
      const body = { type: 'script', payload: { script: 'return 1' }, priority, ...more }
      const made = await request(both[n % 2]!, broker.adminToken, 'POST', at, { body })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      ids.push([slug, made.body.id])
      if (n % 5 === 4) await broker.request('POST', `${at}/${made.body.id}/cancel`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, worker) => work(worker)))
  await until(
    () =>
      rows(
        'select id, status from job where tenant_id in (select id from tenant where slug = any ($1))',
        [slugs],
      ),
    (left) => left.length === 0,
    90_000,
  )
  expect(ids).toHaveLength(192)
  for (const agent of agents) await agent[Symbol.asyncDispose]()
})

test('limits hold among brokers, and what ends makes room', async () => {
  const token = await pool('limits')
  await tenant('capped', 'limits', { max_concurrent_jobs: 3 })
  await tenant('free', 'limits')
  await using one = startAgent(broker, token, { MAX_CONCURRENT: '8' })
  await using two = startAgent(second, token, { MAX_CONCURRENT: '8' })
  const spinning = await spinAll('capped', 9)
  const quick = await submitAll('free', 12)
  for (const id of quick) await finished(broker, 'free', id)
  await until(
    () => held('capped'),
    (count) => count === 3,
  )
  const [share] = (await fairness('tenant=capped'))[0].tenants
  expect(share).toMatchObject({ tenant: 'capped', held_jobs: 3, waiting_jobs: 6 })
  const running = await rows<{ id: string }>(
    'select id from job where id = any ($1) and lease_until is not null',
    [spinning],
  )
  for (const { id } of running) await call('POST', `/tenants/capped/jobs/${id}/cancel`)
  await until(
    () => held('capped'),
    (count) => count === 3,
  )
  for (const id of spinning) {
    await broker.request('POST', `/api/v1/tenants/capped/jobs/${id}/cancel`)
    expect(await held('capped')).toBeLessThanOrEqual(3)
  }
  expect(one.log() + two.log()).not.toContain('protocol error')
})

test('the cap on runs holds among brokers, and holds up no other job of the tenant', async () => {
  const token = await pool('runs')
  await tenant('runner', 'runs')
  const tenants = await call('GET', '/tenants/runner')
  const { id: _i, slug: _s, revision: _r, created_at: _c, updated_at: _u, ...body } = tenants
  await call('PUT', '/tenants/runner', { ...body, task_max_concurrent: 2, on_no_capacity: 'queue' })
  const task = { name: 'loop', script: 'while (true) { }', overlap: 'allow' }
  await call('POST', '/tenants/runner/tasks', task)
  await using _one = startAgent(broker, token, { MAX_CONCURRENT: '4' })
  await using _two = startAgent(second, token, { MAX_CONCURRENT: '4' })
  const runs = await Promise.all(
    Array.from({ length: 6 }, () => call('POST', '/tenants/runner/tasks/loop/runs')),
  )
  await until(
    () => held('runner'),
    (count) => count === 2,
  )
  for (const id of await submitAll('runner', 6)) await finished(broker, 'runner', id)
  expect(await held('runner')).toBe(2)
  for (const { id } of runs) {
    await call('POST', `/tenants/runner/jobs/${id}/cancel`)
    expect(await held('runner')).toBeLessThanOrEqual(2)
  }
})

test('a tenant that is suspended waits; resumed, or in another pool, it goes on', async () => {
  const token = await pool('there')
  await pool('nobody')
  await tenant('mover', 'nobody')
  const [id] = await submitAll('mover', 1)
  await using _ = startAgent(broker, token)
  const {
    id: _i,
    slug: _s,
    revision: _r,
    created_at: _c,
    updated_at: _u,
    ...body
  } = await call('GET', '/tenants/mover')
  await call('PUT', '/tenants/mover', { ...body, status: 'suspended' })
  await call('DELETE', '/pools/nobody/tenants/mover')
  await call('PUT', '/pools/there/tenants/mover')
  await tenant('stayer', 'there')
  for (const other of await submitAll('stayer', 2)) await finished(broker, 'stayer', other)
  expect(await job(broker, 'mover', id!)).toMatchObject({ status: 'queued' })
  await call('PUT', '/tenants/mover', { ...body, status: 'active' })
  expect(await finished(broker, 'mover', id!)).toMatchObject({ status: 'completed' })
})

test('what nobody can do holds up nobody, and a weight counts from when it changes', async () => {
  const token = await pool('mixed')
  for (const slug of ['gpu-1', 'gpu-2', 'gpu-3', 'gpu-4', 'plain']) await tenant(slug, 'mixed')
  for (const slug of ['gpu-1', 'gpu-2', 'gpu-3', 'gpu-4'])
    await submitAll(slug, 3, { capabilities: ['gpu'] })
  await using _ = startAgent(broker, token, { MAX_CONCURRENT: '1' })
  const ids = await submitAll('plain', 8)
  for (const id of ids)
    expect(await finished(broker, 'plain', id)).toMatchObject({ status: 'completed' })
  const unserved = (await fairness('tenant=gpu-1'))[0]
  expect(unserved).toMatchObject({ claims: 8, tenants: [{ state: 'unserved', waiting_jobs: 3 }] })
  const limits = { description: '', max_concurrent_jobs: 100, max_queued_jobs: 1000, weight: 5 }
  const {
    id: _i,
    name: _n,
    built_in: _b,
    revision: _r,
    created_at: _c,
    updated_at: _u,
    ...plan
  } = await call('GET', '/plans/gpu-1-plan')
  await call('PUT', '/plans/gpu-1-plan', { ...plan, ...limits })
  await using _gpu = startAgent(broker, token, { AGENT_CAPABILITIES: 'gpu' })
  await until(
    () => claims('mixed'),
    (order) => order.length === 20,
  )
  expect(await fairness('tenant=gpu-1')).toEqual([])
})

test('fairness shows shares, waits and the bound', async () => {
  const token = await pool('shown')
  await tenant('wide', 'shown', { weight: 3 })
  await tenant('thin', 'shown')
  await using _ = startAgent(broker, token, { MAX_CONCURRENT: '1' })
  const [first] = await spinAll('wide', 1)
  await inStatus(broker, 'wide', first!, 'running')
  const [second] = await spinAll('wide', 1)
  await spinAll('thin', 2)
  await call('POST', `/tenants/wide/jobs/${first}/cancel`)
  const [lane] = await until(
    () => fairness('tenant=thin'),
    ([one]) => one.claims === 2,
  )
  expect(lane).toMatchObject({ members: 2, weights: 4, slack: 2, waiting_tenants: 2 })
  const [shown] = await fairness(`lane=${lane.lane}`)
  const thin = shown.tenants.find((one: { tenant: string }) => one.tenant === 'thin')
  expect(thin).toMatchObject({ weight: 1, share: 0.25, bound_claims: 6 })
  expect(thin.waited_claims).toBeLessThanOrEqual(thin.bound_claims)
  const page = await fairness(`lane=${lane.lane}&limit=1`)
  expect(page[0].tenants).toHaveLength(1)
  const waiting = await submit(broker, 'thin', 'return 1')
  const { summary } = await call('GET', `/tenants/thin/jobs/${waiting}/explain`)
  expect(summary).toMatch(
    /share of its agents is 25 % \(weight 1 of 4\).*after 6 claims of others at most/,
  )
  expect(second).toBeDefined()
})
