// The attempts an agent holds: at most so many scripts run, each report finds its way back to its attempt.
import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'
import type { Acknowledgement, Assignment, Attempt, Leases, Report } from './messages.ts'
import { createWork, type RunScript, type Stop, type Work } from './work.ts'

export interface SlotsOptions {
  max_concurrent: number
  clock: Clock
  logger: Logger
  runScript: RunScript
}

export interface Slots {
  take(assignment: Assignment): void
  /** What the agent holds: running, or ended with a report on its way. */
  held(): Attempt[]
  /** The attempts named in an answer to a heartbeat that was sent at `since`. */
  renew(leases: Leases, since: number): void
  cancel(attempt: Attempt, reason: string): void
  acknowledge(acknowledgement: Acknowledgement): void
  /** There is a stream: everything not acknowledged goes (again). */
  attach(send: (report: Report) => void): void
  detach(): void
  /** Nothing is taken any more. */
  stopAll(why: Stop): void
  /** Resolves when nothing is held any more. */
  empty(): Promise<void>
}

/** Problem codes after which the same report may be taken later. */
const notNow = new Set(['unavailable', 'internal', 'rate-limited'])

export function createSlots(options: SlotsOptions): Slots {
  const { max_concurrent, clock, logger } = options
  const works = new Map<string, Work>() // by job: an agent holds one attempt at a job
  const waiting: (() => void)[] = []
  let send: ((report: Report) => void) | undefined
  let sequence = 0
  let onStream = new Map<number, Work>()
  let closed = false

  function find({ job, attempt }: Attempt): Work | undefined {
    const work = works.get(job)
    return work?.attempt === attempt ? work : undefined
  }

  function forget(work: Work): void {
    if (works.get(work.job) === work) works.delete(work.job)
    for (const [number, its] of onStream) if (its === work) onStream.delete(number)
    if (works.size === 0) for (const resolve of waiting.splice(0)) resolve()
  }

  function start(assignment: Assignment): void {
    const { job, attempt, job_token } = assignment
    const work: Work = createWork({
      ...options,
      assignment,
      transmit(event) {
        if (send === undefined) return undefined
        sequence += 1
        onStream.set(sequence, work)
        send({ sequence, attempt: { job, attempt }, job_token, ...event })
        return sequence
      },
      onEnd: () => forget(work),
    })
    works.set(job, work)
    work.start()
  }

  return {
    take(assignment) {
      const { job, attempt, tenant } = assignment
      const keys = { operation: 'takeJob', tenant, job, attempt }
      if (closed) return logger.warn(keys, 'not taken: the agent ends')
      const before = works.get(job)
      if (before && before.attempt >= attempt) {
        return logger.warn(keys, 'assigned again: the attempt is held already')
      }
      before?.stop('lost')
      const running = [...works.values()].filter((work) => work.running()).length
      if (running >= max_concurrent) {
        return logger.error({ ...keys, running }, 'protocol error: more than this agent takes')
      }
      start(assignment)
    },
    held: () => [...works.values()].map(({ job, attempt }) => ({ job, attempt })),
    renew({ lease_ms, renewed, lost }, since) {
      for (const attempt of renewed) find(attempt)?.renew(since, lease_ms)
      for (const attempt of lost) find(attempt)?.stop('lost')
    },
    cancel(attempt, reason) {
      logger.info({ operation: 'cancelJob', ...attempt, reason }, 'cancelled by the broker')
      find(attempt)?.stop('cancelled')
    },
    acknowledge(acknowledgement) {
      const number = acknowledgement.sequence
      const work = onStream.get(number)
      if (work === undefined) return // of an attempt that is over
      if (notNow.has(acknowledgement.code)) return work.outbox.postponed(number)
      onStream.delete(number)
      settle(work, acknowledgement)
    },
    attach(sender) {
      send = sender
      sequence = 0
      onStream = new Map()
      for (const work of works.values()) work.outbox.resend()
    },
    detach() {
      send = undefined
    },
    stopAll(why) {
      closed = true
      for (const work of [...works.values()]) work.stop(why)
    },
    empty() {
      return works.size === 0 ? Promise.resolve() : new Promise((done) => void waiting.push(done))
    },
  }

  function settle(work: Work, { sequence: number, accepted, code, detail }: Acknowledgement): void {
    const { job, attempt } = work
    if (accepted) {
      if (work.outbox.delivered(number)) work.finished()
      return
    }
    const keys = { operation: 'report', job, attempt, code, detail }
    if (code === 'conflict' || code === 'not-found') {
      logger.warn(keys, 'the broker says the attempt is over')
      work.stop('lost')
      return
    }
    logger.error(keys, 'the broker refused a report')
    if (work.outbox.refused(number) && !work.resultRefused(detail)) work.finished()
  }
}
