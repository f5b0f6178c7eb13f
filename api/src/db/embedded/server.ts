// Starts the postgres process, and stops it: gently, then not.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Address } from './address.ts'
import { program, type Binaries } from './binaries.ts'
import { atExit } from './exits.ts'
import { openLog, tailOf } from './log.ts'
import { dataOf, logOf, type Place } from './place.ts'
import { findPostmaster, type Postmaster } from './postmaster.ts'
import { argumentsOf } from './settings.ts'
import { environment, isPostgres, tell } from './system.ts'
import { until } from './wait.ts'

const startLimit = 120 // s; after a crash there may be a gigabyte of log to replay
const stopLimit = 10 // s, for each of the two ways

export interface Server {
  postmaster: Postmaster
  hasEnded: () => boolean
  /** No longer stops it when this process ends. */
  forget: () => void
}

/** Undefined when another PostgreSQL was faster, or what is left of a dead one is in the way. */
export async function launch(
  place: Place,
  binaries: Binaries,
  address: Address,
  signal: AbortSignal,
): Promise<Server | undefined> {
  const { file, begin } = await openLog(place.home)
  const child = spawnPostgres(place, binaries, address, file)
  closeSync(file)
  child.unref()
  const ending = endingOf(child)
  const hasEnded = () => ending() !== undefined
  const forget = stopAtExit(binaries, child.pid, hasEnded)
  const explain = () => tailOf(place.home, begin)
  try {
    const wait = { what: 'start', seconds: startLimit, signal, explain }
    const postmaster = await until(wait, async () => {
      const found = await findPostmaster(place)
      if (found?.pid === child.pid && found?.ready) return found
      if (hasEnded()) throw new Error(`PostgreSQL did not start: ${ending()}.${explain()}`)
      return undefined
    })
    return { postmaster, hasEnded, forget }
  } catch (error) {
    if (!hasEnded() && child.pid) await quit(binaries, child.pid, hasEnded)
    forget()
    if (isInTheWay(place, begin)) return delay(100, undefined)
    throw error
  }
}

function spawnPostgres(place: Place, binaries: Binaries, address: Address, log: number) {
  const words = ['-D', dataOf(place.home), ...argumentsOf(address)]
  return spawn(program(binaries, 'postgres'), words, {
    ...place.runner,
    cwd: binaries.native, // the broker's own may be out of that user's reach
    env: environment(),
    detached: true, // or Ctrl-C would reach it together with the broker that is to stop it
    stdio: ['ignore', log, log],
    windowsHide: true,
  })
}

/** On the way out nothing can be waited for: it is told, and stops by itself. */
function stopAtExit(binaries: Binaries, pid: number | undefined, hasEnded: () => boolean) {
  return atExit(() => {
    if (pid !== undefined && !hasEnded()) tell(binaries, pid, 'SIGINT')
  })
}

function endingOf(child: ChildProcess): () => string | undefined {
  let end: string | undefined
  child.once('error', (error) => (end = error.message))
  child.once('exit', (code, by) => (end = by ? `it was ended by ${by}` : `it ended with ${code}`))
  return () => end
}

/** The reasons that pass: in the first case it is found running next, in the second it is gone soon. */
function isInTheWay(place: Place, begin: number): boolean {
  const said = readFileSync(logOf(place.home)).subarray(begin).toString()
  return /lock file ".*" already exists|pre-existing shared memory block/.test(said)
}

/** One that was found running. */
export function adopt(place: Place, binaries: Binaries, postmaster: Postmaster): Server {
  const data = dataOf(place.home)
  const hasEnded = () => !isPostgres(postmaster.pid, data)
  return { postmaster, hasEnded, forget: stopAtExit(binaries, postmaster.pid, hasEnded) }
}

/** Flushes and ends; a server that hangs is ended at once, and recovers at its next start. */
export async function shutDown(place: Place, binaries: Binaries, server: Server): Promise<void> {
  const { pid } = server.postmaster
  server.forget()
  if (server.hasEnded()) return
  tell(binaries, pid, 'SIGINT')
  const gone = () => server.hasEnded() || undefined
  const inTime = await until({ what: 'stop', seconds: stopLimit }, gone).catch(() => false)
  if (!inTime) await quit(binaries, pid, server.hasEnded, () => tailOf(place.home))
}

async function quit(
  binaries: Binaries,
  pid: number,
  hasEnded: () => boolean,
  explain = () => '',
): Promise<void> {
  tell(binaries, pid, 'SIGQUIT')
  await until({ what: 'stop', seconds: stopLimit, explain }, () => hasEnded() || undefined)
}
