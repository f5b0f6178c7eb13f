// Makes a new cluster, in a folder beside its place: what is in its place is always complete.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { majorOf, program, type Binaries } from './binaries.ts'
import { makePasswords } from './passwords.ts'
import { dataOf, type Place } from './place.ts'
import { giveTo } from './runner.ts'
import { environment, isAlive } from './system.ts'

const run = promisify(execFile)
const limit = 120_000 // ms; 600 are usual

/** Makes the cluster if there is none, and refuses one of another major version. */
export async function prepareCluster(
  place: Place,
  binaries: Binaries,
  signal?: AbortSignal,
): Promise<void> {
  await sweep(place)
  if (!existsSync(place.home)) await make(place, binaries, signal)
  const found = (await readFile(join(dataOf(place.home), 'PG_VERSION'), 'utf8')).trim()
  if (found === majorOf(binaries)) return
  throw new Error(
    `The data in ${place.home} is of PostgreSQL ${found}, and this Reeve brings PostgreSQL ` +
      `${majorOf(binaries)}, which cannot open it. Start the Reeve that wrote it, or set ` +
      'REEVE_DATA_DIR to another folder, or REEVE_DATABASE_URL to a PostgreSQL of your own.',
  )
}

async function make(place: Place, binaries: Binaries, signal?: AbortSignal): Promise<void> {
  const home = `${place.home}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await mkdir(home, { mode: place.runner ? 0o711 : 0o700 })
    await mkdir(dataOf(home), { mode: 0o700 })
    await giveTo(place.runner, dataOf(home))
    await initdb(home, place, binaries, signal)
    await rename(home, place.home)
    await flush(place.dataDir)
  } catch (error) {
    await rm(home, { recursive: true, force: true, maxRetries: 3 })
    if (!existsSync(place.home)) throw error // else another broker was faster
  }
}

async function initdb(home: string, place: Place, binaries: Binaries, signal?: AbortSignal) {
  const { superuser } = await makePasswords(home)
  const pwfile = join(home, 'pwfile') // a file, as argv is for all to read
  await writeFile(pwfile, superuser, { mode: 0o600, flag: 'wx' })
  await giveTo(place.runner, pwfile)
  const options = `--username=postgres --auth=scram-sha-256 --encoding=UTF8 --locale=C
    --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions`.split(/\s+/)
  try {
    await run(program(binaries, 'initdb'), ['-D', dataOf(home), `--pwfile=${pwfile}`, ...options], {
      ...place.runner,
      cwd: binaries.native, // the broker's own may be out of that user's reach
      env: environment(),
      timeout: limit,
      windowsHide: true,
      ...(signal && { signal }),
    })
  } catch (cause) {
    signal?.throwIfAborted()
    const { stderr = '', message } = cause as { stderr?: string; message: string }
    throw new Error(
      `initdb could not make the embedded PostgreSQL in ${place.dataDir}:\n${stderr || message}`,
      { cause },
    )
  } finally {
    await rm(pwfile, { force: true })
  }
}

/** Removes what initdbs that were killed half-way left behind. */
async function sweep({ dataDir }: Place): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const maker = /^postgres\.new-(\d+)-[0-9a-f]+$/.exec(name)?.[1]
    if (maker === undefined || isAlive(Number(maker))) continue
    // its initdb may write for another moment: then the rest goes at the next start
    await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

async function flush(folder: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be flushed there
  await using handle = await open(folder)
  await handle.sync()
}
