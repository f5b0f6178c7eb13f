// Submits at the same moment: they share a transaction, and yet each is answered, bounded and recorded by itself.
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
  submitter = createSubmitter(
    db,
    createKinds(db.as('app')),
    countSubmits(
      createMetrics(
        () => 0,
        async () => [],
      ),
    ),
    () => undefined,
  )
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

type Job = Parameters<Submitter['one']>[1]

/** A job with all that the contract fills in. */
const job = (more: Partial<Job> = {}): Job => ({
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

const event = () => ({
  operation: 'submitJob',
  principal: { kind: 'anonymous', id: null, name: 'anonymous' } as const,
  tenant_id: null,
  target: '/here',
  request_id: 'test',
})

/** What became of a submit made in this process. */
async function one(tenant: string, given: Job, key?: string, request = 'same') {
  const once = key
    ? { key_hash: Buffer.from(key.padEnd(32)), request_hash: Buffer.from(request) }
    : undefined
  let replayed = false
  const context = { once, event, replayed: () => (replayed = true) }
  return submitter.one(tenant, given, context).then(
    ({ id, created_at }) => ({ id, created_at, replayed, failure: '' }),
    (error: Error & { code?: string }) => ({
      id: '',
      created_at: '',
      replayed,
      failure: error.code ?? error.message,
    }),
  )
}

const tenantWith = (slug: string, max_queued_jobs: number) =>
  tenantOnPlan(broker, slug, { max_queued_jobs })

const eventsOf = async (tenant: string): Promise<Array<{ request_id: string; target: string }>> =>
  (
    await broker.tables.client.query(
      `select request_id, target from audit_event where tenant_id = $1 and operation = 'submitJob'`,
      [tenant],
    )
  ).rows

/** The least a submit may say. */
const body = { type: 'script', payload: { script: 'return 1' } }

test('many at once are each acknowledged, kept and recorded, in fewer transactions', async () => {
  const tenant = await tenantWith('many', 1000)
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => broker.request('POST', '/api/v1/tenants/many/jobs', { body })),
  )
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
  const list = await broker.request('GET', '/api/v1/tenants/many/jobs?limit=100')
  const ids = answers.map((answer) => answer.body.id as string)
  expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual(ids.toSorted().toReversed())
  const events = await eventsOf(tenant)
  expect(events.map(({ request_id }) => request_id).toSorted()).toEqual(
    answers.map(({ headers }) => headers.get('x-request-id')!).toSorted(),
  )
  expect(new Set(events.map(({ target }) => target))).toEqual(
    new Set(['/api/v1/tenants/many/jobs']),
  )
  const moments = new Set(answers.map((answer) => answer.body.created_at as string))
  expect(moments.size).toBeLessThan(60)
})

test('what was submitted with everything is read back as it was answered', async () => {
  await tenantWith('full-of-wishes', 10)
  const made = await broker.request('POST', '/api/v1/tenants/full-of-wishes/jobs', {
    body: {
      ...job(),
      not_before: '2999-01-01T01:00:00.5+01:00',
      priority: 'high',
      capabilities: ['gpu', 'arm64'],
      tools: ['nuclei'],
      labels: ['a', 'b'],
      region: 'eu-west',
      preferred_region: 'eu-west-1',
      on_no_capacity: 'queue',
      retry_on_failure: true,
      retry_delay_seconds: 7,
    },
  })
  expect(made).toMatchObject({ status: 201, body: { not_before: '2999-01-01T00:00:00.500Z' } })
  const { body: read } = await broker.request(
    'GET',
    `/api/v1/tenants/full-of-wishes/jobs/${made.body.id}`,
  )
  expect(read).toEqual(made.body)
})

test('repeats in one group are one job; another request with the key is refused, and so are later ones', async () => {
  const tenant = await tenantWith('repeats', 10)
  const together = await Promise.all([
    one('repeats', job(), 'key'),
    one('repeats', job(), 'key'),
    one('repeats', job(), 'key', 'other'),
    one('repeats', job()),
    one('repeats', job(), 'another'),
  ])
  const [first, again, other, ...rest] = together
  expect(first).toMatchObject({ failure: '', replayed: false })
  expect(again).toEqual({ ...first, replayed: true })
  expect(other).toMatchObject({ failure: 'key-reused' })
  expect(rest).toMatchObject([{ failure: '' }, { failure: '' }])
  expect(new Set(rest.map(({ created_at }) => created_at))).toEqual(new Set([first!.created_at]))
  expect(await one('repeats', job(), 'key')).toEqual({ ...first, replayed: true })
  expect(await one('repeats', job(), 'key', 'other')).toMatchObject({ failure: 'key-reused' })
  expect(await eventsOf(tenant)).toHaveLength(3)
  const { rows } = await broker.tables.client.query('select id from job where tenant_id = $1', [
    tenant,
  ])
  expect(rows).toHaveLength(3)
})

test('one that the database refuses fails alone', async () => {
  const tenant = await tenantWith('picky', 10)
  await broker.tables.client.query(
    'alter table job add constraint picky check (timeout_seconds <> 1234)',
  )
  const given = [1800, 1234, 1800, 1800].map((timeout_seconds) => job({ timeout_seconds }))
  const outcomes = await Promise.all(given.map((item) => one('picky', item)))
  await broker.tables.client.query('alter table job drop constraint picky')
  expect(outcomes.map(({ failure }) => failure)).toEqual(['', expect.any(String), '', ''])
  expect(outcomes[1]!.failure).not.toBe('')
  expect(await eventsOf(tenant)).toHaveLength(3)
})

test('a date that is none is the submitter’s mistake', async () => {
  await tenantWith('dates', 10)
  const not_before = '0000-01-01T00:00:00Z'
  const answer = await broker.request('POST', '/api/v1/tenants/dates/jobs', {
    body: { ...body, not_before },
  })
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
})
