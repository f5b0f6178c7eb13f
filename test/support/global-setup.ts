// The PostgreSQL of one run of the tests: the one the environment names, else an embedded one, started
// when the first test asks for it. Tests ask through a socket, as they run in other processes.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded, type Embedded } from '../../api/src/db/embedded.ts'
import { isAlive } from '../../api/src/db/embedded/system.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `run` begins the name of each database of this run; `door` is where to ask for the URL. */
    postgres: { run: string; door: string; url: string | undefined }
  }
}

let close: () => Promise<void> = async () => undefined

export async function setup(project: TestProject): Promise<void> {
  const run = `reeve_test_${randomBytes(4).toString('hex')}`
  const url = process.env.REEVE_TEST_DATABASE_URL || process.env.REEVE_DATABASE_URL || undefined
  if (url) {
    project.provide('postgres', { run, door: '', url })
    close = () => dropAll(url, run)
    return
  }
  await sweep()
  const folder = await mkdtemp(join(tmpdir(), `reeve-test-${process.pid}-`))
  project.provide('postgres', { run, door: await openDoor(folder), url: undefined })
}

export async function teardown(): Promise<void> {
  await close()
}

/** Whoever connects is told the URL of the cluster, which the first one starts. */
async function openDoor(folder: string): Promise<string> {
  let cluster: Promise<Embedded> | undefined
  const tell = async (socket: Socket) => {
    socket.on('error', () => undefined) // the test that asked has ended
    try {
      const { url } = await (cluster ??= start(folder))
      socket.end(JSON.stringify({ url }))
    } catch (error) {
      socket.end(JSON.stringify({ failure: String(error) }))
    }
  }
  const named = process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replaceAll('\\', '-')}` : ''
  const door = named || join(folder, 'door')
  const server = createServer((socket) => void tell(socket)).listen(door)
  await once(server, 'listening')
  close = async () => {
    server.close()
    await cluster?.then(
      (embedded) => embedded.stop(),
      () => undefined, // it did not start, and the test that wanted it has said so
    )
    await rm(folder, { recursive: true, force: true })
  }
  return door
}

async function start(folder: string): Promise<Embedded> {
  await chmod(folder, 0o711) // as root, PostgreSQL runs as another user
  const { error } = console
  const say = (fields: object, message: string) => error(message, fields)
  const log = { info: () => undefined, warn: say, error: say }
  return startEmbedded({ dataDir: join(folder, 'data'), log })
}

/** Folders of runs that were killed. A PostgreSQL that loses its folder ends within a minute. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = /^reeve-test-(\d+)-/.exec(name)?.[1]
    if (owner === undefined || isAlive(Number(owner))) continue
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Leaves nothing of this run in a PostgreSQL that is somebody's own. */
async function dropAll(url: string, run: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where datname like $1`,
      [`${run}%`],
    )
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`)
  } finally {
    await client.end()
  }
}
