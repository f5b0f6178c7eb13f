// The embedded PostgreSQL on bad days: killed brokers, killed servers, two at once, half-made clusters.
import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, stat, watch, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '../../api/src/db/embedded.ts'
import { folder, notes, other, query, type Folder } from '../support/embedded.ts'

let place: Folder // one cluster after another crash

beforeAll(async () => {
  place = await folder()
  const first = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  await query(first.url, `create table kept as select 'yes' as it`)
  await first.stop()
})

afterAll(() => place[Symbol.asyncDispose]())

test('a PostgreSQL whose broker was killed is taken over with its data', async () => {
  await using killed = other(place.dataDir)
  await killed.said
  const orphan = await place.postmaster()
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(place.runs(orphan)).toBe(true)

  const log = notes()
  const next = await startEmbedded({ dataDir: place.dataDir, log })
  expect(await place.postmaster()).toBe(orphan)
  expect(log.lines[0]).toMatch(/^Took over/)
  expect(await query(next.url, 'select it from kept')).toEqual([{ it: 'yes' }])
  await next.stop()
  expect(place.runs(orphan)).toBe(false)
})

test('a second broker on the same data is refused in a sentence, and the first runs on', async () => {
  await using it = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  await using second = other(place.dataDir)
  const { failure } = await second.said
  expect(failure).toContain(`Another broker (process ${process.pid}) is running on the data in`)
  await second.ended
  expect(await query(it.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('of brokers that start at once on nothing, one wins and the others are refused', async () => {
  await using place = await folder()
  await using one = other(place.dataDir)
  await using two = other(place.dataDir)
  await using three = other(place.dataDir)
  const said = await Promise.all([one.said, two.said, three.said])
  expect(said.filter(({ url }) => url)).toHaveLength(1)
  const refused = said.filter(({ failure }) => failure?.startsWith('Another broker (process '))
  expect(refused).toHaveLength(2)
  expect(await readdir(place.dataDir)).toEqual(['postgres'])
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s to the group of a broker that does not handle it leaves no PostgreSQL',
  async (signal) => {
    await using broker = other(place.dataDir)
    await broker.said
    const pid = await place.postmaster()
    process.kill(-(broker.child.pid ?? 0), signal)
    await broker.ended
    expect(broker.child.signalCode).toBe(signal)
    await expect.poll(() => place.runs(pid)).toBe(false)
    const log = await readFile(join(place.dataDir, 'postgres', 'postgres.log'), 'utf8')
    expect(log.trimEnd()).toMatch(/database system is shut down$/)
  },
)

test('process.exit() without stop() leaves no PostgreSQL', async () => {
  await using broker = other(place.dataDir, { ending: 'exit' })
  await broker.ended
  await expect.poll(() => readdir(place.data)).not.toContain('postmaster.pid')
})

test('a PostgreSQL that is killed is started again, at the same URL and with its data', async () => {
  const log = notes()
  await using it = await startEmbedded({ dataDir: place.dataDir, log })
  process.kill(await place.postmaster(), 'SIGKILL')
  const kept = () => query(it.url, 'select it from kept').catch(() => 'not yet')
  await expect.poll(kept, { timeout: 20_000 }).toEqual([{ it: 'yes' }])
  expect(log.lines).toContain('Lost the embedded PostgreSQL; opening it again')
})

test('a process number that was reused since the crash is not taken for PostgreSQL', async () => {
  const first = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  const pidFile = join(place.data, 'postmaster.pid')
  const [, ...rest] = (await readFile(pidFile, 'utf8')).split('\n')
  const { uid, gid } = await stat(place.data)
  await first.stop()
  const innocent = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { uid, gid })
  try {
    await writeFile(pidFile, [String(innocent.pid), ...rest].join('\n'))
    await using it = await startEmbedded({ dataDir: place.dataDir, log: notes() })
    expect(await query(it.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull()
  } finally {
    innocent.kill('SIGKILL')
  }
})

test('a cluster that was half made when its maker was killed is made anew', async () => {
  await using place = await folder()
  await mkdir(place.dataDir)
  const changes = watch(place.dataDir)
  await using killed = other(place.dataDir)
  for await (const { filename } of changes) if (filename?.startsWith('postgres.new-')) break
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(await readdir(place.dataDir)).not.toContain('postgres')

  await using it = await startEmbedded({ dataDir: place.dataDir, log: notes() })
  expect(await query(it.url, 'select 1 as one')).toEqual([{ one: 1 }])
})
