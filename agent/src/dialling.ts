// Keeps a session open: dials, and after each end waits and dials again, until the agent ends or is refused.
import { createBackoff } from './backoff.ts'
import type { Carrier } from './carriers/carrier.ts'
import { sleep, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Credential } from './credential.ts'
import { RefusedError } from './errors.ts'
import type { Logger } from './logger.ts'
import { Session } from './session.ts'
import type { Slots } from './slots.ts'

/** A session that lived this long starts the back-off from the beginning. */
const stable_ms = 30_000

export interface DiallingOptions {
  config: Config
  /** Job types there is a handler for. */
  types: string[]
  carrier: Carrier
  credential: Credential
  slots: Slots
  clock: Clock
  logger: Logger
}

export interface Dialling {
  /** Returns when the signal aborts; throws RefusedError when the broker takes no token of this agent. */
  run(signal: AbortSignal): Promise<void>
  /** Whether the broker may give this agent work now. */
  takesWork(): boolean
  /** A fresh token for the open session, if there is one. */
  renew(token: string): void
  /** Says so in the open session and in every later one. */
  farewell(): void
}

export function createDialling(options: DiallingOptions): Dialling {
  const { config, types, clock, logger } = options
  let session: Session | undefined
  let leaving = false

  async function dial(signal: AbortSignal): Promise<Awaited<Session['ended']>> {
    const token = options.credential.current()?.token ?? ''
    const opened = new Session({ ...options, token, hello: { ...config, types } })
    session = opened
    if (leaving) opened.farewell()
    const close = () => opened.close()
    signal.addEventListener('abort', close, { once: true })
    const end = await opened.ended
    signal.removeEventListener('abort', close)
    session = undefined
    return end
  }

  return {
    async run(signal) {
      const backoff = createBackoff()
      let doubted = false
      while (!signal.aborted) {
        const { kind, detail, lived_ms } = await dial(signal)
        if (signal.aborted) return
        if (lived_ms > 0) doubted = false
        if (kind === 'unauthenticated') {
          if (doubted) throw refusal(config, detail)
          doubted = true
          await options.credential.renew(signal)
        }
        if (lived_ms >= stable_ms) backoff.reset()
        const wait_ms = Math.round(backoff.next())
        logger.warn(
          { operation: 'connect', kind, detail, wait_ms },
          'not connected: dialling again',
        )
        await sleep(clock, wait_ms, signal)
      }
    },
    takesWork: () => session?.takesWork ?? false,
    renew: (token) => session?.renew(token),
    farewell() {
      leaving = true
      session?.farewell()
    },
  }
}

function refusal({ carrier, grpc_address, url }: Config, detail: string): RefusedError {
  if (carrier === 'poll')
    return new RefusedError(`The broker at ${url} refused this agent's fresh token (${detail}).`)
  return new RefusedError(
    `The broker's stream at ${grpc_address} refused this agent's fresh token (${detail}). Check that BACKEND_GRPC_ADDR and BACKEND_URL name the same broker.`,
  )
}
