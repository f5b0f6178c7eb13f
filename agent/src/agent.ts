// The agent: enrols, keeps a session open, runs what it is given, and leaves in order.
import type { Carrier } from './carriers/carrier.ts'
import { createPollCarrier } from './carriers/poll.ts'
import { createStreamCarrier } from './carriers/stream.ts'
import { sleep, systemClock, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createCredential } from './credential.ts'
import { createDialling, type Dialling } from './dialling.ts'
import { loadRunners } from './handlers/load.ts'
import { answerProbes } from './health.ts'
import { identityPath, openIdentity } from './identity.ts'
import { keyPath, openKey } from './key.ts'
import type { Logger } from './logger.ts'
import { Slots } from './slots.ts'
import { openTls, type Tls } from './tls.ts'

export interface AgentOptions {
  config: Config
  logger: Logger
  fetch?: typeof globalThis.fetch
  clock?: Clock
  carrier?: Carrier
}

export interface Agent {
  /**
   * Works until the signal aborts and the running jobs are done, or their grace is over.
   * Throws RefusedError when the broker will not have this agent, ConfigError when it cannot load its
   * handlers or keep its id and its key.
   */
  run(signal: AbortSignal): Promise<void>
}

/** How long the last reports of stopped jobs may take to be acknowledged. */
const parting_ms = 5_000

export function createAgent(options: AgentOptions): Agent {
  return { run: (signal) => run(options, signal) }
}

async function run(options: AgentOptions, signal: AbortSignal): Promise<void> {
  const { config, logger, clock = systemClock } = options
  const tls = openTls(config.tls)
  const fetch = options.fetch ?? tls.fetch
  const { runners, close } = await loadRunners({ ...config, trusted: tls.trusted })
  const types = [...runners.keys()]
  const identity = await openIdentity(await identityPath(config.agent_id_file, process.env))
  const carrier = options.carrier ?? carrierOf(config, tls, fetch)
  const key = await openKey(keyPath(identity.path))
  const credential = createCredential({ config, identity, key, clock, logger, fetch })
  const slots = new Slots({ max_concurrent: config.max_concurrent, clock, logger, runners })
  const dialling = createDialling({ config, types, carrier, credential, slots, clock, logger })
  const probes = await answerProbes(config.health_port, dialling.takesWork, logger)
  const end = () => Promise.allSettled([close(), probes.close()])
  const over = new AbortController()
  const leave = () => void drain({ config, clock, logger, slots, dialling, over })
  if (signal.aborted) return void (await end())
  signal.addEventListener('abort', leave, { once: true })
  const tasks: Promise<void>[] = []
  try {
    await credential.enrol(over.signal)
    tasks.push(dialling.run(over.signal))
    tasks.push(credential.keepFresh(over.signal, (token) => dialling.renew(token)))
    await Promise.all(tasks)
  } finally {
    signal.removeEventListener('abort', leave)
    over.abort()
    slots.stopAll('lost')
    await Promise.allSettled([...tasks, end()])
  }
}

function carrierOf(config: Config, { channel }: Tls, fetch: typeof globalThis.fetch): Carrier {
  if (config.carrier === 'stream') return createStreamCarrier({ ...config, channel })
  return createPollCarrier({ ...config, fetch })
}

interface Drain {
  config: Config
  clock: Clock
  logger: Logger
  slots: Slots
  dialling: Dialling
  over: AbortController
}

/** Farewell, then a grace for what runs, then an end to it, then a moment for the last reports. */
async function drain({ config, clock, logger, slots, dialling, over }: Drain): Promise<void> {
  const jobs = slots.held().length
  const grace_ms = config.drain_timeout_ms
  logger.info({ operation: 'drain', jobs, grace_ms }, 'draining')
  dialling.farewell()
  await Promise.race([slots.empty(), sleep(clock, grace_ms, over.signal)])
  slots.stopAll('agent-stopped')
  await Promise.race([slots.empty(), sleep(clock, parting_ms, over.signal)])
  over.abort()
}
