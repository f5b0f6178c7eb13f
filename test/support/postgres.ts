// A database of its own for a test file, with the broker's schema in it.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from '../../api/src/db/migrate.ts'
import { until } from './wait.ts'

export interface TestDatabase extends AsyncDisposable {
  /** Of a role that owns the database and may create roles and databases. */
  url: string
}

/** A copy of the run's template, some 40 ms; it is dropped with all its connections. */
export async function testDatabase(): Promise<TestDatabase> {
  const { run } = inject('postgres')
  const server = await serverUrl()
  const name = `${run}_${randomBytes(6).toString('hex')}`
  await on(server, async (client) => {
    const template = await templateOf(client, server, run)
    await client.query(`create database ${name} template ${template}`)
  })
  return {
    url: urlOf(server, name),
    [Symbol.asyncDispose]: () => on(server, (client) => drop(client, name)),
  }
}

/** An autovacuum may be at work in it, which is not ours to end; it does not take long. */
async function drop(client: pg.Client, name: string): Promise<void> {
  const statement = `drop database if exists ${name} with (force)`
  const notYet = (error: pg.DatabaseError): string => {
    if (error.code !== '42501' && error.code !== '55006') throw error
    return error.message
  }
  await until(
    () => client.query(statement).then(() => 'dropped', notYet),
    (answer) => answer === 'dropped',
  )
}

/** The PostgreSQL of this run; the first who asks waits for its start. */
export async function serverUrl(): Promise<string> {
  const { url, door } = inject('postgres')
  if (url) return url
  const answer = JSON.parse(await text(connect(door))) as { url?: string; failure?: string }
  if (answer.url) return answer.url
  throw new Error(`The tests have no PostgreSQL. ${answer.failure}`)
}

/** Made by whoever comes first; the others wait at the lock. Its last name says that it is complete. */
async function templateOf(client: pg.Client, server: string, run: string): Promise<string> {
  const name = `${run}_template`
  await client.query('select pg_advisory_lock(hashtext($1))', [name])
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return name
    const making = `${name}_making`
    await client.query(`drop database if exists ${making} with (force)`)
    await client.query(`create database ${making}`)
    await migrate(urlOf(server, making))
    await client.query(`alter database ${making} rename to ${name}`)
    return name
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [name])
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = database
  return url.href
}

async function on(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
