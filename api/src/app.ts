// Where everything meets: one broker from a configuration, a connection string and a master key.
import type { Logger } from 'pino'
import type { Process } from './broker/handlers.ts'
import { createHeartbeats } from './carriers/heartbeats.ts'
import { createPolls } from './carriers/poll.ts'
import { createRegistry, type Registry } from './carriers/registry.ts'
import type { House } from './carriers/session.ts'
import { startStreams, type StreamServer } from './carriers/stream.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import { type Hints, listen } from './db/listen.ts'
import { createScales } from './fleet/scales.ts'
import { createHttp } from './http/app.ts'
import { readSigningKeys } from './identity/keys.ts'
import { createPrincipals } from './identity/principals.ts'
import { createSessions } from './identity/sessions.ts'
import { createVault } from './identity/vault.ts'
import { createFollowers, type Followers } from './jobs/events/followers.ts'
import { startInline } from './inline/worker.ts'
import { createMetrics } from './metrics.ts'
import { createDispatcher } from './queue/dispatch.ts'
import { createReporter, type Reporter } from './queue/report.ts'
import { createWakeOthers } from './queue/wake.ts'
import { createLender } from './secrets/lend.ts'
import { expiry } from './sweeps/expiry.ts'
import { idempotency } from './sweeps/idempotency.ts'
import { recovery } from './sweeps/recovery.ts'
import { ripening } from './sweeps/ripen.ts'
import { retention } from './sweeps/retention.ts'
import { schedule } from './sweeps/schedule.ts'
import { statistics } from './sweeps/statistics.ts'
import { startSweeps } from './sweeps/sweep.ts'
import { workers } from './sweeps/workers.ts'

export interface Broker extends AsyncDisposable {
  url: string
  /** `host:port` that agents dial; undefined when turned off. */
  grpcAddress: string | undefined
}

interface Given {
  config: Config
  databaseUrl: string
  masterKey: Buffer
  log: Logger
}

/** Starts a broker on a database whose schema is current. Disposing it lets requests and streams end first. */
export async function startBroker(given: Given): Promise<Broker> {
  const opened: AsyncDisposable[] = []
  const closeAll = async (): Promise<void> => {
    for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]()
  }
  const use: Use = (one) => {
    opened.push(one)
    return one
  }
  try {
    const house = furnish(given, use)
    return { ...(await openDoors(given, house, use)), [Symbol.asyncDispose]: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** Remembers what must be closed; the last opened is closed first. */
type Use = <T extends AsyncDisposable>(one: T) => T

/** Everything that works behind the doors: database, queue, sweeps. */
function furnish({ config, databaseUrl, masterKey, log }: Given, use: Use) {
  const { leaseSeconds, recoverySeconds, expirySeconds } = config
  const ackSeconds = Math.min(config.ackSeconds, leaseSeconds)
  const vault = createVault(masterKey)
  const db = use(openDatabase(databaseUrl, config.databaseConnections))
  const registry = createRegistry()
  const metrics = createMetrics(() => registry.every().length, createScales(db, log))
  const hints = use(listen(databaseUrl, log))
  const assigned = metrics.jobsAssigned
  const principals = createPrincipals(db, hints)
  const lend = createLender(db, vault, log)
  const dispatcher = use(
    createDispatcher({ db, registry, log, leaseSeconds: ackSeconds, assigned, lend }),
  )
  const recovering = recovery(recoverySeconds, ackSeconds)
  const counting = statistics(config.statisticsSeconds, log)
  const chores = [recovering, expiry(expirySeconds), ripening, schedule, idempotency, counting]
  const sweeps = use(startSweeps(db, log, [...chores, retention, workers(leaseSeconds)]))
  follow(hints, registry, dispatcher.wake)
  hints.on('ended', () => sweeps.wake(recovering.name)) // what its agents held is free
  const reporter = createReporter(db, vault, leaseSeconds)
  const heartbeats = createHeartbeats(db, leaseSeconds)
  const wakeOthers = createWakeOthers(db)
  const queue = { dispatcher, reporter, heartbeats, wakeOthers, leaseSeconds, ackSeconds }
  return { db, vault, principals, registry, ...queue, log, metrics }
}

/** HTTP and the agents' stream, in front of a furnished house. */
async function openDoors(
  { config, log }: Given,
  { metrics, ...inside }: ReturnType<typeof furnish>,
  use: Use,
): Promise<Pick<Broker, 'url' | 'grpcAddress'>> {
  const { db, vault, principals } = inside
  const { host, trustDomain, sessionSeconds: seconds } = config
  const keys = await readSigningKeys(db, vault)
  const sessions = createSessions({ keys, trustDomain, seconds })
  const followers = createFollowers(db, log)
  const house = { ...inside, sessions, reporter: heard(inside.reporter, followers) }
  const process: Process = { startedAt: Date.now(), draining: false, streams: 'starting' }
  const polls = createPolls(house)
  const doors = {
    config,
    log,
    db,
    vault,
    principals,
    sessions,
    polls,
    followers,
    keys,
    process,
    metrics,
  }
  const app = await createHttp(doors)
  use({ [Symbol.asyncDispose]: () => app.close() })
  const streams = await listenForAgents(config, house)
  if (streams) use(streams)
  use(polls)
  use(followers)
  process.streams = streams ? 'listening' : 'off'
  const url = await app.listen({ host, port: config.httpPort })
  const grace_ms = config.drainSeconds * 1000
  const worker = await startInline(house, {
    max_concurrent: config.taskInlineMaxConcurrent,
    grace_ms,
  })
  if (worker) use(worker)
  use({ [Symbol.asyncDispose]: async () => void (process.draining = true) })
  return { url, grpcAddress: streams && `${host}:${streams.port}` }
}

async function listenForAgents(config: Config, house: House): Promise<StreamServer | undefined> {
  if (config.grpcPort === undefined) return undefined
  return startStreams(house, config.host, config.grpcPort, config.drainSeconds * 1000)
}

/** Who follows a job on the replica that its agent reports to sees at once what it says. */
function heard(reporter: Reporter, { touch }: Followers): Reporter {
  return {
    ...reporter,
    async take(agent, report) {
      const freed = await reporter.take(agent, report)
      if (report.attempt) touch(report.attempt.job)
      return freed
    },
  }
}

/** What other replicas say, done to the sessions on this one. */
function follow(hints: Hints, registry: Registry, wake: () => void): void {
  hints.on('work', wake)
  hints.on('cancelled', (hint) => {
    registry.of(hint.agent)?.cancel(hint.job, hint.attempt, 'The job was cancelled.')
  })
  hints.on('ended', ({ by, id }) => {
    for (const session of registry.every()) {
      const owner = {
        agent: session.agent,
        agent_token: session.agent_token,
        api_token: undefined,
        tenant: session.tenant_id,
      }[by]
      if (owner === id) session.close('ended')
    }
  })
}
