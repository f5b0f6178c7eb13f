// The runtime inside a broker: it runs scripts, enrols nowhere and dials nobody. What it says and hears goes through
// the broker's own carrier.
import type { Carrier } from './carriers/carrier.ts'
import { sleep, systemClock } from './clock.ts'
import { loadRunners } from './handlers/load.ts'
import type { Logger } from './logger.ts'
import { Session } from './session.ts'
import { Slots } from './slots.ts'

export type { Carrier, Connection, Listener } from './carriers/carrier.ts'
export type { AgentMessage, BrokerMessage } from './messages.ts'

export interface InsideOptions {
  carrier: Carrier
  max_concurrent: number
  version: string
  worker_type: string
  logger: Logger
}

export interface Inside {
  /** Takes nothing new, lets what runs end for so long, gives back what does not, and ends. */
  stop(grace_ms: number): Promise<void>
}

/** How long the last reports of stopped jobs may take to be acknowledged. */
const parting_ms = 5_000

/** Before the next session: nobody else is kept waiting. */
const again_ms = 3_000

const nothing = { handlers: [], exec_file: null, url: '', tenant_host_suffix: null }

export async function startInside(options: InsideOptions): Promise<Inside> {
  const { max_concurrent, logger } = options
  const clock = systemClock
  const { runners, close } = await loadRunners(nothing)
  const slots = new Slots({ max_concurrent, clock, logger, runners })
  const over = new AbortController()
  const leaving = new AbortController()
  const opened = keepOpen(options, slots, leaving.signal, over.signal)
  return {
    async stop(grace_ms) {
      leaving.abort()
      await Promise.race([slots.empty(), sleep(clock, grace_ms)])
      slots.stopAll('agent-stopped')
      await Promise.race([slots.empty(), sleep(clock, parting_ms)])
      over.abort()
      slots.stopAll('lost')
      await Promise.all([opened, close()])
    },
  }
}

/** Opens a session and, when it ends, the next. */
async function keepOpen(
  { carrier, logger, ...hello }: InsideOptions,
  slots: Slots,
  leaving: AbortSignal,
  over: AbortSignal,
): Promise<void> {
  const introduction = { region: null, capabilities: [], tools: [], labels: [], types: ['script'] }
  const given = { carrier, token: '', slots, clock: systemClock, logger }
  let before = ''
  while (!over.aborted) {
    const session = new Session({ ...given, hello: { ...hello, ...introduction } })
    const farewell = () => session.farewell()
    const close = () => session.close()
    if (leaving.aborted) farewell()
    leaving.addEventListener('abort', farewell)
    over.addEventListener('abort', close)
    const { kind, detail, lived_ms } = await session.ended
    leaving.removeEventListener('abort', farewell)
    over.removeEventListener('abort', close)
    if (over.aborted) return
    if (lived_ms > 0 || detail !== before)
      logger.warn({ operation: 'connect', kind, detail }, 'the inline worker has no session')
    before = detail
    await sleep(systemClock, again_ms, over)
  }
}
