// Brings the database to the schema this code was written for. Plain SQL files, forward only.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import pg from 'pg'

interface Migration {
  number: number
  name: string
  sha256: string
  text: string
}

interface Applied {
  number: number
  name: string
  sha256: string
}

const folder = resolve(import.meta.dirname, '../../migrations')
const lock = 7_311_845_022 // any constant of ours: one broker migrates at a time, on any number of replicas

/** Thrown when code and database do not fit; its message says what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
}

interface Options {
  /** Runs under the same lock, after the schema is current: what only the first of several replicas may do. */
  first?: (client: pg.Client) => Promise<void>
  folder?: string
}

/** Applies what is missing in one transaction, so that a failed migration leaves nothing behind. */
export async function migrate(url: string, options: Options = {}): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'reeve-migrate' })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lock])
    await client.query(`create table if not exists migration (
      number int primary key, name text not null, sha256 text not null, at timestamptz not null default now())`)
    const missing = fit(await readMigrations(options.folder), await applied(client))
    for (const { number, name, sha256, text } of missing) {
      await client.query(text)
      await client.query('insert into migration (number, name, sha256) values ($1, $2, $3)', [
        number,
        name,
        sha256,
      ])
    }
    await options.first?.(client)
    await client.query('commit')
  } finally {
    await client.end()
  }
}

/** What is missing in the database; refuses one that is newer, or was made by other files, than this code. */
function fit(known: Migration[], done: Applied[]): Migration[] {
  for (const one of done) {
    const mine = known.find(({ number }) => number === one.number)
    if (!mine)
      throw new SchemaError(
        `The database is newer than this broker (it has migration ${one.name}). Start a newer broker, or restore a backup made by this version.`,
      )
    if (mine.sha256 !== one.sha256)
      throw new SchemaError(
        `Migration ${one.name} was edited after it ran on this database. Restore the file and put the change into a new migration.`,
      )
  }
  return known.filter(({ number }) => !done.some((one) => one.number === number))
}

/** Whether the database has just the migrations of this code. */
export async function isCurrent(query: (text: string) => Promise<Applied[]>): Promise<boolean> {
  const known = await readMigrations()
  const done = await query('select number, name, sha256 from migration order by number')
  return (
    known.length === done.length && known.every((one, index) => one.sha256 === done[index]!.sha256)
  )
}

async function applied(client: pg.Client): Promise<Applied[]> {
  return (await client.query<Applied>('select number, name, sha256 from migration order by number'))
    .rows
}

async function readMigrations(from = folder): Promise<Migration[]> {
  const names = (await readdir(from)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).toSorted()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(resolve(from, name), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      return { number: Number(name.slice(0, 4)), name, sha256, text }
    }),
  )
}
