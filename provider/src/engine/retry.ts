// Asking again: which failures pass by themselves, how long to pause, and when to give up.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../wire/log.ts'
import { refuse } from './diagnostics.ts'
import type { Answer } from './http.ts'
import { askedPause } from './limits.ts'
import type { Pace } from './limits.ts'

export interface Patience {
  url: URL
  /** Seconds over which a broker that cannot answer is asked again. */
  retryTimeout: number
  log: Log
  /** Aborts waiting at once. */
  stopped: AbortSignal
}
export interface Attempt {
  answer?: Answer
  error?: NodeJS.ErrnoException
}
/** Since when the broker cannot answer: shared, so that a hundred resources wait for it once, not in turn. */
export interface Outage {
  since?: number
}

const passing = new Set([429, 502, 503, 504])
const passingErrors = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN EAI_AGAIN'.split(' '),
)
const firstPause = 100
const longestPause = 5_000

/** What all calls of a command know of the broker. */
export interface Shared {
  outage: Outage
  pace: Pace
}

/** `repeated` says that an earlier attempt may have reached the broker: its answer was lost. */
export async function persist(
  patience: Patience,
  call: string,
  { outage, pace }: Shared,
  attempt: (count: number) => Promise<Attempt>,
): Promise<{ answer: Answer; repeated: boolean }> {
  const started = Date.now()
  let repeated = false
  for (let count = 1; ; count++) {
    await pace.turn(patience.retryTimeout * 1000, patience.stopped).catch(() => interrupted(call))
    const outcome = await attempt(count)
    const { answer } = outcome
    if (answer) pace.heed(answer)
    if (answer && !passing.has(answer.status)) {
      delete outage.since
      return { answer, repeated }
    }
    repeated ||= mayHaveArrived(outcome)
    const waited = Date.now() - failingSince(outcome, outage, started)
    const pause = pauseAfter(count, answer)
    if (!isPassing(outcome) || waited + pause > patience.retryTimeout * 1000) {
      giveUp(patience.url, call, outcome, count > 1 ? waited : 0)
    }
    patience.log('warn', 'the broker cannot answer; asking again', {
      call,
      pause,
      why: why(outcome),
    })
    await sleep(pause, undefined, { signal: patience.stopped }).catch(() => interrupted(call))
  }
}

function isPassing({ answer, error }: Attempt): boolean {
  return answer ? passing.has(answer.status) : passingErrors.has(error?.code ?? '')
}

function mayHaveArrived({ answer, error }: Attempt): boolean {
  return answer ? answer.status !== 429 : error?.code !== 'ECONNREFUSED'
}

/** A broker that limits requests is not down: that is the one caller's own time. */
function failingSince({ answer }: Attempt, outage: Outage, started: number): number {
  if (answer?.status === 429) return started
  outage.since ??= started
  return outage.since
}

export function interrupted(call: string): never {
  return refuse('Interrupted', `${call} was given up because Terraform was asked to stop.`)
}

/** Doubles with each attempt, and jitters, so that ten resources do not come back as one. */
function pauseAfter(count: number, answer: Answer | undefined): number {
  const asked = answer ? askedPause(answer) : 0
  const backOff = Math.min(longestPause, firstPause * 2 ** count) * (0.5 + Math.random() / 2)
  return Math.round(asked > 0 ? asked + backOff / 10 : backOff)
}

function giveUp(url: URL, call: string, outcome: Attempt, waited: number): never {
  const again = ` It was asked again for ${Math.ceil(waited / 1000)} s (retry_timeout).`
  const failed = `${call} failed: ${why(outcome)}.${waited > 0 ? again : ''}`
  if (outcome.answer?.status === 429) return refuse('The broker is asked too often', failed)
  return refuse(
    `The broker at ${url.origin} cannot be reached`,
    `${failed}\n\nCheck that the broker runs and that \`url\` (or REEVE_URL) is its address.`,
  )
}

function why({ answer, error }: Attempt): string {
  if (answer) return `status ${answer.status}`
  // Node tries every address of a name (::1, 127.0.0.1) and reports them as an error without a message.
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [error]
  return first?.message ?? error?.code ?? 'no answer'
}
