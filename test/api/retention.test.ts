// How long finished jobs are kept: what a plan says, in small batches, with their lines and what was before them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../api/src/db/database.ts'
import { retention } from '../../api/src/sweeps/retention.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { submit } from '../support/work.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  const limits = { max_concurrent_jobs: 1, max_queued_jobs: 10 }
  await broker.request('POST', '/api/v1/plans', {
    body: { name: 'ten-days', ...limits, job_retention_days: 10 },
  })
  await broker.request('POST', '/api/v1/plans', { body: { name: 'for-ever', ...limits } })
  for (const [slug, plan] of [
    ['acme', 'ten-days'],
    ['globex', 'for-ever'],
  ])
    await broker.request('POST', '/api/v1/tenants', { body: { slug, plan } })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

async function sweep(): Promise<Record<string, number>> {
  await using db = openDatabase(broker.databaseUrl, 1)
  return db.transaction('work', (tx) => retention.run(tx))
}

/** So many finished jobs of a tenant, made and ended so many days ago, with so many lines each. */
async function past(slug: string, jobs: number, made: number, ended: number, lines = 0) {
  const { rows } = await tables.client.query<{ id: string }>(
    `with old as (
       insert into job_finished (id, tenant_id, type, payload, timeout_seconds, max_attempts, status, attempt, created_at,
         finished_at)
       select (rpad(lpad(to_hex(floor(extract(epoch from now() - make_interval(days => $3)) * 1000)::bigint), 12, '0') ||
           '7000', 24, '8') || lpad(to_hex(floor(random() * 2e9)::bigint), 8, '0'))::uuid,
         tenant.id, 'script', '{}', 60, 3, 'completed', 1, now() - make_interval(days => $3),
         now() - make_interval(days => $4)
       from tenant, generate_series(1, $2) where slug = $1
       returning id, tenant_id
     ), lines as (
       insert into job_line (job_id, attempt, number, tenant_id, level, text, at)
       select old.id, 1, number, old.tenant_id, 'info', 'x', now() from old, generate_series(1, $5::int) as number
     )
     select id from old`,
    [slug, jobs, made, ended, lines],
  )
  return rows.map(({ id }) => id)
}

const left = async () =>
  (
    await tables.client.query(
      `select (select count(*)::int from job_finished) as jobs, (select count(*)::int from job_line) as lines,
         (select count(*)::int from job_round) as rounds`,
    )
  ).rows[0]

test('what has been kept long enough goes with its lines, and nothing else does', async () => {
  await past('acme', 3, 11, 11, 4)
  const young = [
    ...(await past('acme', 2, 9, 9, 1)),
    ...(await past('acme', 1, 40, 9)), // made long ago, ended late
    ...(await past('globex', 2, 4000, 4000, 1)),
  ]
  expect(await sweep()).toEqual({ jobs: 3, lines: 12 })
  const { rows } = await tables.client.query<{ id: string }>('select id from job_finished')
  expect(rows.map(({ id }) => id).toSorted()).toEqual(young.toSorted())
  expect(await left()).toEqual({ jobs: 5, lines: 4, rounds: 0 })
  expect(await sweep()).toEqual({ jobs: 0, lines: 0 })
})

test('much is worked off in small statements, and a job with many lines over several', async () => {
  await past('acme', 1200, 20, 20)
  await past('acme', 1, 30, 30, 45_000)
  const removed = { jobs: 0, lines: 0 }
  for (let some = await sweep(); some['lines'] || some['jobs']; some = await sweep()) {
    removed.jobs += some['jobs']!
    removed.lines += some['lines']!
  }
  expect(removed).toEqual({ jobs: 1201, lines: 45_000 })
})

test('rounds go too, a removed job is not found, and its Idempotency-Key makes a new one', async () => {
  const headers = { 'idempotency-key': 'the same key' }
  const path = '/api/v1/tenants/acme/jobs'
  const body = { type: 'script', payload: { script: 'return 1' } }
  const { id } = (await broker.request('POST', path, { body, headers })).body
  for (const verb of ['cancel', 'requeue', 'cancel'])
    await broker.request('POST', `${path}/${id}/${verb}`)
  expect((await broker.request('POST', path, { body, headers })).body.id).toBe(id)
  expect((await left()).rounds).toBe(1)
  const old = '01800000-0000-7000-8000-000000000001'
  await tables.client.query(
    `update job_finished set id = $2, finished_at = now() - interval '11 days' where id = $1`,
    [id, old],
  )
  await tables.client.query(`update job_round set job_id = $2 where job_id = $1`, [id, old])
  expect(await sweep()).toEqual({ jobs: 1, lines: 0 })
  expect((await left()).rounds).toBe(0)
  expect((await broker.request('GET', `${path}/${old}`)).status).toBe(404)
  const again = await broker.request('POST', path, { body, headers })
  expect(again.status).toBe(201)
  expect(again.headers.get('idempotency-replayed')).toBeNull()
  const waiting = await submit(broker, 'acme', 'return 1')
  expect(await sweep()).toEqual({ jobs: 0, lines: 0 })
  expect((await broker.request('GET', `${path}/${waiting}`)).status).toBe(200)
})
