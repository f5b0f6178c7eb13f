// The embedded PostgreSQL: a real one, started for a newcomer; all that others see of it is its URL.
import { setTimeout as delay } from 'node:timers/promises'
import { urlOf } from './embedded/address.ts'
import { findBinaries } from './embedded/binaries.ts'
import { openCluster, type Cluster, type Ground } from './embedded/cluster.ts'
import { prepareCluster } from './embedded/init.ts'
import type { Log } from './embedded/log.ts'
import { readPasswords } from './embedded/passwords.ts'
import { dropSocketFolder, preparePlace } from './embedded/place.ts'
import { runnerOf } from './embedded/runner.ts'
import { shutDown } from './embedded/server.ts'

export { defaultDataDir } from './embedded/place.ts'

export interface EmbeddedOptions {
  /** Reeve's data folder; PostgreSQL's files go to `postgres` in it. */
  dataDir: string
  /** A port of 127.0.0.1 to listen on as well; without one there is only a Unix socket. */
  port?: number | undefined
  log: Log
  /** Gives up the start; a cluster that has started is stopped by `stop`. */
  signal?: AbortSignal | undefined
}

export interface Embedded extends AsyncDisposable {
  /** Of `reeve_owner`, who owns the database `reeve`, may create roles, and is no superuser. */
  url: string
  stop(): Promise<void>
}

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const began = performance.now()
  const ground = await prepare(options)
  const keeper = await keep(ground, options.signal)
  const { address, pid } = keeper.current().server.postmaster
  const ms = Math.round(performance.now() - began)
  options.log.info({ pid, ms, data: ground.place.home }, 'The embedded PostgreSQL is ready')
  return {
    url: urlOf(address, ground.passwords, Boolean(options.port)),
    stop: keeper.stop,
    [Symbol.asyncDispose]: keeper.stop,
  }
}

async function prepare({ dataDir, port, log, signal }: EmbeddedOptions): Promise<Ground> {
  const place = await preparePlace(dataDir, runnerOf)
  const binaries = await findBinaries(place.runner)
  await prepareCluster(place, binaries, signal)
  return { place, binaries, port, log, passwords: await readPasswords(place.home) }
}

/** Keeps the cluster open until it is stopped: should PostgreSQL die, it is started again. */
async function keep(ground: Ground, signal: AbortSignal = new AbortController().signal) {
  const stopping = new AbortController()
  let cluster = await openCluster(ground, signal)
  let again = Promise.resolve()
  let stopped: Promise<void> | undefined

  const watch = () => cluster.session.once('end', () => void (again = reopen()))
  async function reopen(): Promise<void> {
    const next = await openAgain(ground, cluster, stopping.signal)
    if (!next) return
    cluster.server.forget()
    cluster = next
    watch()
  }
  async function stop(): Promise<void> {
    stopping.abort()
    await again
    await shutDown(ground.place, ground.binaries, cluster.server)
    await cluster.session.end().catch(() => undefined)
    await dropSocketFolder(cluster.server.postmaster.address.socketFolder)
  }
  watch()
  return { current: () => cluster, stop: () => (stopped ??= stop()) }
}

/** Tries until it succeeds or is no longer wanted: without its database the broker can do nothing. */
async function openAgain(
  ground: Ground,
  { server }: Cluster,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  for (let pause = 100; !signal.aborted; pause = Math.min(pause * 2, 10_000)) {
    ground.log.error({ data: ground.place.home }, 'Lost the embedded PostgreSQL; opening it again')
    try {
      return await openCluster({ ...ground, address: server.postmaster.address }, signal)
    } catch (error) {
      if (!signal.aborted)
        ground.log.error({ err: error }, 'The embedded PostgreSQL cannot be opened')
      await delay(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  return undefined
}
