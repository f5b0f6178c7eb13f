// Where everything meets: one broker from a configuration, a connection string and a master key.
import type { Logger } from 'pino'
import type { Process } from './broker/handlers.ts'
import { createRegistry, type Registry } from './carriers/registry.ts'
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
import { idempotency } from './sweeps/idempotency.ts'
import { leases } from './sweeps/leases.ts'
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
export async function startBroker({ config, databaseUrl, masterKey, log }: Given): Promise<Broker> {
  const opened: AsyncDisposable[] = []
  const closeAll = async (): Promise<void> => {
    for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]()
  }
  const use = <T extends AsyncDisposable>(one: T): T => {
    opened.push(one)
    return one
  }
  try {
    const { leaseSeconds, host } = config
    const vault = createVault(masterKey)
    const db = use(openDatabase(databaseUrl, config.databaseConnections))
    const keys = await readSigningKeys(db, vault)
    const sessions = createSessions({
      keys,
      trustDomain: config.trustDomain,
      seconds: config.sessionSeconds,
    })
    const registry = createRegistry()
    const metrics = createMetrics(() => registry.all().length)
    const process: Process = { startedAt: Date.now(), draining: false, streams: 'starting' }
    const app = await createHttp({ config, log, db, vault, sessions, keys, process, metrics })
    use({ [Symbol.asyncDispose]: () => app.close() })
    const hints = use(listen(databaseUrl, log))
    const dispatcher = use(
      createDispatcher({ db, registry, log, leaseSeconds, assigned: metrics.jobsAssigned }),
    )
    use(startSweeps(db, log, [leases(leaseSeconds), idempotency]))
    follow(hints, registry, dispatcher.wake)
    const reporter = createReporter(db, vault, leaseSeconds)
    const house = { db, vault, sessions, registry, dispatcher, reporter, log, leaseSeconds }
    const streams = await listenForAgents(config, () =>
      startStreams(house, host, config.grpcPort!, config.drainSeconds * 1000),
    )
    if (streams) use(streams)
    process.streams = streams ? 'listening' : 'off'
    const url = await app.listen({ host, port: config.httpPort })
    use({ [Symbol.asyncDispose]: async () => void (process.draining = true) })
    const grpcAddress = streams && `${host}:${streams.port}`
    return { url, grpcAddress, [Symbol.asyncDispose]: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function listenForAgents(
  config: Config,
  start: () => Promise<StreamServer>,
): Promise<StreamServer | undefined> {
  return config.grpcPort === undefined ? undefined : start()
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
