// Sends one call: with its credentials, within its time, again when that is safe and may help.
import { backoff, pause, retryAfterOf } from './delay.ts'
import { ProblemError, problemOf, UnreachableError } from './errors.ts'

export interface Exchange {
  operation: string
  address: string
  /** Whether doing it twice is the same as once. */
  repeatable: boolean
  /** Media type of a good answer; null is an answer without body. */
  answer: string | null
  token: string | (() => string | Promise<string>) | undefined
  retryFor: number
  timeout: number
  signal: AbortSignal | undefined
  fetch: (request: Request, init?: RequestInit) => Promise<Response>
}

interface Failure {
  error: ProblemError | UnreachableError
  /** Whether the same request may fare better later. */
  again: boolean
  /** Whether the broker may have done it all the same. */
  unsure: boolean
}

/** Resolves with what `take` makes of the good answer; with nothing when the broker had done it before. */
export async function exchange<T>(
  request: Request,
  how: Exchange,
  take: (response: Response) => Promise<T>,
): Promise<T | undefined> {
  const end = performance.now() + (how.repeatable ? how.retryFor : 0)
  let unsure = false
  for (let attempt = 1; ; attempt++) {
    const outcome = await send(request, how, take)
    if ('taken' in outcome) return outcome.taken
    const { error } = outcome
    // Gone since an earlier attempt whose answer was lost: that attempt deleted it.
    if (unsure && request.method === 'DELETE' && codeOf(error) === 'not-found') return undefined
    const asked = error instanceof ProblemError ? (error.retryAfter ?? 0) * 1000 : 0
    const wait = Math.max(backoff(attempt), asked)
    if (!outcome.again || performance.now() + wait > end) throw error
    unsure ||= outcome.unsure
    await pause(wait, how.signal)
  }
}

async function send<T>(
  request: Request,
  how: Exchange,
  take: (response: Response) => Promise<T>,
): Promise<{ taken: T } | Failure> {
  const headers = new Headers(request.headers)
  const token = typeof how.token === 'function' ? await how.token() : how.token
  if (token !== undefined) headers.set('authorization', `Bearer ${checked(token)}`)
  how.signal?.throwIfAborted()
  const attempt = new AbortController()
  const stop = () => attempt.abort()
  const timer = setTimeout(stop, how.timeout)
  how.signal?.addEventListener('abort', stop)
  try {
    // Never followed: the token is for this address alone.
    const init = { headers, redirect: 'manual' } as const
    // The signal is handed to fetch itself: one that only a Request holds may be garbage collected with its abort.
    const response = await how.fetch(new Request(request.clone(), init), { signal: attempt.signal })
    if (isMeant(response, how)) return { taken: await take(response) }
    return failureOf(response, await response.text(), how)
  } catch (cause) {
    how.signal?.throwIfAborted()
    return lost(cause, attempt.signal.aborted, how)
  } finally {
    clearTimeout(timer)
    how.signal?.removeEventListener('abort', stop)
  }
}

/** A token that no header can hold would be quoted in fetch's own error. */
function checked(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new TypeError('The token is empty or holds a character that no token has, such as a space.')
}

function isMeant({ ok, status, headers }: Response, { answer }: Exchange): boolean {
  const kind = headers.get('content-type') ?? ''
  return ok && (answer === null ? status === 204 : kind.startsWith(answer))
}

function failureOf(response: Response, text: string, how: Exchange): Failure {
  const { operation, address } = how
  const { status, headers, type } = response
  const kind = headers.get('content-type') ?? ''
  const again = [429, 502, 503, 504].includes(status)
  const unsure = status === 502 || status === 504
  const problem = response.ok ? undefined : problemOf(response, text)
  if (problem) {
    return { error: new ProblemError(operation, problem, retryAfterOf(headers)), again, unsure }
  }
  const redirected = type === 'opaqueredirect' || (status >= 300 && status < 400)
  const reason = redirected
    ? `it sends callers elsewhere${place(headers.get('location'), address)}; use that address`
    : `something else answered ${status} with ${kind.split(';')[0] || 'no content type'}`
  return { error: new UnreachableError(operation, address, reason), again, unsure }
}

function place(location: string | null, address: string): string {
  return location !== null && URL.canParse(location, address)
    ? `, to ${new URL(location, address).origin}`
    : ''
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ENOTFOUND: 'its host is not known',
  EAI_AGAIN: 'its host could not be looked up',
}

function lost(
  cause: unknown,
  timedOut: boolean,
  { operation, address, timeout }: Exchange,
): Failure {
  const { code = '', message = 'fetch failed' } = innermost(cause)
  const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)
  const reason = untrusted
    ? `its certificate is not trusted (${code})`
    : timedOut
      ? `nothing came within ${timeout / 1000} s`
      : (reasons[code] ?? message)
  const error = new UnreachableError(operation, address, reason, { cause })
  return { error, again: !untrusted, unsure: true }
}

/** fetch says only "fetch failed"; what happened is in its cause. */
function innermost(error: unknown): { code?: string; message?: string } {
  const { cause } = error as { cause?: unknown }
  return cause instanceof Error ? innermost(cause) : (error as { code?: string; message?: string })
}

function codeOf(error: Error): string | undefined {
  return error instanceof ProblemError ? error.code : undefined
}
