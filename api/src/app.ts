// Where everything meets: one broker from a configuration, a connection string and a master key.
import type { Logger } from 'pino'
import { present } from './agents/store.ts'
import { createPolicies } from './approval-policies/in-force.ts'
import { countUnsealed } from './audit/chain/store.ts'
import type { Process } from './broker/handlers.ts'
import { createHeartbeats } from './carriers/heartbeats.ts'
import { createPolls } from './carriers/poll.ts'
import { createRegistry } from './carriers/registry.ts'
import type { House } from './carriers/session.ts'
import { startStreams, type StreamServer } from './carriers/streams.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import { listen } from './db/listen.ts'
import { defend } from './defence/defend.ts'
import type { Security } from './defence/security.ts'
import { createScales } from './fleet/scales.ts'
import { follow, followRevocations } from './follow.ts'
import { createHttp } from './http/app.ts'
import { openSigningKeys } from './identity/keys.ts'
import { createPrincipals } from './identity/principals.ts'
import { openRoots } from './identity/keyring.ts'
import { createRevocations } from './identity/revocations.ts'
import { createLift, createRevoke } from './identity/revoke.ts'
import { createSessions } from './identity/sessions.ts'
import { createVault } from './identity/vault.ts'
import { createFollowers, type Followers } from './jobs/events/followers.ts'
import { startInline } from './inline/worker.ts'
import { createMetrics } from './metrics.ts'
import { countingIssued, trustGauges } from './trust-metrics.ts'
import { Problem } from './problem.ts'
import { createDispatcher } from './queue/dispatch.ts'
import { createReporter, type Reporter } from './queue/report.ts'
import { createWakeOthers } from './queue/wake.ts'
import { createLender } from './secrets/lend.ts'
import { type SeedTokens, seedTokens } from './seed-tokens.ts'
import { expiry } from './sweeps/expiry.ts'
import { idempotency } from './sweeps/idempotency.ts'
import { recovery } from './sweeps/recovery.ts'
import { ripening } from './sweeps/ripen.ts'
import { retention } from './sweeps/retention.ts'
import { schedule } from './sweeps/schedule.ts'
import { statistics } from './sweeps/statistics.ts'
import { startSweeps } from './sweeps/sweep.ts'
import { trustSweeps } from './sweeps/trust.ts'
import { workers } from './sweeps/workers.ts'
import { openTls, type Tls } from './tls/reload.ts'

export interface Broker extends AsyncDisposable {
  url: string
  /** `host:port` that agents dial; undefined when turned off. */
  grpcAddress: string | undefined
  /** Makes tokens to try things out with. */
  seed: () => Promise<SeedTokens>
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
  const policies = createPolicies(db, hints)
  const revocations = use(
    createRevocations(db, hints, log, vault.masterId, config.maxTtl || undefined),
  )
  trustGauges(metrics.registry, {
    agents: async () => (await db.as('work').one(present)).agents,
    unsealed: async () => (await db.as('work').one(countUnsealed)).unsealed,
    revoked: revocations.active,
    now: revocations.now,
  })
  const defences = defend({ db, hints, config, log, metrics }, use)
  const lend = createLender(db, vault, log)
  const dispatcher = use(
    createDispatcher({ db, registry, log, leaseSeconds: ackSeconds, assigned, lend }),
  )
  const recovering = recovery(recoverySeconds, ackSeconds)
  const counting = statistics(config.statisticsSeconds, log)
  const chores = [recovering, expiry(expirySeconds), ripening, schedule, idempotency, counting]
  const swept = [
    ...chores,
    ...trustSweeps({ db, vault, config, metrics }),
    retention,
    workers(leaseSeconds),
  ]
  const sweeps = use(startSweeps(db, log, swept))
  follow(hints, registry, dispatcher.wake)
  followRevocations(revocations, registry)
  hints.on('ended', () => sweeps.wake(recovering.name)) // what its agents held is free
  const reporter = createReporter(db, vault, leaseSeconds)
  const heartbeats = createHeartbeats(db, leaseSeconds)
  const wakeOthers = createWakeOthers(db)
  const queue = { dispatcher, reporter, heartbeats, wakeOthers, leaseSeconds, ackSeconds }
  const known = { principals, policies, revocations }
  return { db, vault, hints, registry, ...known, ...queue, log, metrics, defences }
}

/** HTTP and the agents' stream, in front of a furnished house. */
async function openDoors(
  { config, log }: Given,
  { metrics, defences, hints, ...inside }: ReturnType<typeof furnish>,
  use: Use,
): Promise<Pick<Broker, 'url' | 'grpcAddress' | 'seed'>> {
  const { db, vault, principals, policies, registry, revocations } = inside
  const { host } = config
  await openRoots(db, vault)
  await revocations.refresh()
  const keys = use(await openSigningKeys(db, vault, hints, log, revocations.now))
  const sessions = countingIssued(createSessions({ ...config, keys, revocations }), metrics)
  const followers = createFollowers(db, log)
  const house = {
    ...inside,
    sessions,
    reporter: heard(inside.reporter, followers, defences.security),
  }
  const tls = await openTls(config.tls, host, log)
  if (tls) use(tls)
  const process: Process = { startedAt: Date.now(), draining: false, streams: 'starting' }
  const polls = createPolls(house)
  const identity = { db, vault, keys, sessions, revocations, policies, registry }
  const revoke = createRevoke(db, revocations, log, metrics)
  const lift = createLift(revocations)
  const trust = { ...identity, ...defences, revoke, lift, metrics, config, log }
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
    trust,
    tls,
    dispatcher: inside.dispatcher,
  }
  const app = await createHttp(doors)
  use({ [Symbol.asyncDispose]: () => app.close() })
  const streams = await listenForAgents(config, house, tls)
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
  const grpcAddress = streams && `${host}:${streams.port}`
  return { url, grpcAddress, seed: () => seedTokens(trust) }
}

async function listenForAgents(
  { grpcPort, host, drainSeconds }: Config,
  house: House,
  tls: Tls | undefined,
): Promise<StreamServer | undefined> {
  if (grpcPort === undefined) return undefined
  return startStreams(house, host, grpcPort, drainSeconds * 1000, tls)
}

/**
 * Who follows a job on the replica that its agent reports to sees at once what it says. A report about a job that was
 * not given to whoever makes it is a security event, over whichever carrier it comes.
 */
function heard(reporter: Reporter, { touch }: Followers, security: Security): Reporter {
  return {
    ...reporter,
    async take(agent, report, moment) {
      try {
        const freed = await reporter.take(agent, report, moment)
        if (report.attempt) touch(report.attempt.job)
        return freed
      } catch (error) {
        if (error instanceof Problem && error.code === 'unauthenticated') {
          const about = { request: { id: '', ip: '' }, agent_id: agent, detail: error.message }
          security.note('security.job.access_denied', about)
        }
        throw error
      }
    },
  }
}
