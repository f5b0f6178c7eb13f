// One attempt at one job: its script in a sandbox, its lease, and what it has to report.
import type { Outcome, RunOptions, ScriptError } from '@reeve/sandbox'
import type { Clock } from './clock.ts'
import { createLease } from './lease.ts'
import type { Logger } from './logger.ts'
import type { Assignment, Result } from './messages.ts'
import { createOutbox, type Outbox, type Transmit } from './outbox.ts'

export type RunScript = (options: RunOptions) => Promise<Outcome>

/** `lost`: another agent may have it, nothing is reported any more. The others end with a report. */
export type Stop = 'lost' | 'cancelled' | 'agent-stopped'

export interface Work {
  readonly job: string
  readonly attempt: number
  readonly outbox: Outbox
  /** Once. */
  start(): void
  /** Whether its script has a thread. False while only its last reports are waiting. */
  running(): boolean
  renew(since: number, lease_ms: number): void
  stop(why: Stop): void
  /** The broker has the result: there is nothing more to do. */
  finished(): void
  /** The broker does not want the result as it is. False when there is nothing else to say. */
  resultRefused(detail: string): boolean
}

export interface WorkOptions {
  assignment: Assignment
  clock: Clock
  logger: Logger
  runScript: RunScript
  transmit: Transmit
  /** Nothing of it is left. */
  onEnd: () => void
}

export function createWork(options: WorkOptions): Work {
  const { assignment, clock, transmit, onEnd } = options
  const { job, attempt, tenant } = assignment
  const logger = options.logger.child({ tenant, job, attempt })
  const stopped = new AbortController()
  let why: Stop | undefined
  let running = true
  let ended = false
  let last: Result | undefined

  const outbox = createOutbox(clock, (event) => (lease.held() ? transmit(event) : undefined))
  const lease = createLease(clock, assignment.lease_ms, () => stop('lost'))

  function stop(reason: Stop): void {
    if (ended || (why !== undefined && reason !== 'lost')) return
    why = reason
    stopped.abort()
    if (reason === 'lost') {
      logger.warn({ operation: 'stopJob' }, 'the lease is over: the attempt is given up')
      end()
    } else if (running) logger.info({ operation: 'stopJob', why }, 'stopping')
  }

  function end(): void {
    if (ended) return
    ended = true
    lease.end()
    outbox.close()
    onEnd()
  }

  async function go(): Promise<void> {
    const begun = clock.now()
    outbox.started()
    const outcome = await perform(options, outbox, stopped.signal)
    running = false
    last = resultOf(outcome, why)
    const ms = Math.round(clock.now() - begun)
    logger.info({ operation: 'runJob', status: why === 'lost' ? why : last.status, ms }, 'ended')
    if (!ended) outbox.result(last)
  }

  return {
    job,
    attempt,
    outbox,
    start() {
      logger.info({ operation: 'runJob' }, 'begun')
      void go() // never rejects: perform() makes an outcome of everything
    },
    running: () => running,
    renew: (since, ms) => lease.renew(since, ms),
    stop,
    finished: end,
    resultRefused(detail) {
      if (last?.status !== 'completed') return false
      last = failure({ code: 'result-refused', message: detail.slice(0, 1_000) })
      outbox.result(last)
      return true
    },
  }
}

/** Runs what the assignment asks for. Whatever goes wrong is an outcome. */
async function perform(
  { assignment, runScript, logger }: WorkOptions,
  outbox: Outbox,
  signal: AbortSignal,
): Promise<Outcome | { status: 'failed'; error: Failure }> {
  if (assignment.type !== 'script') {
    const message = `This agent knows no jobs of type '${assignment.type.slice(0, 100)}'.`
    return { status: 'failed', error: { code: 'unsupported-type', message } }
  }
  const payload = payloadOf(assignment.payload)
  if (payload === undefined) {
    const message = 'The payload is not a script and its input.'
    return { status: 'failed', error: { code: 'invalid-payload', message } }
  }
  try {
    return await runScript({
      ...payload,
      timeout_ms: Math.min(Math.max(1, assignment.timeout_ms), 2 ** 31 - 1),
      signal,
      onLine: (level, text) => outbox.line(level, text),
      onProgress: (percent, message) => outbox.progress(percent, message),
    })
  } catch (cause) {
    logger.error({ operation: 'runJob', job: assignment.job, err: cause }, 'the sandbox failed')
    return { status: 'failed', error: { code: 'sandbox-failed', message: 'The sandbox failed.' } }
  }
}

function payloadOf(bytes: Buffer): { script: string; input: unknown } | undefined {
  try {
    const { script, input = null } = JSON.parse(bytes.toString()) as Record<string, unknown>
    return typeof script === 'string' ? { script, input } : undefined
  } catch {
    return undefined
  }
}

/** The sandbox's errors and the agent's own: all are codes of the contract's JobError. */
type Failure = Omit<ScriptError, 'code'> & { code: string }

function resultOf(outcome: Outcome | { status: 'failed'; error: Failure }, why?: Stop): Result {
  switch (outcome.status) {
    case 'completed':
      return { status: 'completed', result: Buffer.from(JSON.stringify(outcome.result)) }
    case 'failed':
      return failure(outcome.error)
    case 'cancelled':
      if (why === 'cancelled') return { status: 'cancelled' }
      return failure({ code: 'agent-stopped', message: 'The agent was stopped.' })
  }
}

function failure(error: Failure): Result {
  return { status: 'failed', error: Buffer.from(JSON.stringify(error)) }
}
