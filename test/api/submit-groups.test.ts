// A group of submits whose members differ: some are through at the first go, others need a second look.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../api/src/db/database.ts'
import { createKinds } from '../../api/src/job-types/kinds.ts'
import { countSubmits } from '../../api/src/jobs/intake/counts.ts'
import { createSubmitter, type Submitter } from '../../api/src/jobs/submit.ts'
import { createMetrics } from '../../api/src/metrics.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { tenantOnPlan } from '../support/work.ts'

let broker: OpenBroker
let db: Database
/** As the broker has one, but called in this process: calls of one turn go in one group, for certain. */
let submitter: Submitter
beforeAll(async () => {
  broker = await startOpenBroker()
  db = openDatabase(broker.databaseUrl, 4)
  const metrics = createMetrics(
    () => 0,
    async () => [],
  )
  submitter = createSubmitter(db, createKinds(db.as('app')), countSubmits(metrics), () => undefined)
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

type Job = Parameters<Submitter['one']>[1]

const job = (more: Partial<Job>): Job => ({
  type: 'script',
  payload: { script: 'return 1' },
  priority: 'normal',
  timeout_seconds: 1800,
  max_attempts: 3,
  retry_on_failure: false,
  retry_delay_seconds: 0,
  not_before: null,
  queue_timeout_seconds: 86400,
  capabilities: [],
  tools: [],
  labels: [],
  region: null,
  preferred_region: null,
  affinity: null,
  on_no_capacity: null,
  ...more,
})

const eventOf = (request_id: string) => () => ({
  operation: 'submitJob',
  principal: { kind: 'anonymous', id: null, name: 'anonymous' } as const,
  tenant_id: null,
  target: '/here',
  request_id,
})

let requests = 0

/** What became of it: the job's status, `replayed`, or the code of the problem; and its id and its request's. */
async function one(tenant: string, more: Partial<Job> = {}, key?: string) {
  const request_id = `request-${++requests}`
  const once = key
    ? { key_hash: Buffer.from(key.padEnd(32)), request_hash: Buffer.from('same') }
    : undefined
  let replayed = false
  return submitter
    .one(tenant, job(more), { once, event: eventOf(request_id), replayed: () => (replayed = true) })
    .then(
      ({ id, status }) => ({ came: replayed ? 'replayed' : status, id, request_id }),
      (error: Error & { code?: string }) => ({ came: error.code ?? 'error', id: '', request_id }),
    )
}

/** The tenant's jobs, wherever they are, and the requests of its audit events. */
async function kept(tenant: string): Promise<{ jobs: string[]; requests: string[] }> {
  const { rows } = await broker.tables.client.query<{ jobs: string[]; requests: string[] }>(
    `select array(select id::text from any_job where tenant_id = $1 order by id) as jobs,
       array(select request_id from audit_event where tenant_id = $1 and operation = 'submitJob' order by request_id) as requests`,
    [tenant],
  )
  return rows[0]!
}

type Outcome = Awaited<ReturnType<typeof one>>
const madeOf = (outcomes: Outcome[]) => {
  const made = outcomes.filter(({ came }) => ['queued', 'failed'].includes(came))
  return {
    jobs: made.map(({ id }) => id).toSorted(),
    requests: made.map(({ request_id }) => request_id).toSorted(),
  }
}

const setBound = (tenant: string, at_most: number) =>
  broker.tables.client.query('update queue_fill set at_most = $2 where tenant_id = $1', [
    tenant,
    at_most,
  ])

test('each is made and recorded once, or not at all, whatever comes with it', async () => {
  const tenant = await tenantOnPlan(broker, 'mixed', { max_queued_jobs: 6 })
  const first = await one('mixed', {}, 'key')
  expect(first.came).toBe('queued')
  await setBound(tenant, 4) // room for two more, for certain
  const group = await Promise.all([
    one('mixed'),
    one('mixed', {}, 'key'),
    one('mixed', { not_before: '2999-01-01T00:00:00Z' }),
    one('mixed', {}, 'other'),
    one('mixed', {}, 'other'),
    one('mixed'),
    one('mixed'),
    one('mixed'),
  ])
  expect(group.map(({ came }) => came)).toEqual([
    'queued',
    'replayed',
    'queued',
    'queued',
    'replayed',
    'queued',
    'queued',
    'queue-full',
  ])
  expect(group[1]!.id).toBe(first.id)
  expect(group[4]!.id).toBe(group[3]!.id)
  expect(await kept(tenant)).toEqual(madeOf([first, ...group]))
})

test('who is refused in the second look fails alone, and nobody is made twice', async () => {
  const tenant = await tenantOnPlan(broker, 'second', { max_queued_jobs: 100 })
  const first = await one('second')
  await setBound(tenant, 98)
  await broker.tables.client.query(
    'alter table job add constraint second_look check (timeout_seconds <> 1234)',
  )
  const timeouts = [1800, 1800, 1800, 1234, 1800]
  const group = await Promise.all(
    timeouts.map((timeout_seconds) => one('second', { timeout_seconds })),
  )
  await broker.tables.client.query('alter table job drop constraint second_look')
  expect(group.map(({ came }) => came === 'queued')).toEqual([true, true, true, false, true])
  expect(await kept(tenant)).toEqual(madeOf([first, ...group]))
})

test('what is not to wait is failed at once and recorded, beside what waits', async () => {
  const more = { on_no_capacity: 'fail' }
  const tenant = await tenantOnPlan(broker, 'hasty', { max_queued_jobs: 100 }, more)
  const group = async () =>
    Promise.all([
      one('hasty'),
      one('hasty', { on_no_capacity: 'queue' }),
      one('hasty', { on_no_capacity: 'fail' }),
      one('hasty', { not_before: '2999-01-01T00:00:00Z' }),
    ])
  const outcomes = [...(await group()), ...(await group()), await one('hasty')]
  const came = ['failed', 'queued', 'failed', 'queued']
  expect(outcomes.map((outcome) => outcome.came)).toEqual([...came, ...came, 'failed'])
  expect(await kept(tenant)).toEqual(madeOf(outcomes))
})

test('a moment that only PostgreSQL can name has nobody made twice', async () => {
  const tenant = await tenantOnPlan(broker, 'ancient', { max_queued_jobs: 100 })
  const first = await one('ancient')
  const not_before = '0001-01-01T00:00:00+15:00' // a year before the first, in UTC
  const group = await Promise.all([one('ancient'), one('ancient', { not_before }), one('ancient')])
  expect(group.map(({ came }) => came)).toEqual(['queued', 'queued', 'queued'])
  expect(await kept(tenant)).toEqual(madeOf([first, ...group]))
})

test('a tenant that is none is not found, and nothing is made', async () => {
  const before = await broker.tables.counts()
  const group = await Promise.all([one('nobody'), one('nobody'), one('nobody')])
  expect(group.map(({ came }) => came)).toEqual(group.map(() => 'not-found'))
  const { job: jobs, audit_event: events } = await broker.tables.counts()
  expect({ jobs, events }).toEqual({ jobs: before['job'], events: before['audit_event'] })
})

test('a group of a long queue is told no places, one of a short queue is', async () => {
  const tenant = await tenantOnPlan(broker, 'places', { max_queued_jobs: 10_000 })
  const context = { once: undefined, event: eventOf('places'), replayed: () => undefined }
  const place = async (more: Partial<Job> = {}) =>
    (await submitter.one('places', job(more), context)).queue
  expect(await place()).toEqual({ position: 1, exact: true })
  expect(await Promise.all([place(), place({ priority: 'high' }), place()])).toEqual(
    [2, 1, 4].map((position) => ({ position, exact: true })),
  )
  await setBound(tenant, 1001)
  expect(await Promise.all([place(), place()])).toEqual([null, null])
})
