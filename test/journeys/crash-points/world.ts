// Where crash points are tried: brokers as processes on one database, and a look into that database.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { gateType, startGate, type Gate } from '../../support/gate.ts'
import { testDatabase, type TestDatabase } from '../../support/postgres.ts'
import { brokerProcess, type BrokerProcess } from '../../support/process.ts'
import { until } from '../../support/wait.ts'

/** In seconds: long enough for a busy machine, short enough for a test. */
export const leaseSeconds = 3

export interface World extends AsyncDisposable {
  gate: Gate
  /** The last one is never broken. */
  brokers: BrokerProcess[]
  /** As the owner of the database. */
  pool: pg.Pool
  masterKey: string
  /** What holds brokers up just now. */
  locks: Set<Lock>
}

/** Counts how often each job ends, for a job's row could only tell that it did. */
const countEndings = `
  create table ending (job uuid not null);
  grant insert on ending to public;
  create function note_ending() returns trigger language plpgsql security definer as
    $$ begin insert into public.ending values (new.id); return null; end $$;
  create trigger note_ending after insert on job_finished for each row execute function note_ending()`

/** On a database of its own, or the given empty one. */
export async function startWorld(count: number, given?: TestDatabase): Promise<World> {
  const database = given ?? (await testDatabase())
  const masterKey = randomBytes(32).toString('hex')
  const env = {
    ...quick,
    REEVE_DATABASE_URL: database.url,
    REEVE_MASTER_KEY: masterKey,
    REEVE_ADMIN_TOKEN: `reeve_${randomBytes(32).toString('hex')}`,
  }
  const brokers = await Promise.all(Array.from({ length: count }, () => brokerProcess(env)))
  await Promise.all(brokers.map((one) => one.start()))
  const pool = new pg.Pool({ connectionString: database.url })
  pool.on('error', () => undefined) // PostgreSQL may be what is broken
  await pool.query(countEndings)
  await brokers.at(-1)!.request('POST', '/api/v1/job-types', { body: gateType })
  const gate = await startGate()
  const locks = new Set<Lock>()
  return {
    ...{ gate, brokers, pool, masterKey, locks },
    async [Symbol.asyncDispose]() {
      for (const held of locks) await held.release()
      await Promise.all(brokers.map((one) => one[Symbol.asyncDispose]()))
      await gate[Symbol.asyncDispose]()
      await pool.end()
      await database[Symbol.asyncDispose]()
    },
  }
}

const quick = {
  REEVE_LEASE_SECONDS: `${leaseSeconds}`,
  REEVE_ACK_SECONDS: `${leaseSeconds - 1}`,
  REEVE_DRAIN_SECONDS: '1',
  REEVE_DATABASE_CONNECTIONS: '4',
}

/** A broker that comes as far as to what is locked here stays there. */
export interface Lock {
  /** Resolves when one waits, to the PostgreSQL process that does so for it. */
  met: () => Promise<number>
  release: () => Promise<void>
}

export async function lock(
  { pool, locks }: World,
  text: string,
  values: unknown[] = [],
): Promise<Lock> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query(text, values)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const blocked = `select pid from pg_stat_activity where $1 = any (pg_blocking_pids(pid))`
  const held: Lock = {
    async met() {
      const ask = () => pool.query<{ pid: number }>(blocked, [rows[0]!.pid])
      const found = await until(ask, ({ rowCount }) => rowCount! > 0)
      return found.rows[0]!.pid
    },
    async release() {
      if (!locks.delete(held)) return
      await client.query('rollback')
      client.release()
    },
  }
  locks.add(held)
  return held
}
