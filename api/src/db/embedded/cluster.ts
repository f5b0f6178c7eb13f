// Opens a cluster: adopts the PostgreSQL that runs on it, or starts one, and takes the lock on it.
import type pg from 'pg'
import { chooseAddress, type Address } from './address.ts'
import type { Binaries } from './binaries.ts'
import { tailOf, type Log } from './log.ts'
import type { Passwords } from './passwords.ts'
import { dropSocketFolder, type Place } from './place.ts'
import { buryPostmaster, findPostmaster, type Postmaster } from './postmaster.ts'
import { adopt, launch, shutDown, type Server } from './server.ts'
import { LockHeld, openSession } from './session.ts'
import { until } from './wait.ts'

const limit = 60 // s for others to start, to stop or to get out of the way

/** What a cluster stands on, all of it found before the first start. */
export interface Ground {
  place: Place
  binaries: Binaries
  passwords: Passwords
  port?: number | undefined
  /** Where it must be found again, when it is started again. */
  address?: Address
  log: Log
}

export interface Cluster {
  server: Server
  /** Holds the lock; it ends with the server. */
  session: pg.Client
}

export async function openCluster(ground: Ground, signal: AbortSignal): Promise<Cluster> {
  let made: Address | undefined
  const address = async () =>
    ground.address ?? (made ??= await chooseAddress(ground.place, ground.port))
  const explain = () => tailOf(ground.place.home)
  const wait = { what: 'become available', seconds: limit, signal, explain }
  try {
    return await until(wait, () => attempt(ground, address, signal))
  } catch (error) {
    if (made) await dropSocketFolder(made.socketFolder)
    throw error
  }
}

type Choice = () => Promise<Address>

/** Undefined when the state of things changed under our feet: look again. */
async function attempt(
  ground: Ground,
  address: Choice,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  const { place, binaries, log } = ground
  const found = await findPostmaster(place)
  if (!found) return start(ground, await address(), signal)
  if (!found.ready) return undefined // it starts or stops
  const session = await lockOf(ground, found)
  if (!session) return undefined
  log.warn({ pid: found.pid }, 'Took over an embedded PostgreSQL that was running already')
  return { server: adopt(place, binaries, found), session }
}

async function start(
  ground: Ground,
  address: Address,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  const { place, binaries } = ground
  await buryPostmaster(place)
  const server = await launch(place, binaries, address, signal)
  if (!server) return undefined
  try {
    const session = await lockOf(ground, server.postmaster)
    if (session) return { server, session }
    server.forget() // if it runs after all, it is found running next
    return undefined
  } catch (error) {
    if (error instanceof LockHeld) server.forget() // another broker found it before we did
    else await shutDown(place, binaries, server)
    throw error
  }
}

async function lockOf({ place, passwords }: Ground, found: Postmaster) {
  const session = await openSession(found.address, passwords, place.dataDir)
  if (found.visible || !session) return session
  await session.end()
  throw new Error(
    `A PostgreSQL that cannot be seen from here, perhaps in another container, has the data in ` +
      `${place.dataDir}. Stop it, or set REEVE_DATA_DIR to another folder.`,
  )
}
