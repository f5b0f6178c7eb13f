// The one PostgreSQL that all sides of a run share: an embedded one, or the one that REEVE_DATABASE_URL names.
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { onInterruption } from './interruption.ts'
import { partOf } from './program.ts'

export interface Postgres extends AsyncDisposable {
  /** Makes a database of its own for a side; all go at the end. */
  database: (side: string) => Promise<string>
  /** Version and what decides about durability. */
  settings: string
}

interface Embedding {
  startEmbedded: (options: {
    dataDir: string
    log: Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>
  }) => Promise<{ url: string; stop: () => Promise<void> }>
}

/** As many connections as a broker takes by default for one of its roles; peers get as many. */
export const connections = 16

export async function startPostgres(): Promise<Postgres> {
  const given = process.env['REEVE_DATABASE_URL']
  const { url, stop } = given ? { url: given, stop: async () => undefined } : await embedded()
  const run = `reeve_bench_${randomBytes(4).toString('hex')}`
  const made: string[] = []
  try {
    const settings = await query(url, settingsOf)
    return {
      settings: `${given ? 'PostgreSQL of REEVE_DATABASE_URL' : 'embedded PostgreSQL'}: ${settings}`,
      async database(side) {
        const name = `${run}_${side}`
        await query(url, (client) => client.query(`create database ${name}`))
        made.push(name)
        return urlOf(url, name)
      },
      async [Symbol.asyncDispose]() {
        if (given)
          for (const name of made)
            await query(url, (client) => client.query(`drop database ${name} with (force)`))
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function embedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { startEmbedded } = await partOf<Embedding>('api', 'db/embedded')
  const folder = await mkdtemp(join(tmpdir(), 'reeve-bench-'))
  await chmod(folder, 0o711) // as root, PostgreSQL runs as another user
  const { error } = console
  const say = (fields: object, message: string) => error(message, fields)
  const log = { info: () => undefined, warn: say, error: say }
  const { url, stop } = await startEmbedded({ dataDir: join(folder, 'data'), log })
  let stopped: Promise<void> | undefined
  const stopOnce = () =>
    (stopped ??= stop().then(() => rm(folder, { recursive: true, force: true })))
  onInterruption(stopOnce)
  return { url, stop: stopOnce }
}

const shown = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
]

async function settingsOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select name, current_setting(name) as value from unnest($1::text[]) as name`,
    [shown],
  )
  return rows.map(({ name, value }) => `${name} ${value}`).join(', ')
}

async function query<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = database
  return url.href
}
