// What the tests of the embedded PostgreSQL share: folders, other processes, and a look at who runs.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import type { Log } from '../../api/src/db/embedded/log.ts'
import { isPostgres } from '../../api/src/db/embedded/system.ts'

export const isRoot = process.getuid?.() === 0

export interface Folder extends AsyncDisposable {
  /** Not there yet. */
  dataDir: string
  data: string
  /** Number of the PostgreSQL that runs, or ran last, on it. */
  postmaster(): Promise<number>
  /** Whether that process is a PostgreSQL on this data – a zombie that nobody reaps is none. */
  runs(pid: number): boolean
}

/** A place for a cluster; a PostgreSQL that is left in it is killed at the end. */
export async function folder(name = 'data'): Promise<Folder> {
  const parent = await mkdtemp(join(tmpdir(), 'reeve-embedded-'))
  await chmod(parent, 0o711)
  const dataDir = join(parent, name)
  const data = join(dataDir, 'postgres', 'data')
  const postmaster = async () => {
    const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
    return Number(pid)
  }
  return {
    dataDir,
    data,
    postmaster,
    runs: (pid) => isPostgres(pid, data),
    async [Symbol.asyncDispose]() {
      const left = await postmaster().catch(() => undefined)
      if (left !== undefined && isPostgres(left, data)) process.kill(left, 'SIGKILL')
      await rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

export interface Other extends AsyncDisposable {
  child: ChildProcess
  /** What it says once it has started the cluster, or has not. */
  said: Promise<{ url?: string; failure?: string }>
  ended: Promise<unknown>
}

/** Another process, at the head of a group of its own as a shell would start it. */
export function other(dataDir: string, options: { ending?: string; uid?: number } = {}): Other {
  const script = join(import.meta.dirname, 'embedded-child.ts')
  const flags = ['--conditions=source', '--import', 'tsx']
  const words = [...flags, script, dataDir, options.ending ?? 'signal']
  const { uid } = options
  const child = spawn(process.execPath, words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid !== undefined && { uid, gid: uid }),
  })
  const ended = once(child, 'exit')
  const lines = createInterface(child.stdout)
  const said = once(lines, 'line').then(([line]) => JSON.parse(String(line)) as { url?: string })
  said.catch(() => undefined) // a test that kills it early does not listen
  return {
    child,
    said,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

/** Keeps what the launcher says. */
export function notes(): Log & { lines: string[] } {
  const lines: string[] = []
  const note = (_: object, message: string) => void lines.push(message)
  return { lines, info: note, warn: note, error: note }
}
