// Where the embedded PostgreSQL keeps its things, and as which user of the system it runs.
import { chmod, mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { giveTo, may, type Runner } from './runner.ts'

export interface Place {
  /** Reeve's own data folder; secrets of the broker lie here, out of PostgreSQL's reach. */
  dataDir: string
  /** All of PostgreSQL's: appears at once, complete, or not at all (init.ts). */
  home: string
  runner: Runner | undefined
}

export const dataOf = (home: string) => join(home, 'data')
export const runOf = (home: string) => join(home, 'run')
export const logOf = (home: string) => join(home, 'postgres.log')
export const passwordsOf = (home: string) => join(home, 'passwords.json')

/** REEVE_DATA_DIR; else /var/lib/reeve for root, and the XDG data folder for everyone else. */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.REEVE_DATA_DIR) return resolve(env.REEVE_DATA_DIR)
  if (process.getuid?.() === 0) return '/var/lib/reeve'
  if (process.platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'reeve')
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'reeve')
}

/** Makes the data folder, and makes sure that PostgreSQL's user can walk to what is his in it. */
export async function preparePlace(given: string, runnerOf: RunnerOf): Promise<Place> {
  const first = await mkdir(given, { recursive: true, mode: 0o700 })
  const dataDir = await realpath(given) // as /proc and postmaster.pid spell it
  const home = join(dataDir, 'postgres')
  const runner = await runnerOf(dataOf(home))
  if (!runner) return { dataDir, home, runner }

  const made = first === undefined ? dataDir : await realpath(first)
  for (let folder = dataDir; folder.startsWith(made); folder = dirname(folder)) {
    await chmod(folder, ((await stat(folder)).mode & 0o7777) | 0o011) // walk through, not list
  }
  const wall = await may.walk(dirname(dataDir), runner)
  if (!wall) return { dataDir, home, runner }
  throw new Error(
    `PostgreSQL does not run as root but as uid ${runner.uid}, which cannot enter ${wall}. ` +
      'Set REEVE_DATA_DIR to a folder that every user can walk to, such as /var/lib/reeve.',
  )
}

type RunnerOf = (data: string) => Promise<Runner | undefined>

// sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero; "/.s.PGSQL.65535" is 15
const longest = 103 - 15

/** A folder of mode 0700 for the socket: beside the data if the path is short enough. */
export async function socketFolder(place: Place): Promise<string> {
  const beside = runOf(place.home)
  if (Buffer.byteLength(beside) <= longest) {
    await mkdir(beside, { recursive: true, mode: 0o700 })
    await giveTo(place.runner, beside)
    return beside
  }
  const folder = await mkdtemp('/tmp/reeve-') // not os.tmpdir(): that may be long, too
  await giveTo(place.runner, folder)
  return folder
}

/** Removes a socket folder that socketFolder() made away from the data. */
export async function dropSocketFolder(folder: string): Promise<void> {
  if (/^\/tmp\/reeve-\w{6}$/.test(folder)) await rm(folder, { recursive: true, force: true })
}
