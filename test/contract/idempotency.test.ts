// A POST with an Idempotency-Key happens once, whoever repeats it and when; and no secret is kept for it in clear.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../api/src/db/database.ts'
import { idempotency } from '../../api/src/sweeps/idempotency.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { named, operations, resolve, sampleOf, type Sample } from '../support/contract.ts'
import { furnish, perform, wellMeant } from '../support/furnish.ts'
import { meansOf } from '../support/means.ts'
import { openTables, type Tables } from '../support/tables.ts'

const repeatable = operations.filter(({ parameters }) =>
  parameters.some(({ name }) => name === 'idempotency-key'),
)

let broker: TestBroker
let tables: Tables
/** Every secret and every key of these tests. */
const secrets: string[] = []
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  secrets.push(broker.adminToken)
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

function newKey(): string {
  const key = `key-${randomBytes(16).toString('hex')}`
  secrets.push(key)
  return key
}

/** How many rows came to be in each table, leaving out those that did not change. */
async function grown(before: Record<string, number>): Promise<Record<string, number>> {
  const after = await tables.counts()
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - before[name]!]],
    ),
  )
}

test('there are such operations', () => expect(repeatable.length).toBeGreaterThan(6))

test.each(named(repeatable))(
  '%s answers a repeat as it did at first, and does nothing',
  async (_, operation) => {
    const headers = { 'idempotency-key': newKey() }
    const first = await perform(broker, operation, { headers })
    expect(first.status, JSON.stringify(first.body)).toBe(operation.success.status)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    if (first.body.token) secrets.push(first.body.token)
    const before = await tables.dump()
    for (let repeat = 0; repeat < 2; repeat++) {
      const again = await broker.request('POST', first.place.path, first.options)
      expect(again).toMatchObject({ status: first.status })
      expect(again.body).toEqual(first.body)
      expect(again.headers.get('idempotency-replayed')).toBe('true')
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    }
    expect(await tables.dump()).toBe(before)
  },
)

/** Another batch: its one job, two times. */
function twice(batch: Sample): Sample {
  const jobs = batch['jobs'] as unknown[]
  return { jobs: [...jobs, ...jobs] }
}

test.each(named(repeatable))(
  '%s refuses a key that was used for something else',
  async (_, operation) => {
    const headers = { 'idempotency-key': newKey() }
    const { place, options } = await perform(broker, operation, { headers })
    const other = operation.body ? place : await furnish(broker, operation)
    const body = operation.body && {
      ...sampleOf(operation.body),
      ...(operation.operationId === 'submitJob' && { priority: 'low' }),
      ...(operation.operationId === 'submitJobBatch' && twice(sampleOf(operation.body))),
      ...('description' in sampleOf(operation.body) && { description: 'Another one.' }),
      ...('agent_name' in sampleOf(operation.body) && { agent_name: 'another' }),
      ...('publish_seconds' in sampleOf(operation.body) && { publish_seconds: 1 }),
      ...('overlap_seconds' in sampleOf(operation.body) && { overlap_seconds: 1 }),
      ...(resolve(operation.body).properties?.['reason'] && { reason: 'Another one.' }),
    }
    const before = await tables.dump()
    const refused = await broker.request('POST', other.path, { ...options, ...(body && { body }) })
    expect(refused).toMatchObject({ status: 422, body: { code: 'key-reused' } })
    expect(await tables.dump()).toBe(before)
  },
)

test.each(named(repeatable))(
  '%s happens once when asked ten times at once',
  async (_, operation) => {
    const { path } = await furnish(broker, operation)
    const options = {
      ...(await wellMeant(broker, operation)),
      headers: { 'idempotency-key': newKey() },
    }
    const before = await tables.counts()
    const all = await Promise.all(
      Array.from({ length: 10 }, () => broker.request('POST', path, options)),
    )
    expect(all.map(({ status }) => status)).toEqual(all.map(() => operation.success.status))
    expect(all.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1)
    for (const { body } of all) expect(body).toEqual(all[0]!.body)
    const { idempotency: _kept, audit_event, job_round = 0, ...rest } = await grown(before)
    const { queue_fill: _bound, waiting: _turn, ...grew } = rest // how the queue knows its tenant
    const { also = [] } = meansOf(operation.operationId)
    const made = Object.fromEntries(Object.entries(grew).filter(([name]) => !also.includes(name)))
    expect(audit_event).toBe(1)
    expect(job_round).toBe(operation.operationId === 'requeueJob' ? 1 : 0) // what was before it
    expect(Object.values(made).reduce((sum, count) => sum + count, 0)).toBe(
      operation.success.status === 201 ? 1 : 0,
    )
    if (all[0]!.body.token) secrets.push(all[0]!.body.token)
  },
)

test('a key belongs to who sent it, and a failure is not kept', async () => {
  const headers = { 'idempotency-key': newKey() }
  const create = (body: object, token?: string) =>
    broker.request('POST', '/api/v1/plans', { body, headers, ...(token && { token }) })
  const limits = { max_concurrent_jobs: 1, max_queued_jobs: 1 }
  expect((await create({ name: 'free', ...limits })).status).toBe(409)
  expect((await create({ name: 'mine', ...limits })).status).toBe(201)
  const other = await broker.request('POST', '/api/v1/api-tokens', {
    body: { name: 'other', scopes: ['plans:write'] },
  })
  secrets.push(other.body.token)
  expect((await create({ name: 'yours', ...limits }, other.body.token)).status).toBe(201)
})

test('the database holds neither keys nor secrets, in whatever spelling', async () => {
  expect(secrets.length).toBeGreaterThan(20)
  const dump = (await tables.dump()).toLowerCase()
  expect(dump).toContain('made by the first start.') // the dump is not blind
  for (const secret of secrets) {
    const bytes = Buffer.from(secret)
    const rest = secret.replace(/^[a-z]+[_-]/, '')
    const bare = Buffer.from(/^([0-9a-f]{2})+$/.test(rest) ? rest : '', 'hex')
    const spellings = [
      secret,
      bytes.toString('hex'),
      bytes.toString('base64'),
      bytes.toString('base64url'),
      ...(bare.length > 0 ? [bare.toString('hex')] : []),
    ]
    for (const spelling of spellings) expect(dump.includes(spelling.toLowerCase())).toBe(false)
  }
})

test('the log holds none of them either', () => {
  for (const secret of secrets) expect(broker.log().includes(secret)).toBe(false)
})

test('keys are forgotten after a day, and not before', async () => {
  const aged = (age: string) =>
    tables.client.query(`update idempotency set created_at = now() - $1::interval`, [age])
  await using db = openDatabase(broker.databaseUrl, 1)
  await aged('23 hours 59 minutes')
  expect(await idempotency.run(db.as('work'))).toEqual({ forgotten: 0 })
  await aged('24 hours 1 second')
  const { forgotten } = await idempotency.run(db.as('work'))
  expect(forgotten).toBeGreaterThan(10)
  expect(await tables.counts()).toMatchObject({ idempotency: 0 })
})
