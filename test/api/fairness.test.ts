// Whose turn it is, with real brokers and agents: shares counted in claims, and nobody is forgotten.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { request } from '../support/broker.ts'
import { type Estate, startEstate } from '../support/estate.ts'
import { until } from '../support/wait.ts'
import { change, finished, inStatus, submit } from '../support/work.ts'

let estate: Estate
beforeAll(async () => void (estate = await startEstate()))
afterAll(() => estate[Symbol.asyncDispose]())

const pause = (name: string, paused: boolean) =>
  estate.call('PUT', `/pools/${name}`, { description: '', labels: [], paused })

/** The tenants of a pool by its claims, first to last; claims of one job each have times of their own. */
async function claims(of: string): Promise<string[]> {
  const found = await estate.rows<{ slug: string }>(
    `select tenant.slug from any_job as job join tenant on tenant.id = job.tenant_id
     join pool_assignment on pool_assignment.tenant_id = tenant.id join pool on pool.id = pool_assignment.pool_id
     where pool.name = $1 and job.assigned_at is not null order by job.assigned_at`,
    [of],
  )
  return found.map(({ slug }) => slug)
}

test('a flood does not hold up quiet tenants: waits in claims are within the bound', async () => {
  const token = await estate.pool('flooded')
  await estate.tenant('flood', 'flooded')
  await estate.tenant('heavy', 'flooded', { weight: 4 })
  const quiet = ['quiet-1', 'quiet-2', 'quiet-3']
  for (const slug of quiet) await estate.tenant(slug, 'flooded')
  await pause('flooded', true)
  await estate.submitAll('flood', 100)
  await estate.submitAll('heavy', 24)
  for (const slug of quiet) await estate.submitAll(slug, 6)
  await using _ = startAgent(estate.broker, token, { MAX_CONCURRENT: '1' })
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
  const token = await estate.pool('busy')
  const slugs = Array.from({ length: 6 }, (_, index) => `busy-${index}`)
  for (const slug of slugs) await estate.tenant(slug, 'busy', { max_concurrent_jobs: 2 })
  const agents: TestAgent[] = [startAgent(estate.broker, token), startAgent(estate.second, token)]
  const ids: string[] = []
  const both = [estate.broker.url, estate.second.url]
  const work = async (worker: number): Promise<void> => {
    for (let n = 0; n < 12; n++) {
      const slug = slugs[(worker * 5 + n) % slugs.length]!
      const at = `/api/v1/tenants/${slug}/jobs`
      const more = n % 4 === 0 ? { not_before: new Date(Date.now() + 300).toISOString() } : {}
      const priority = ['low', 'normal', 'high'][n % 3]
      const body = { type: 'script', payload: { script: 'return 1' }, priority, ...more }
      const made = await request(both[n % 2]!, estate.broker.adminToken, 'POST', at, { body })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      ids.push(made.body.id)
      if (n % 5 === 4) await estate.broker.request('POST', `${at}/${made.body.id}/cancel`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, worker) => work(worker)))
  await until(
    () =>
      estate.rows(
        'select id, status from job where tenant_id in (select id from tenant where slug = any ($1))',
        [slugs],
      ),
    (left) => left.length === 0,
    90_000,
  )
  const ended = await estate.rows<{ id: string }>(
    `select id from any_job where id = any ($1) and status in ('completed', 'cancelled')`,
    [ids],
  )
  expect(ended).toHaveLength(192)
  for (const agent of agents) await agent[Symbol.asyncDispose]()
})

test('what nobody can do holds up nobody, and a weight counts from when it changes', async () => {
  const token = await estate.pool('mixed')
  for (const slug of ['gpu-1', 'gpu-2', 'gpu-3', 'gpu-4', 'plain'])
    await estate.tenant(slug, 'mixed')
  for (const slug of ['gpu-1', 'gpu-2', 'gpu-3', 'gpu-4'])
    await estate.submitAll(slug, 3, { capabilities: ['gpu'] })
  await using _ = startAgent(estate.broker, token, { MAX_CONCURRENT: '1' })
  const ids = await estate.submitAll('plain', 8)
  for (const id of ids)
    expect(await finished(estate.broker, 'plain', id)).toMatchObject({ status: 'completed' })
  const unserved = (await estate.fairness('tenant=gpu-1'))[0]
  expect(unserved).toMatchObject({ claims: 8, tenants: [{ state: 'unserved', waiting_jobs: 3 }] })
  await change(estate.broker, 'plans/gpu-1-plan', 'PlanUpdate', { weight: 5 })
  const gpu = { AGENT_CAPABILITIES: 'gpu', MAX_CONCURRENT: '1' }
  await using _gpu = startAgent(estate.broker, token, gpu)
  const order = await until(
    () => claims('mixed'),
    (seen) => seen.length === 20,
  )
  // Five turns of eight are its own: its third is not in the third round of four, as with equal weights.
  expect(order.slice(8).lastIndexOf('gpu-1'), order.join(' ')).toBeLessThan(8)
  expect(await estate.fairness('tenant=gpu-1')).toEqual([])
})

test('fairness shows shares, waits and the bound', async () => {
  const token = await estate.pool('shown')
  await estate.tenant('wide', 'shown', { weight: 3 })
  await estate.tenant('thin', 'shown')
  await using _ = startAgent(estate.broker, token, { MAX_CONCURRENT: '1' })
  const [first] = await estate.spinAll('wide', 1)
  await inStatus(estate.broker, 'wide', first!, 'running')
  await estate.spinAll('wide', 1)
  await estate.spinAll('thin', 2)
  await estate.call('POST', `/tenants/wide/jobs/${first}/cancel`)
  const [lane] = await until(
    () => estate.fairness('tenant=thin'),
    ([one]) => one.claims === 2,
  )
  expect(lane).toMatchObject({ members: 2, weights: 4, slack: 2, waiting_tenants: 2 })
  const [shown] = await estate.fairness(`lane=${lane.lane}`)
  const thin = shown.tenants.find((one: { tenant: string }) => one.tenant === 'thin')
  expect(thin).toMatchObject({ weight: 1, share: 0.25, bound_claims: 6 })
  expect(thin.waited_claims).toBeLessThanOrEqual(thin.bound_claims)
  const page = await estate.fairness(`lane=${lane.lane}&limit=1`)
  expect(page[0].tenants).toHaveLength(1)
  const waiting = await submit(estate.broker, 'thin', 'return 1')
  const { summary } = await estate.call('GET', `/tenants/thin/jobs/${waiting}/explain`)
  expect(summary).toMatch(
    /share of its agents is 25 % \(weight 1 of 4\).*after 6 claims of others at most/,
  )
})
