// One connection's life: hello, welcome, heartbeats, and what each message of the broker means. Knows no carrier.
import type { Carrier, Connection, Ending } from './carriers/carrier.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Logger } from './logger.ts'
import type { BrokerMessage, Leases, Welcome } from './messages.ts'
import type { Slots } from './slots.ts'

/** How long a broker may take to say welcome. */
const welcome_ms = 15_000
/** Heartbeats without an answer after which the connection counts as dead. */
const mostUnanswered = 3
const least_beat_ms = 100

/** What the agent says of itself at the start of each session. */
export interface Introduction extends Pick<
  Config,
  'version' | 'worker_type' | 'max_concurrent' | 'region' | 'capabilities' | 'tools' | 'labels'
> {
  types: string[]
}

export interface SessionOptions {
  carrier: Carrier
  token: string
  hello: Introduction
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

export class Session {
  /** Never rejects. */
  readonly ended: Promise<SessionEnd>
  readonly #options: SessionOptions
  readonly #connection: Connection
  readonly #unanswered = new Map<number, number>() // sequence of a heartbeat → when it was sent
  #sequence = 0
  #welcomed: number | undefined
  #leaving = false
  #why: Pick<SessionEnd, 'kind' | 'detail'> | undefined
  #cancelTimer: () => void

  constructor(options: SessionOptions) {
    const { carrier, token, hello, slots, clock } = options
    this.#options = options
    this.#cancelTimer = clock.after(welcome_ms, () => this.#close('lost', 'no welcome in time'))
    let onEnd: (ending: Ending) => void = () => {}
    this.ended = new Promise((resolve) => (onEnd = (ending) => resolve(this.#end(ending))))
    const onMessage = (message: BrokerMessage) => this.#receive(message)
    this.#connection = carrier.open(token, { onMessage, onEnd })
    const { version, worker_type, max_concurrent, capabilities, tools, labels, types } = hello
    const can = { region: hello.region ?? '', capabilities, tools, labels, types }
    const running = slots.held()
    this.#connection.send({ hello: { version, worker_type, max_concurrent, ...can, running } })
  }

  /** Whether the broker has said welcome and may give it work. */
  get takesWork(): boolean {
    return this.#welcomed !== undefined && !this.#leaving && !this.#why
  }

  /** A fresh token for the running stream. */
  renew(token: string): void {
    this.#connection.send({ renewal: { token } })
  }

  /** The agent takes nothing new from now on. */
  farewell(): void {
    this.#leaving = true
    if (this.#welcomed !== undefined) this.#connection.send({ farewell: {} })
  }

  close(): void {
    this.#close('drained', 'the agent ends')
  }

  #close(kind: SessionEnd['kind'], detail: string): void {
    this.#why ??= { kind, detail }
    this.#cancelTimer()
    this.#connection.close()
  }

  #end(ending: Ending): SessionEnd {
    const { slots, clock } = this.#options
    this.#cancelTimer()
    slots.detach()
    const lived_ms = this.#welcomed === undefined ? 0 : clock.now() - this.#welcomed
    return { ...(this.#why ?? ending), lived_ms }
  }

  #receive(message: BrokerMessage): void {
    const { slots, logger } = this.#options
    if (this.#why) return
    if (message.welcome) this.#onWelcome(message.welcome)
    else if (this.#welcomed === undefined) this.#close('lost', 'the broker began without a welcome')
    else if (message.assignment) slots.take(message.assignment)
    else if (message.acknowledgement) slots.acknowledge(message.acknowledgement)
    else if (message.leases) this.#onLeases(message.leases)
    else if (message.cancellation?.attempt) {
      slots.cancel(message.cancellation.attempt, message.cancellation.reason)
    } else if (message.drain) this.#close('drained', message.drain.reason)
    else logger.warn({ operation: 'receive' }, 'a message this version does not know')
  }

  #onWelcome({ agent, tenant, heartbeat_interval_ms, lease_ms }: Welcome): void {
    const { slots, clock, logger } = this.#options
    if (this.#welcomed !== undefined) return
    this.#welcomed = clock.now()
    this.#cancelTimer()
    logger.info({ operation: 'connect', agent, tenant }, 'connected')
    if (this.#leaving) this.#connection.send({ farewell: {} })
    this.#beat(Math.max(least_beat_ms, heartbeat_interval_ms))
    slots.attach((report) => this.#connection.send({ report }), lease_ms)
  }

  #beat(interval: number): void {
    const { slots, clock } = this.#options
    if (this.#unanswered.size >= mostUnanswered) {
      return this.#close('lost', 'heartbeats are not answered')
    }
    this.#sequence += 1
    this.#unanswered.set(this.#sequence, clock.now())
    this.#connection.send({ heartbeat: { running: slots.held(), sequence: this.#sequence } })
    this.#cancelTimer = clock.after(interval, () => this.#beat(interval))
  }

  #onLeases(leases: Leases): void {
    const { slots, clock } = this.#options
    const since = this.#unanswered.get(leases.sequence)
    this.#unanswered.delete(leases.sequence)
    // unasked it may take leases away, never lengthen them
    slots.renew(since === undefined ? { ...leases, renewed: [] } : leases, since ?? clock.now())
  }
}
