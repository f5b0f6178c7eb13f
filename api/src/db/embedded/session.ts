// The launcher's own session: it is the lock on the cluster, and it makes the broker's role and database.
import pg from 'pg'
import { database, hostOf, owner, type Address } from './address.ts'
import { verifierOf, type Passwords } from './passwords.ts'

// A lock of PostgreSQL's ends with its session, and that with its process, however it is killed: there
// is no file to go stale, and no process number to be reused. The number is "reev" in ASCII.
const lock = 0x72656576
const lockWait = '2s' // a broker that was killed a moment ago is noticed within this

/** Undefined when the server went away meanwhile; throws when a live broker has the lock. */
export async function openSession(
  address: Address,
  passwords: Passwords,
  dataDir: string,
): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    host: hostOf(address),
    port: address.port,
    user: 'postgres',
    password: passwords.superuser,
    database: 'postgres',
    ssl: false,
    options: '-c search_path=pg_catalog', // also: else PGOPTIONS would be heard
    application_name: `${name}${process.pid}`,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined) // 'end' follows
  try {
    await client.connect()
    await takeLock(client, dataDir)
    await makeDatabase(client, passwords)
    unref(client)
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    if (hasGone(error)) return undefined
    throw error
  }
}

const name = 'reeve launcher, process '

/** It must not keep a process alive that is done; pg has this, its types do not. */
function unref(client: pg.Client & { unref?: () => void }): void {
  client.unref?.()
}

/** Thrown when the cluster runs well, but for another broker. */
export class LockHeld extends Error {}

async function takeLock(client: pg.Client, dataDir: string): Promise<void> {
  try {
    await client.query(`set lock_timeout = '${lockWait}'; select pg_advisory_lock(${lock})`)
  } catch (error) {
    if (codeOf(error) !== '55P03') throw error // lock_not_available
    const { rows } = await client.query<{ by: string }>(
      `select application_name as by from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and objid = ${lock} and granted`,
    )
    const holder = rows[0]?.by.replace(name, 'process ') ?? 'another process'
    throw new LockHeld(
      `Another broker (${holder}) is running on the data in ${dataDir}. Stop it, or set ` +
        'REEVE_DATA_DIR to another folder; brokers that are to share a database need ' +
        'REEVE_DATABASE_URL.',
      { cause: error },
    )
  }
}

/** Each is made if missing, as the very first start may have been killed between the two. */
async function makeDatabase(client: pg.Client, passwords: Passwords): Promise<void> {
  const { rows } = await client.query<{ role: boolean; db: boolean }>(
    `select exists (select from pg_roles where rolname = '${owner}') as role,
            exists (select from pg_database where datname = '${database}') as db`,
  )
  if (!rows[0]?.role) {
    const verifier = verifierOf(passwords.owner)
    await client.query(`create role ${owner} login createrole createdb password '${verifier}'`)
  }
  if (!rows[0]?.db) await client.query(`create database ${database} owner ${owner}`)
}

function hasGone(error: unknown): boolean {
  const code = codeOf(error)
  if (code === undefined) return /terminated|timeout expired/i.test(String(error)) // pg's own
  return /^(57P0[123]|08...|ENOENT|ECONNREFUSED|ECONNRESET|EPIPE)$/.test(code)
}

const codeOf = (error: unknown) => (error as { code?: string }).code
