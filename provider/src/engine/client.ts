// Calls of the broker: credentials, retries with back-off, and answers that are JSON or a clear failure.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../wire/log.ts'
import { refuse } from './diagnostics.ts'
import type { Problem } from './diagnostics.ts'
import type { Answer, Exchange, Send } from './http.ts'
import type { Json } from './model.ts'

export interface Call {
  method: Exchange['method']
  path: string
  body?: Json
  /** The revision the object had when it was read. */
  revision?: number | undefined
  /** Makes a repeated POST the same one. */
  idempotencyKey?: string
}
export interface Reply {
  body: Record<string, Json>
  /** Whether an earlier attempt may have reached the broker: its answer was lost. */
  repeated: boolean
}
export type Client = (call: Call) => Promise<Reply>

/** The broker said no: a problem document. */
export class Refused extends Error {
  readonly status: number
  readonly problem: Problem
  readonly call: string
  readonly repeated: boolean
  constructor(status: number, problem: Problem, call: string, repeated: boolean) {
    super(problem.title ?? `status ${status}`)
    this.status = status
    this.problem = problem
    this.call = call
    this.repeated = repeated
  }
}

export interface Settings {
  url: URL
  token: string
  /** Seconds over which a broker that cannot answer is asked again. */
  retryTimeout: number
  version: string
  send: Send
  log: Log
  /** Aborts waiting and reading at once; a change that was sent may still be answered until `ended`. */
  stopped: AbortSignal
  ended: AbortSignal
}

interface Attempt {
  answer?: Answer
  error?: NodeJS.ErrnoException
}
const passing = new Set([429, 502, 503, 504])
const passingErrors = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN EAI_AGAIN'.split(' '),
)
const firstPause = 100
const longestPause = 5_000

export function createClient(settings: Settings): Client {
  // Shared by all calls: when the broker is down, a hundred resources wait for it once, not in turn.
  const failing: { since?: number } = {}
  return async (call) => {
    const named = `${call.method} ${addressOf(settings, call).href}`
    const started = Date.now()
    let repeated = false
    for (let attempt = 0; ; attempt++) {
      const outcome = await once(settings, call, attempt)
      const { answer, error } = outcome
      if (answer && !passing.has(answer.status)) {
        delete failing.since
        return { body: read(answer, named, repeated), repeated }
      }
      if (error && !passingErrors.has(error.code ?? '')) return unreachable(settings, named, outcome, 0)
      repeated ||= error?.code !== 'ECONNREFUSED' && answer?.status !== 429
      failing.since ??= started
      const since = answer?.status === 429 ? started : failing.since
      const pause = pauseBefore(attempt + 1, answer)
      const waited = Date.now() - since
      if (waited + pause > settings.retryTimeout * 1000) {
        return unreachable(settings, named, outcome, waited)
      }
      settings.log('warn', 'the broker cannot answer; asking again', { call: named, pause, ...say(outcome) })
      await sleep(pause, undefined, { signal: settings.stopped }).catch(() => interrupted(named))
    }
  }
}

async function once(settings: Settings, call: Call, attempt: number): Promise<Attempt> {
  const { method, path, body } = call
  const reading = method === 'GET'
  const signal = reading ? settings.stopped : settings.ended
  if (settings.stopped.aborted) interrupted(`${method} ${path}`)
  const headers = {
    authorization: `Bearer ${settings.token}`,
    'user-agent': `terraform-provider-reeve/${settings.version}`,
    ...(call.revision !== undefined && { 'if-match': `"${call.revision}"` }),
    ...(call.idempotencyKey && { 'idempotency-key': call.idempotencyKey }),
  }
  const url = addressOf(settings, call)
  const from = performance.now()
  try {
    const answer = await settings.send({ method, url, headers, signal, ...(body !== undefined && { body }) })
    const ms = Math.round(performance.now() - from)
    settings.log('debug', 'call', { method, path, status: answer.status, ms, attempt })
    return { answer }
  } catch (error) {
    if (signal.aborted) interrupted(`${method} ${url.href}`)
    return { error: error as NodeJS.ErrnoException }
  }
}

/** `url` may have a path of its own, behind a gateway. */
function addressOf({ url }: Settings, { path }: Call): URL {
  return new URL(url.pathname.replace(/\/$/, '') + path, url)
}

/** Doubles with each attempt, and jitters, so that ten resources do not come back as one. */
function pauseBefore(attempt: number, answer: Answer | undefined): number {
  const asked = Number(answer?.headers['retry-after'])
  const backOff = Math.min(longestPause, firstPause * 2 ** attempt) * (0.5 + Math.random() / 2)
  return Math.round(asked > 0 ? asked * 1000 + backOff / 10 : backOff)
}

function read(answer: Answer, call: string, repeated: boolean): Record<string, Json> {
  const { status, text, headers } = answer
  const ok = status >= 200 && status < 300
  if (ok && text === '') return {}
  const body = parse(text)
  if (body && ok) return body
  if (body && 'title' in body) throw new Refused(status, body as Problem, call, repeated)
  const type = headers['content-type'] ?? 'no content type'
  return refuse(
    'The answer is not from a Reeve broker',
    `${call} was answered with status ${status} and ${type}, not with the JSON of Reeve's contract. ` +
      'Does `url` (or REEVE_URL) name the broker, or is there a proxy in between?',
  )
}

function parse(text: string): Record<string, Json> | undefined {
  try {
    const value = JSON.parse(text) as Json
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function unreachable(settings: Settings, call: string, outcome: Attempt, waited: number): never {
  const tried = waited > 0 ? ` It was asked again for ${Math.ceil(waited / 1000)} s (retry_timeout).` : ''
  const { url } = settings
  const status = outcome.answer?.status
  if (status === 429) {
    return refuse('The broker is asked too often', `${call} was answered with 429, too many requests.${tried}`)
  }
  return refuse(
    `The broker at ${url.origin} cannot be reached`,
    `${call} failed: ${status ? `status ${status}` : reason(outcome.error)}.${tried}\n\n` +
      'Check that the broker runs and that `url` (or REEVE_URL) is its address.',
  )
}

function interrupted(call: string): never {
  return refuse('Interrupted', `${call} was given up because Terraform was asked to stop.`)
}

function reason(error: NodeJS.ErrnoException | undefined): string {
  // Node reports one attempt per address (::1, 127.0.0.1) as an AggregateError without a message.
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [error]
  return first?.message ?? error?.code ?? 'no answer'
}

function say({ answer, error }: Attempt): Record<string, unknown> {
  return answer ? { status: answer.status } : { error: reason(error) }
}
