// The attempts an agent holds: at most so many scripts run, each report finds its way back to its attempt.
import type { Logger } from './logger.ts'
import type { Acknowledgement, Assignment, Attempt, Leases, Report } from './messages.ts'
import { Work, type Stop, type WorkOptions } from './work.ts'

export interface SlotsOptions extends Pick<WorkOptions, 'clock' | 'logger' | 'runners'> {
  max_concurrent: number
}

interface OnStream {
  work: Work
  /** When it was sent, of a report that an attempt has begun. */
  begun: number | undefined
}

/** Problem codes after which the same report may be taken later. */
const notNow = new Set(['unavailable', 'internal', 'rate-limited'])

export class Slots {
  readonly #options: SlotsOptions
  readonly #logger: Logger
  readonly #works = new Map<string, Work>() // by job: an agent holds one attempt at a job
  /** Come before the slot that the broker has freed already, e.g. while a cancelled script is being stopped. */
  readonly #early: Work[] = []
  readonly #waiting: (() => void)[] = []
  #send: ((report: Report) => void) | undefined
  #sequence = 0
  #onStream = new Map<number, OnStream>() // by sequence
  #lease_ms = 0
  #closed = false

  constructor(options: SlotsOptions) {
    this.#options = options
    this.#logger = options.logger
  }

  /** What the agent holds: running, about to run, or ended with a report on its way. */
  held(): Attempt[] {
    return [...this.#works.values()].map(({ job, attempt }) => ({ job, attempt }))
  }

  take(assignment: Assignment): void {
    const { job, attempt, tenant } = assignment
    const keys = { operation: 'takeJob', tenant, job, attempt }
    if (this.#closed) return this.#logger.warn(keys, 'not taken: the agent ends')
    const before = this.#works.get(job)
    if (before && before.attempt >= attempt) {
      return this.#logger.warn(keys, 'assigned again: the attempt is held already')
    }
    before?.stop('lost')
    const { max_concurrent } = this.#options
    if (this.#early.length >= max_concurrent)
      return this.#logger.error(keys, 'protocol error: more than this agent takes')
    const work = this.#workOf(assignment)
    this.#works.set(job, work)
    this.#early.push(work)
    this.#startEarly()
  }

  /** An answer to a heartbeat that was sent at `since`. */
  renew({ lease_ms, renewed, lost }: Leases, since: number): void {
    for (const attempt of renewed) this.#find(attempt)?.renew(since, lease_ms)
    for (const attempt of lost) this.#find(attempt)?.stop('lost')
  }

  cancel(attempt: Attempt, reason: string): void {
    this.#logger.info({ operation: 'cancelJob', ...attempt, reason }, 'cancelled by the broker')
    this.#find(attempt)?.stop('cancelled')
  }

  acknowledge(acknowledgement: Acknowledgement): void {
    const { sequence, code } = acknowledgement
    const sent = this.#onStream.get(sequence)
    if (sent === undefined) return // of an attempt that is over
    const { work, begun } = sent
    if (notNow.has(code)) return work.outbox.postponed(sequence)
    this.#onStream.delete(sequence)
    // the first lease is short: it lasts only until the broker knows that the attempt has begun
    if (acknowledgement.accepted && begun !== undefined) work.renew(begun, this.#lease_ms)
    this.#settle(work, acknowledgement)
  }

  /** There is a stream: everything not acknowledged goes (again). */
  attach(send: (report: Report) => void, lease_ms: number): void {
    this.#send = send
    this.#lease_ms = lease_ms
    this.#sequence = 0
    this.#onStream = new Map()
    for (const work of this.#works.values()) work.outbox.resend()
  }

  detach(): void {
    this.#send = undefined
  }

  /** Nothing is taken any more. */
  stopAll(why: Stop): void {
    this.#closed = true
    for (const work of [...this.#works.values()]) work.stop(why)
  }

  /** Resolves when nothing is held any more. */
  empty(): Promise<void> {
    if (this.#works.size === 0) return Promise.resolve()
    return new Promise((resolve) => void this.#waiting.push(resolve))
  }

  #find({ job, attempt }: Attempt): Work | undefined {
    const work = this.#works.get(job)
    return work?.attempt === attempt ? work : undefined
  }

  #startEarly(): void {
    let running = [...this.#works.values()].filter((work) => work.running).length
    while (running < this.#options.max_concurrent) {
      const work = this.#early.shift()
      if (!work) return
      work.start()
      running += 1
    }
  }

  #workOf(assignment: Assignment): Work {
    const { job, attempt, job_token } = assignment
    const work: Work = new Work({
      ...this.#options,
      assignment,
      transmit: (event) => {
        if (this.#send === undefined) return undefined
        this.#sequence += 1
        const begun = event.started ? this.#options.clock.now() : undefined
        this.#onStream.set(this.#sequence, { work, begun })
        this.#send({ sequence: this.#sequence, attempt: { job, attempt }, job_token, ...event })
        return this.#sequence
      },
      onIdle: () => this.#startEarly(),
      onEnd: () => this.#forget(work),
    })
    return work
  }

  #settle(work: Work, { sequence, accepted, code, detail }: Acknowledgement): void {
    if (accepted) {
      if (work.outbox.settled(sequence)) work.end()
      return
    }
    const keys = { operation: 'report', job: work.job, attempt: work.attempt, code, detail }
    if (code === 'conflict' || code === 'not-found') {
      this.#logger.warn(keys, 'the broker says the attempt is over')
      return work.stop('lost')
    }
    this.#logger.error(keys, 'the broker refused a report')
    if (work.outbox.settled(sequence) && !work.resultRefused(detail)) work.end()
  }

  #forget(work: Work): void {
    if (this.#works.get(work.job) === work) this.#works.delete(work.job)
    const early = this.#early.indexOf(work)
    if (early >= 0) this.#early.splice(early, 1)
    for (const [sequence, sent] of this.#onStream)
      if (sent.work === work) this.#onStream.delete(sequence)
    this.#startEarly()
    if (this.#works.size === 0) for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
