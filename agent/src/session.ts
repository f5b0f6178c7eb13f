// One connection's life: hello, welcome, heartbeats, and what each message of the broker means. Knows no carrier.
import type { Carrier, Connection, Ending } from './carriers/carrier.ts'
import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import type { BrokerMessage, Leases, Welcome } from './messages.ts'
import type { Slots } from './slots.ts'

/** How long a broker may take to say welcome. */
const welcome_ms = 15_000
/** Heartbeats without an answer after which the connection counts as dead. */
const mostUnanswered = 3

export interface SessionOptions {
  carrier: Carrier
  token: string
  hello: { version: string; worker_type: string; max_concurrent: number }
  slots: Slots
  clock: Clock
  logger: Logger
}

export interface SessionEnd {
  kind: Ending['kind'] | 'drained'
  detail: string
  /** How long the session was good, from its welcome; 0 when there was none. */
  lived_ms: number
}

export interface Session {
  /** Never rejects. */
  readonly ended: Promise<SessionEnd>
  /** A fresh token for the running stream. */
  renew(token: string): void
  /** The agent takes nothing new from now on. */
  farewell(): void
  close(): void
}

export function openSession(options: SessionOptions): Session {
  const { slots, clock, logger } = options
  const unanswered: number[] = [] // when each heartbeat was sent; the stream keeps their order
  let welcomed: number | undefined
  let leaving = false
  let why: Pick<SessionEnd, 'kind' | 'detail'> | undefined
  let tell: (end: SessionEnd) => void
  const ended = new Promise<SessionEnd>((resolve) => (tell = resolve))

  const connection: Connection = options.carrier.open(options.token, {
    onMessage: (message) => receive(message),
    onEnd(ending) {
      cancelTimer()
      slots.detach()
      tell({
        ...(why ?? ending),
        lived_ms: welcomed === undefined ? 0 : clock.now() - welcomed,
      })
    },
  })
  let cancelTimer = clock.after(welcome_ms, () => close('lost', 'no welcome in time'))
  connection.send({ hello: { ...options.hello, running: slots.held() } })

  function close(kind: SessionEnd['kind'], detail: string): void {
    why ??= { kind, detail }
    cancelTimer()
    connection.close()
  }

  function receive(message: BrokerMessage): void {
    if (why) return
    if (message.welcome) onWelcome(message.welcome)
    else if (welcomed === undefined) close('lost', 'the broker did not begin with a welcome')
    else if (message.assignment) slots.take(message.assignment)
    else if (message.acknowledgement) slots.acknowledge(message.acknowledgement)
    else if (message.leases) onLeases(message.leases)
    else if (message.cancellation?.attempt) {
      slots.cancel(message.cancellation.attempt, message.cancellation.reason)
    } else if (message.drain) close('drained', message.drain.reason)
    else logger.warn({ operation: 'receive' }, 'a message this version does not know')
  }

  function onWelcome({ agent, tenant, heartbeat_interval_ms }: Welcome): void {
    if (welcomed !== undefined) return
    welcomed = clock.now()
    cancelTimer()
    logger.info({ operation: 'connect', agent, tenant }, 'connected')
    if (leaving) connection.send({ farewell: {} })
    const interval = Math.max(100, heartbeat_interval_ms)
    const beat = () => {
      if (unanswered.length >= mostUnanswered) return close('lost', 'heartbeats are not answered')
      unanswered.push(clock.now())
      connection.send({ heartbeat: { running: slots.held() } })
      cancelTimer = clock.after(interval, beat)
    }
    beat()
    slots.attach((report) => connection.send({ report }))
  }

  function onLeases(leases: Leases): void {
    const since = unanswered.shift()
    // unasked it may take leases away, never lengthen them
    slots.renew(since === undefined ? { ...leases, renewed: [] } : leases, since ?? clock.now())
  }

  return {
    ended,
    renew: (token) => connection.send({ renewal: { token } }),
    farewell() {
      leaving = true
      if (welcomed !== undefined) connection.send({ farewell: {} })
    },
    close: () => close('drained', 'the agent ends'),
  }
}
