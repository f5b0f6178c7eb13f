// Where everything meets: one broker from a configuration, a connection string and a master key.
import type { Logger } from 'pino'
import type { Process } from './broker/handlers.ts'
import { createPolls } from './carriers/poll.ts'
import { createRegistry, type Registry } from './carriers/registry.ts'
import type { House } from './carriers/session.ts'
import { startStreams, type StreamServer } from './carriers/stream.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import { type Hints, listen } from './db/listen.ts'
import { createHttp } from './http/app.ts'
import { readSigningKeys } from './identity/keys.ts'
import { createSessions } from './identity/sessions.ts'
import { createVault } from './identity/vault.ts'
import { createMetrics } from './metrics.ts'
import { createDispatcher } from './queue/dispatch.ts'
import { createReporter } from './queue/report.ts'
import { createLender } from './secrets/lend.ts'
import { idempotency } from './sweeps/idempotency.ts'
import { leases } from './sweeps/leases.ts'
import { schedule } from './sweeps/schedule.ts'
import { startSweeps } from './sweeps/sweep.ts'

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
  const { leaseSeconds } = config
  const vault = createVault(masterKey)
  const db = use(openDatabase(databaseUrl, config.databaseConnections))
  const registry = createRegistry()
  const metrics = createMetrics(() => registry.all().length)
  const hints = use(listen(databaseUrl, log))
  const assigned = metrics.jobsAssigned
  const lend = createLender(db, vault, log)
  const dispatcher = use(createDispatcher({ db, registry, log, leaseSeconds, assigned, lend }))
  use(startSweeps(db, log, [leases(leaseSeconds), schedule, idempotency]))
  follow(hints, registry, dispatcher.wake)
  const reporter = createReporter(db, vault, leaseSeconds)
  return { db, vault, registry, dispatcher, reporter, log, leaseSeconds, metrics }
}

/** HTTP and the agents' stream, in front of a furnished house. */
async function openDoors(
  { config, log }: Given,
  { metrics, ...inside }: ReturnType<typeof furnish>,
  use: Use,
): Promise<Pick<Broker, 'url' | 'grpcAddress'>> {
  const { db, vault } = inside
  const { host, trustDomain, sessionSeconds: seconds } = config
  const keys = await readSigningKeys(db, vault)
  const sessions = createSessions({ keys, trustDomain, seconds })
  const house = { ...inside, sessions }
  const process: Process = { startedAt: Date.now(), draining: false, streams: 'starting' }
  const polls = createPolls(house)
  const app = await createHttp({ config, log, db, vault, sessions, polls, keys, process, metrics })
  use({ [Symbol.asyncDispose]: () => app.close() })
  const streams = await listenForAgents(config, house)
  if (streams) use(streams)
  use(polls)
  process.streams = streams ? 'listening' : 'off'
  const url = await app.listen({ host, port: config.httpPort })
  use({ [Symbol.asyncDispose]: async () => void (process.draining = true) })
  return { url, grpcAddress: streams && `${host}:${streams.port}` }
}

async function listenForAgents(config: Config, house: House): Promise<StreamServer | undefined> {
  if (config.grpcPort === undefined) return undefined
  return startStreams(house, config.host, config.grpcPort, config.drainSeconds * 1000)
}

/** What other replicas say, done to the sessions on this one. */
function follow(hints: Hints, registry: Registry, wake: () => void): void {
  hints.on('work', wake)
  hints.on('cancelled', (hint) => {
    registry.of(hint.agent)?.cancel(hint.job, hint.attempt, 'The job was cancelled.')
  })
  hints.on('ended', ({ by, id }) => {
    for (const session of registry.all()) {
      const owner = {
        agent: session.agent,
        agent_token: session.agent_token,
        tenant: session.tenant_id,
      }[by]
      if (owner === id) session.close('ended')
    }
  })
}
