// A database with a queue of a given size, and the broker's own claim on it.
import { migrate } from '@reeve/api'
import pg from 'pg'
import { partOf } from './program.ts'

export interface Stock extends AsyncDisposable {
  /**
   * Claims so many jobs for an agent with as many slots, or for a fleet of thousands, which may get more.
   * Returns how long that took for so many, in ms.
   */
  claim: (jobs: 1 | typeof batch, whom?: 'agent' | 'fleet') => Promise<number>
  filled_ms: number
}

export interface Size {
  jobs: number
  tenants: number
}

/** The broker's parts that a claim is made of. */
interface Database extends AsyncDisposable {
  url: string
}
interface Databases {
  openDatabase: (url: string, connections: number) => Database
}
interface Claims {
  claim: (
    db: Database,
    crew: {
      lane: string
      pool_id: null
      agents: Array<{ agent: string; session: string }>
    },
    lease_seconds: number,
  ) => Promise<{ given: unknown[] }>
}

/** Most that one call of the broker's claim gives out; it may give less, and is called again as the broker does. */
export const batch = 100
const fleetSize = 5000
const mostCalls = 10

/** Tenants of four weights share the platform's agents; each has jobs of every priority. */
export async function startStock(url: string, { jobs, tenants }: Size): Promise<Stock> {
  await migrate(url)
  const client = new pg.Client(url)
  await client.connect()
  await client.query(plans)
  await client.query(tenantsOf, [tenants])
  const began = performance.now()
  await stockUp(client, { jobs, tenants })
  const filled_ms = performance.now() - began
  const hired = async (slots: number, count: number) =>
    (await client.query<Agent>(hire, [slots, count])).rows
  const agents = { 1: await hired(1, 1), [batch]: await hired(batch, 1) }
  let fleet: Agent[] = []
  const { openDatabase } = await partOf<Databases>('api', 'db/database')
  const { claim } = await partOf<Claims>('api', 'queue/claim')
  const db = openDatabase(url, 1)
  let last = jobs
  return {
    filled_ms,
    async claim(count, whom = 'agent') {
      if (whom === 'fleet' && fleet.length === 0) fleet = await hired(2, fleetSize)
      const crew = { ...lane, agents: whom === 'fleet' ? fleet : agents[count] }
      const start = performance.now()
      let given = 0
      for (let calls = 0; given < count; calls++) {
        if (calls === mostCalls) throw new Error(`${calls} claims gave ${given} of ${count} jobs.`)
        given += (await claim(db, crew, 60)).given.length
      }
      const took = performance.now() - start
      await client.query({ name: 'restock', text: restock, values: [last] })
      last += given
      return (took * count) / given
    },
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]()
      await client.end()
    },
  }
}

/**
 * Almost all rows go into a table stripped of what would be done for each of them; the last jobs of every tenant come
 * as jobs do, so that all that the broker keeps about a tenant's queue is there.
 */
async function stockUp(client: pg.Client, { jobs, tenants }: Size): Promise<void> {
  const parts = (await client.query<{ take: string; bring: string }>(partsOfJob)).rows
  const bulk = jobs - tenants
  // Nobody's work depends on the filling itself.
  await client.query(`set synchronous_commit = off; set maintenance_work_mem = '256MB'`)
  for (const { take } of parts) await client.query(take)
  await client.query(fill, [0, bulk, tenants])
  for (const { bring } of parts) await client.query(bring)
  await client.query(fill, [bulk, jobs, tenants])
  await client.query('vacuum (analyze) job, waiting, queue_fill, tenant')
  await client.query('reset synchronous_commit; reset maintenance_work_mem')
}

interface Agent {
  agent: string
  session: string
}

const lane = { lane: 'platform:task', pool_id: null }

const plans = `
  insert into plan (id, name, weight, max_concurrent_jobs, max_queued_jobs)
  select gen_random_uuid(), 'bench-' || place, 2 ^ place, 1000000, 10000000
  from generate_series(0, 3) as place`

const tenantsOf = `
  insert into tenant (id, slug, worker_agent_pool, plan_id)
  select gen_random_uuid(), 'bench-' || number, 'shared', (select id from plan where name = 'bench-' || number % 4)
  from generate_series(0, $1::int - 1) as number`

/** Ids in the order in which the jobs came, as the broker makes them. */
const idOf = (number: string) =>
  `(lpad(to_hex(${number}), 12, '0') || '70008000000000000000')::uuid`

const priorities = ['critical', 'high', 'normal', 'low']

const fill = `
  with bench as materialized (select array_agg(id) as ids from tenant where slug like 'bench-%')
  insert into job (id, tenant_id, priority, type, payload, timeout_seconds, max_attempts)
  select ${idOf('number')}, bench.ids[1 + number % $3::int],
    ('{${priorities.join()}}'::text[])[1 + number / $3::int % ${priorities.length}],
    'script', '{"script":"return 1"}', 60, 3
  from bench cross join generate_series($1::int, $2::int - 1) as number`

/** Triggers, foreign keys and indexes of the table, as they are taken off and put back. */
const partsOfJob = `
  select 'alter table job disable trigger user' as take, 'alter table job enable trigger user' as bring
  union all
  select format('alter table job drop constraint %I', conname),
    format('alter table job add constraint %I %s', conname, pg_get_constraintdef(oid))
  from pg_constraint where conrelid = 'job'::regclass and contype in ('f', 'p')
  union all
  select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
  from pg_index where indrelid = 'job'::regclass and not indisprimary`

/** What was claimed is over, and its tenants submit as much again. */
const restock = `
  with over as (
    delete from job where lease_until is not null
    returning tenant_id, type, priority, payload, timeout_seconds, max_attempts
  )
  insert into job (id, tenant_id, type, priority, payload, timeout_seconds, max_attempts)
  select ${idOf('$1::int - 1 + row_number() over ()')}, tenant_id, type, priority, payload, timeout_seconds, max_attempts
  from over`

const hire = `
  insert into agent (id, tenant_id, name, worker_type, max_concurrent, session, present_until)
  select gen_random_uuid(), id, format('bench-%s-%s', $1::int, number), 'task', $1::int, gen_random_uuid(),
    now() + interval '1 hour'
  from tenant cross join generate_series(1, $2::int) as number
  where slug = 'system'
  returning id as agent, session`
