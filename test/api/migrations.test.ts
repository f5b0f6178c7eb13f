// The database and the code: an older one is brought up, a newer or an edited one is refused with a sentence.
import { appendFile, cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate, SchemaError } from '@reeve/api'
import { serverUrl } from '../support/postgres.ts'

const source = fileURLToPath(new URL('../../api/migrations', import.meta.url))

/** An empty database. */
let url: string
let folder: string
let drop: () => Promise<void>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-migrations-'))
  await cp(source, folder, { recursive: true })
  const server = await serverUrl()
  const client = new pg.Client(server)
  await client.connect()
  const name = `reeve_test_migrations_${process.pid}`
  await client.query(`create database ${name}`)
  const own = new URL(server)
  own.pathname = name
  url = own.href
  drop = async () => {
    await client.query(`drop database ${name} with (force)`)
    await client.end()
  }
})
afterEach(async () => {
  await drop()
  await rm(folder, { recursive: true })
})

async function query<T extends pg.QueryResultRow>(text: string): Promise<T[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

const applied = () => query<{ number: number }>('select number from migration order by number')
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

test('an older database is brought up, with all that is in it', async () => {
  const files = (await readdir(folder)).toSorted()
  for (const file of files.slice(3)) await rm(join(folder, file))
  await migrate(url, { folder })
  expect(await applied()).toHaveLength(3)
  await query(
    `insert into tenant (id, slug, plan_id) select gen_random_uuid(), 'acme', id from plan where name = 'free'`,
  )
  await migrate(url)
  expect(await applied()).toHaveLength(files.length)
  expect(await query(`select slug from tenant where slug = 'acme'`)).toHaveLength(1)
  await migrate(url)
  expect(await applied()).toHaveLength(files.length)
})

test('a newer database is refused, and stays as it is', async () => {
  await migrate(url)
  await query(
    `insert into migration (number, name, sha256) values (9999, '9999_from_the_future.sql', '')`,
  )
  const error = await refusal(migrate(url))
  expect(error).toBeInstanceOf(SchemaError)
  expect((error as Error).message).toBe(
    'The database is newer than this broker (it has migration 9999_from_the_future.sql). Start a newer broker, or restore a backup made by this version.',
  )
})

test('a migration that was edited after it ran is refused by its name', async () => {
  await migrate(url, { folder })
  const [first] = (await readdir(folder)).toSorted() as [string]
  await appendFile(join(folder, first), '\n-- an afterthought\n')
  const error = await refusal(migrate(url, { folder }))
  expect(error).toBeInstanceOf(SchemaError)
  expect((error as Error).message).toContain(`Migration ${first} was edited after it ran`)
})

test('a migration that fails leaves nothing behind', async () => {
  await appendFile(
    join(folder, (await readdir(folder)).toSorted().at(-1)!),
    '\nselect no_such_thing;\n',
  )
  expect(await refusal(migrate(url, { folder }))).toMatchObject({ code: '42703' })
  expect(
    await query(`select relname from pg_class where relnamespace = 'public'::regnamespace`),
  ).toEqual([])
  await migrate(url)
})

test('of starts at the same time one migrates, and one does what only the first does', async () => {
  let firsts = 0
  const first = async (client: pg.Client) => {
    const found = await client.query(`select 1 from plan where name = 'mine'`)
    if (found.rowCount !== 0) return
    firsts += 1
    await client.query(
      `insert into plan (id, name, max_concurrent_jobs, max_queued_jobs) values (gen_random_uuid(), 'mine', 1, 1)`,
    )
  }
  await Promise.all(Array.from({ length: 4 }, () => migrate(url, { first })))
  expect(firsts).toBe(1)
  expect(await applied()).toHaveLength((await readdir(source)).length)
})
