// One attempt at one job: what runs it, its lease, and what it has to report.
import type { Clock } from './clock.ts'
import type { Runners } from './handlers/runner.ts'
import { createLease, type Lease } from './lease.ts'
import type { Logger } from './logger.ts'
import type { Assignment, Result } from './messages.ts'
import { Outbox, type Transmit } from './outbox.ts'
import { failure, perform, resultOf } from './perform.ts'

/** `lost`: another agent may have it, nothing is reported any more. The others end with a report. */
export type Stop = 'lost' | 'cancelled' | 'agent-stopped'

export interface WorkOptions {
  assignment: Assignment
  clock: Clock
  logger: Logger
  runners: Runners
  transmit: Transmit
  /** Nothing of it runs any more. */
  onIdle: () => void
  /** Nothing of it is left. */
  onEnd: () => void
}

export class Work {
  readonly job: string
  readonly attempt: number
  readonly outbox: Outbox
  /** Whether something of it runs. False while only its last reports are waiting. */
  running = false
  readonly #options: WorkOptions
  readonly #logger: Logger
  readonly #lease: Lease
  readonly #stopped = new AbortController()
  #why: Stop | undefined
  #last: Result | undefined
  #ended = false

  constructor(options: WorkOptions) {
    const { assignment, clock, transmit } = options
    this.job = assignment.job
    this.attempt = assignment.attempt
    this.#options = options
    const { job, attempt, tenant } = assignment
    this.#logger = options.logger.child({ tenant, job, attempt })
    this.#lease = createLease(clock, assignment.lease_ms, () => this.stop('lost'))
    this.outbox = new Outbox(clock, (event) => (this.#lease.held() ? transmit(event) : undefined))
  }

  /** Once. */
  start(): void {
    this.#logger.info({ operation: 'runJob' }, 'begun')
    this.running = true
    this.outbox.started()
    void this.#run() // never rejects: perform() makes an outcome of everything
  }

  renew(since: number, lease_ms: number): void {
    if (!this.#ended) this.#lease.renew(since, lease_ms)
  }

  stop(why: Stop): void {
    if (this.#ended || (this.#why !== undefined && why !== 'lost')) return
    this.#why = why
    this.#stopped.abort(why)
    if (why === 'lost') {
      this.#logger.warn({ operation: 'stopJob' }, 'the lease is over: the attempt is given up')
      this.end()
    } else if (this.running) this.#logger.info({ operation: 'stopJob', why }, 'stopping')
  }

  /** There is nothing more to say about it. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#lease.end()
    this.outbox.close()
    this.#options.onEnd()
  }

  /** The broker does not want the result as it is. False when there is nothing else to say. */
  resultRefused(detail: string): boolean {
    if (this.#last?.status !== 'completed') return false
    this.#last = failure({ code: 'result-refused', message: detail.slice(0, 1_000) })
    this.outbox.result(this.#last)
    return true
  }

  async #run(): Promise<void> {
    const { clock } = this.#options
    const begun = clock.now()
    const held = () => this.#lease.held()
    const outcome = await perform(this.#options, this.outbox, this.#stopped.signal, held)
    this.running = false
    this.#last = resultOf(outcome, this.#why)
    const status = this.#why === 'lost' ? 'lost' : this.#last.status
    const ms = Math.round(clock.now() - begun)
    this.#logger.info({ operation: 'runJob', status, ms }, 'ended')
    if (!this.#ended) this.outbox.result(this.#last)
    this.#options.onIdle()
  }
}
