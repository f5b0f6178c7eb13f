// The carrier between a broker and the worker inside it: the same messages as on a stream, and no network.
import { randomUUID } from 'node:crypto'
import type { Carrier, Listener } from '@reeve/agent/inside'
import type {
  AgentMessageOutput,
  AttemptOutput,
  BrokerMessage,
  HelloOutput,
  ReportOutput,
} from '@reeve/openapi/agent'
import * as agents from '../agents/store.ts'
import type { Session } from '../carriers/registry.ts'
import {
  cancellations,
  type Carrier as Outward,
  type House,
  leave,
  renewLeases,
  rhythm,
  sessionOf,
  take,
  without,
} from '../carriers/session.ts'
import { Problem } from '../problem.ts'
import { inlineType, systemTenant } from '../tenants/rules.ts'
import { toAgent, toBroker } from './messages.ts'
import * as store from './store.ts'

/** It has no token: nothing that is revoked ends it. */
const nothing = { gen: 0, keys: [] }

/** The row of a broker's worker, from its start to its end. */
export interface Worker {
  id: string
  name: string
}

export const createDoor = (house: House, worker: Worker): Carrier => ({
  open(_token, listener) {
    const line = new Line(house, worker, listener)
    return { send: (message) => line.hear(toBroker(message)), close: () => line.end('closed') }
  },
})

/** One session of the worker. */
class Line {
  readonly #house: House
  readonly #worker: Worker
  readonly #listener: Listener
  readonly #reported = new Set<AttemptOutput>()
  #session: Promise<Session | undefined> = Promise.resolve(undefined)
  #over = false

  constructor(house: House, worker: Worker, listener: Listener) {
    this.#house = house
    this.#worker = worker
    this.#listener = listener
  }

  hear(message: AgentMessageOutput): void {
    if (message.hello) this.#session = this.#open(message.hello).catch((error) => this.#fail(error))
    else void this.#answer(message).catch((error) => this.#fail(error))
  }

  /** Once. The worker opens another when it wants one. */
  end(detail: string): void {
    if (this.#over) return
    this.#over = true
    void this.#leave().then(() => this.#listener.onEnd({ kind: 'lost', detail }))
  }

  async #leave(): Promise<void> {
    const session = await this.#session
    if (!session) return
    this.#house.registry.remove(session)
    await leave(this.#house, session)
  }

  #fail(error: unknown): undefined {
    const { log } = this.#house
    log.warn({ operation: 'inline', err: error }, 'a session of the inline worker failed')
    this.end(error instanceof Error ? error.message : 'failed')
  }

  async #open({ version, max_concurrent }: HelloOutput): Promise<Session | undefined> {
    const { db, leaseSeconds: lease_seconds, registry, dispatcher } = this.#house
    const { id: agent } = this.#worker
    const [id, worker_type] = [randomUUID(), inlineType]
    const said = { version, max_concurrent, worker_type, system: systemTenant.id }
    const given = { ...this.#worker, ...said, session: id, lease_seconds }
    const { opened } = await db.as('work').one(store.open, given)
    if (!opened) {
      setImmediate(() => this.end('An operator disabled it.'))
      return undefined
    }
    const owner = { tenant: systemTenant.slug, tenant_id: systemTenant.id, pool_id: null }
    const its = { ...owner, id, agent, standing: nothing, worker_type }
    const session = sessionOf(this.#house, its, this.#outward())
    if (this.#over) return session
    registry.add(session)
    this.#say({ welcome: { agent, tenant: owner.tenant, ...rhythm(this.#house) } })
    dispatcher.wake()
    return session
  }

  #outward(): Outward {
    return {
      assign: ({ context, ...work }) => {
        const payload = Buffer.from(JSON.stringify(work.payload))
        const lent = context && { context: Buffer.from(JSON.stringify(context)) }
        this.#say({ assignment: { ...work, payload, ...lent } })
      },
      cancel: (attempt, reason) => this.#say({ cancellation: { attempt, reason } }),
      close: (why) => this.end(why.message),
    }
  }

  #say(message: BrokerMessage): void {
    if (!this.#over) this.#listener.onMessage(toAgent(message))
  }

  async #answer({ heartbeat, report, farewell }: AgentMessageOutput): Promise<void> {
    const session = await this.#session
    if (!session || this.#over) return
    const { agent, id } = session
    if (heartbeat) await this.#beat(session, heartbeat)
    if (report) await this.#take(agent, report)
    if (farewell) await this.#house.db.as('work').many(agents.drain, { agent, session: id })
  }

  /** Not answered while the database is away: the worker counts, and asks again. */
  async #beat(
    { agent, id: session }: Session,
    { running, sequence }: NonNullable<AgentMessageOutput['heartbeat']>,
  ): Promise<void> {
    const { db, leaseSeconds: lease_seconds } = this.#house
    const [present, held] = await Promise.all([
      db.as('work').maybe(store.touch, { id: agent, session, lease_seconds }),
      renewLeases(this.#house, agent, running),
    ])
    if (!present) return this.end('Its session was ended.')
    for (const { reason, ...attempt } of cancellations(held))
      this.#say({ cancellation: { attempt, reason } })
    // One that ends while this is under way is not lost: the answer to its report says what became of it.
    const lost = without(held.lost, [...this.#reported])
    this.#say({
      leases: { lease_ms: lease_seconds * 1000, renewed: held.renewed, lost, sequence },
    })
  }

  async #take(agent: string, report: ReportOutput): Promise<void> {
    const { sequence, attempt } = report
    if (attempt) this.#reported.add(attempt)
    try {
      await take(this.#house, agent, report)
      this.#say({ acknowledgement: { sequence, accepted: true } })
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'internal') throw error
      const { code, message: detail } = error
      this.#say({ acknowledgement: { sequence, accepted: false, code, detail } })
    } finally {
      if (attempt) this.#reported.delete(attempt)
    }
  }
}
