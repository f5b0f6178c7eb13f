// The embedded PostgreSQL on good days: it starts, is closed to strangers, and stops.
import { execFile } from 'node:child_process'
import { readdir, readFile, stat, watch, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultDataDir, startEmbedded } from '../../api/src/db/embedded.ts'
import { folder, isRoot, notes, other, query, type Folder } from '../support/embedded.ts'

let place: Folder // one cluster, started again by each test

beforeAll(async () => {
  place = await folder()
})

afterAll(() => place[Symbol.asyncDispose]())

test('it starts on nothing, stops, and starts again with its data', async () => {
  const first = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  await query(first.url, `create table kept as select 'yes' as it`)
  const pid = await place.postmaster()
  await first.stop()
  expect(place.runs(pid)).toBe(false)

  await using second = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  expect(second.url).toBe(first.url)
  expect(await query(second.url, 'select it from kept')).toEqual([{ it: 'yes' }])
})

test('its role is no superuser, and can make the roles and databases that Reeve needs', async () => {
  await using it = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  await query(it.url, 'create role reeve_app nologin; grant reeve_app to current_user')
  const url = new URL(it.url)
  url.searchParams.set('options', '-c role=reeve_app')
  const who = `select current_user as acts, session_user as is_really,
    (select bool_or(rolsuper or rolbypassrls) from pg_roles where rolname like 'reeve%') as super`
  expect(await query(url.href, who)).toEqual([
    { acts: 'reeve_app', is_really: 'reeve_owner', super: false },
  ])
  await query(it.url, 'create database another')
})

test('without a port it listens on a socket in a folder that others cannot enter', async () => {
  await using it = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  expect(await query(it.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
  const run = new URL(it.url).searchParams.get('host') ?? ''
  expect((await stat(run)).mode & 0o777).toBe(0o700)
})

test('with a port it listens on loopback, and nobody enters without the password', async () => {
  const port = 20_000 + (process.pid % 10_000)
  await using it = await startEmbedded({ dataDir: place.dataDir, port, log: notes() })
  const url = new URL(it.url)
  expect(url.host).toBe(`127.0.0.1:${port}`)
  expect(await query(it.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  url.password = 'guessed'
  await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
  url.username = 'postgres'
  await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed')
})

test('its passwords are in one file for its owner alone, and nowhere else', async () => {
  await using it = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  const home = join(place.dataDir, 'postgres')
  expect((await readdir(home)).toSorted()).toEqual([
    'data',
    'passwords.json',
    'postgres.log',
    'run',
  ])
  const { uid, mode } = await stat(join(home, 'passwords.json'))
  expect({ uid, mode: mode & 0o777 }).toEqual({ uid: process.getuid?.(), mode: 0o600 })
  const failing = query(it.url, `select 'a-secret'::int`)
  await expect(failing).rejects.toThrow('invalid input syntax')
  const log = await readFile(join(home, 'postgres.log'), 'utf8')
  expect(log).toContain('ready to accept connections')
  expect(log).not.toContain('a-secret')
  expect(log).not.toContain(new URL(it.url).password)
})

test.each([
  ['with a space', 'my data, "mine"'],
  ['longer than a socket may have', 'x'.repeat(120)],
])('a path %s is fine', async (_, name) => {
  await using place = await folder(name)
  await using it = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  expect(await query(it.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await it.stop()
  const run = new URL(it.url).searchParams.get('host') ?? ''
  if (!run.startsWith(place.dataDir)) await expect(stat(run)).rejects.toThrow('ENOENT')
})

test('data of another major version is refused in a sentence', async () => {
  const file = join(place.data, 'PG_VERSION')
  const version = await readFile(file, 'utf8')
  await writeFile(file, '17\n')
  const start = startEmbedded({ dataDir: place.dataDir, log: notes() })
  await expect(start).rejects.toThrow(/is of PostgreSQL 17, and this Reeve brings PostgreSQL 18/)
  await writeFile(file, version)
})

test('a start that fails ends with the last lines of the log', async () => {
  const file = join(place.data, 'postgresql.conf')
  const settings = await readFile(file, 'utf8')
  await writeFile(file, 'shared_buffers = none')
  const start = startEmbedded({ dataDir: place.dataDir, log: notes() })
  await expect(start).rejects.toThrow(/did not start: it ended with 1[^]*"shared_buffers"/)
  await writeFile(file, settings)
})

test('a start that is given up leaves no process', async () => {
  const giveUp = new AbortController()
  const changes = watch(place.data)
  const start = startEmbedded({ dataDir: place.dataDir, log: notes(), signal: giveUp.signal })
  const refused = expect(start).rejects.toThrow('given up')
  for await (const { filename } of changes) if (filename === 'postmaster.pid') break
  const pid = await place.postmaster()
  giveUp.abort(new Error('given up'))
  await refused
  expect(place.runs(pid)).toBe(false)
})

const ordinary = 'it runs for an ordinary user'
const asOrdinary = isRoot ? ordinary : `${ordinary} – skipped: only root can try being another`
test.skipIf(!isRoot)(asOrdinary, async () => {
  await using place = await folder()
  const uid = 1 // `daemon` everywhere
  await promisify(execFile)('install', ['-d', '-o', `${uid}`, '-m', '700', place.dataDir])
  await using user = other(place.dataDir, { uid })
  const { url = '', failure } = await user.said
  expect(failure).toBeUndefined()
  expect(await query(url, 'select current_user as it')).toEqual([{ it: 'reeve_owner' }])
  expect((await stat(join(place.data, 'PG_VERSION'))).uid).toBe(uid)
  user.child.kill('SIGTERM')
  await user.ended

  await using root = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  expect(root.url).toBe(url) // root runs it as the owner of the data
})

test('the data folder follows REEVE_DATA_DIR, then who one is', () => {
  expect(defaultDataDir({ REEVE_DATA_DIR: '/srv/reeve' })).toBe('/srv/reeve')
  const own = defaultDataDir({ XDG_DATA_HOME: '/home/ada/.data' })
  expect(own).toBe(isRoot ? '/var/lib/reeve' : '/home/ada/.data/reeve')
})
