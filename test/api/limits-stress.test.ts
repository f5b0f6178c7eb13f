// Limits under load: three brokers, agents on both carriers and inside the brokers, tenants that change limits and move
// between lanes, agents that fall silent. All at once, in an order that a seed decides; a watcher sees what is committed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchLimits } from '../support/limits.ts'
import { type Place, type Puppet, puppet, type Work } from '../support/puppets.ts'
import { randomOf } from '../support/random.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { change, tenantOnPlan } from '../support/work.ts'

const slugs = ['ash', 'birch', 'cedar', 'dogwood']
const pools = ['east', 'west']
const most_queued = 25
const operations = 500
const atOnce = 8

let broker: OpenBroker
let puppets: Puppet[]
let places: Place[]
const others: AsyncDisposable[] = []
/** What ended in an earlier storm. */
const earlier = new Set<string>()

beforeAll(async () => {
  broker = await startOpenBroker({
    REEVE_LEASE_SECONDS: '2',
    REEVE_ACK_SECONDS: '1',
    REEVE_TASK_INLINE_MAX_CONCURRENT: '2',
  })
  const replicas = [await broker.second(), await broker.second()]
  others.push(...replicas)
  places = [broker, ...replicas]
  for (const slug of slugs) await furnish(slug)
  puppets = (await Promise.all(pools.map(crew))).flat()
})
afterAll(async () => {
  await Promise.all(puppets.map((one) => one.stop()))
  for (const one of others) await one[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const call = (method: string, path: string, body?: object) =>
  broker.request(method, `/api/v1/${path}`, body && { body })
const job = { type: 'script', payload: { script: 'return 1', input: null } }

async function furnish(slug: string): Promise<void> {
  const limits = { max_concurrent_jobs: 3, max_queued_jobs: most_queued }
  await tenantOnPlan(broker, slug, limits, { worker_agent_pool: 'shared', task_max_concurrent: 2 })
  const task = { name: 'runs', script: 'return 1', overlap: 'allow', on_no_capacity: 'queue' }
  expect(await call('POST', `tenants/${slug}/tasks`, task)).toMatchObject({ status: 201 })
}

/** The agents of a pool: at each broker one on a stream and one that polls. */
async function crew(name: string): Promise<Puppet[]> {
  await call('POST', 'pools', { name })
  const token = await call('POST', 'tenants/system/agent-tokens', { name, pool: name })
  for (const slug of slugs)
    if (name === pools[0]) await call('PUT', `pools/${name}/tenants/${slug}`)
  const made = places.flatMap((place) =>
    (['stream', 'poll'] as const).map((carrier, index) => {
      const its = { name: `${name}-${carrier}-${places.indexOf(place)}`, slots: 2 + index, carrier }
      return puppet(broker, token.body.token, its, place)
    }),
  )
  return Promise.all(made)
}

/** What was promised: jobs that were acknowledged, and attempts whose completion was. */
interface Promised {
  jobs: Array<{ slug: string; id: string }>
  completed: Work[]
  /** Attempts, of which the agents said that they completed them. */
  said: Set<string>
}

/** An agent ends an attempt. */
async function end(
  one: Puppet,
  work: Work,
  status: 'completed' | 'failed',
  { completed, said }: Promised,
): Promise<void> {
  if (status === 'completed') said.add(`${work.job}:${work.attempt}`)
  if ((await one.end(work, status)) && status === 'completed') completed.push(work)
}

type Pick = <T>(all: readonly T[]) => T

/** What may be done at any moment; each may be refused with one of its statuses, and with no other. */
const deeds = (promised: Promised, pick: Pick) => {
  const took = async (slug: string, path: string, body?: object) => {
    const answer = await call('POST', `tenants/${slug}/${path}`, body)
    expect([201, 429], JSON.stringify(answer.body)).toContain(answer.status)
    if (answer.status === 201) promised.jobs.push({ slug, id: answer.body.id })
  }
  const last = async (status: 'completed' | 'failed') => {
    const one = pick(puppets)
    const work = one.works.at(-1)
    if (work) await end(one, work, status, promised)
  }
  return {
    submit: () => took(pick(slugs), 'jobs', job),
    run: () => took(pick(slugs), 'tasks/runs/runs'),
    async begin() {
      const one = pick(puppets)
      if (one.works.length > 0) await one.begin(pick(one.works))
    },
    complete: () => last('completed'),
    fail: () => last('failed'),
    async completeLate() {
      const one = pick(puppets)
      const work = one.lost.shift()
      if (work) await end(one, work, 'completed', promised)
    },
    async cancel() {
      if (promised.jobs.length === 0) return
      const { slug, id } = pick(promised.jobs)
      expect([200, 409]).toContain((await call('POST', `tenants/${slug}/jobs/${id}/cancel`)).status)
    },
    loseAgent: () => pick(puppets).restart(pick(places)),
    limitPlan: () => planLimit(pick(slugs), pick([1, 2, 3, 5])),
    changePlan: () =>
      change(broker, `tenants/${pick(slugs)}`, 'TenantUpdate', { plan: `${pick(slugs)}-plan` }),
    limitRuns: () => runLimit(pick(slugs), pick([1, 2, 3, null])),
    async move() {
      const slug = pick(slugs)
      const inline = pick([true, false, false])
      await change(broker, `tenants/${slug}`, 'TenantUpdate', {
        worker_mode: inline ? 'inline' : 'agent',
      })
      const [to, from] = pick([pools, pools.toReversed()])
      await call('DELETE', `pools/${from}/tenants/${slug}`)
      await call('PUT', `pools/${to}/tenants/${slug}`)
    },
  }
}

const planLimit = (slug: string, max_concurrent_jobs: number) =>
  change(broker, `plans/${slug}-plan`, 'PlanUpdate', { max_concurrent_jobs })
/** A cap over what the plan allows just now is refused. */
const runLimit = (slug: string, task_max_concurrent: number | null) =>
  change(broker, `tenants/${slug}`, 'TenantUpdate', { task_max_concurrent }).catch((error: Error) =>
    expect(error.message).toContain('is over the plan'),
  )

/** How often each is done, of a hundred. */
const shares: Array<[keyof ReturnType<typeof deeds>, number]> = [
  ['submit', 32],
  ['run', 12],
  ['begin', 12],
  ['complete', 20],
  ['fail', 5],
  ['completeLate', 3],
  ['cancel', 5],
  ['loseAgent', 2],
  ['limitPlan', 3],
  ['changePlan', 1],
  ['limitRuns', 3],
  ['move', 2],
]

async function storm(seed: number, promised: Promised): Promise<void> {
  const random = randomOf(seed)
  const pick: Pick = (all) => all[Math.floor(random() * all.length)]!
  const can = deeds(promised, pick)
  const bag = shares.flatMap(([name, share]) => Array.from({ length: share }, () => name))
  const failures: unknown[] = []
  let left = operations
  const work = async () => {
    while (left-- > 0 && failures.length < 10)
      await can[pick(bag)]().catch((error: unknown) => failures.push(error))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (failures.length > 0) throw failures[0]
}

/** The agents come back and end what they are given, until nothing is left. */
async function drain(promised: Promised): Promise<void> {
  for (const slug of slugs) {
    await planLimit(slug, 100)
    await runLimit(slug, null)
  }
  await Promise.all(puppets.map((one, index) => one.restart(places[index % places.length]!)))
  const unfinished = async () => {
    for (const one of puppets)
      for (const work of [...one.works]) await end(one, work, 'completed', promised)
    return (await broker.tables.client.query('select id, status, attempt, agent_id from job')).rows
  }
  await until(unfinished, (rows) => rows.length === 0, 30_000)
}

/** How many jobs each agent holds. */
async function held(): Promise<Record<string, number>> {
  const { rows } = await broker.tables.client.query<{ agent_id: string; jobs: number }>(
    'select agent_id, count(*)::int as jobs from job where lease_until is not null group by 1',
  )
  return Object.fromEntries(rows.map(({ agent_id, jobs }) => [agent_id, jobs]))
}

type Row = Record<'id' | 'status' | 'agent_id', string> & { attempt: number }

/** Each job ended once, as the agent that held it said. */
async function keptTo({ jobs, completed, said }: Promised): Promise<void> {
  const text = 'select id, status, attempt, agent_id from job_finished'
  const { rows } = await broker.tables.client.query<Row>(text)
  const ended = new Map(rows.map((row) => [row.id, row]))
  expect(jobs.filter(({ id }) => !ended.has(id))).toEqual([])
  expect(completed.length).toBe(new Set(completed.map(({ job }) => job)).size)
  for (const { job, attempt } of completed)
    expect(ended.get(job)).toMatchObject({ status: 'completed', attempt })
  const ours = new Set(puppets.map(({ id }) => id))
  const done = rows.filter(({ status, agent_id }) => status === 'completed' && ours.has(agent_id))
  const unsaid = done.filter(({ id, attempt }) => !earlier.has(id) && !said.has(`${id}:${attempt}`))
  expect(unsaid).toEqual([])
  for (const { id } of rows) earlier.add(id)
}

test.each([1, 2])(
  'no limit is exceeded, no job lost, none completed twice (seed %i)',
  async (seed) => {
    await using watch = await watchLimits(broker.databaseUrl)
    const promised: Promised = { jobs: [], completed: [], said: new Set() }
    const [over] = await Promise.allSettled([storm(seed, promised).then(() => drain(promised))])
    expect(watch.breaches).toEqual([])
    expect(over).toMatchObject({ status: 'fulfilled' })
    expect(broker.log()).not.toMatch(/"level":[56]0/) // nor a deadlock
    expect(watch.full()).toBeGreaterThan(20) // it was at the limits, and somebody looked
    expect(promised.jobs.length).toBeGreaterThan(100)
    await keptTo(promised)
  },
)

test('afterwards every slot of every agent can be filled', async () => {
  for (const [index, slug] of slugs.entries()) {
    await change(broker, `tenants/${slug}`, 'TenantUpdate', { worker_mode: 'agent' })
    for (const pool of pools) await call('DELETE', `pools/${pool}/tenants/${slug}`)
    await call('PUT', `pools/${pools[index % 2]}/tenants/${slug}`)
  }
  for (const slug of slugs)
    for (let count = 0; count < 10; count += 1) await call('POST', `tenants/${slug}/jobs`, job)
  const all = Object.fromEntries(puppets.map(({ id, slots }) => [id, slots]))
  const begun = new Set<string>()
  const fill = async () => {
    for (const one of puppets)
      for (const work of one.works)
        if (!begun.has(work.job_token) && (await one.begin(work))) begun.add(work.job_token)
    return held()
  }
  await until(fill, (jobs) => Object.entries(all).every(([id, slots]) => jobs[id] === slots))
  expect(await held()).toEqual(all)
})
