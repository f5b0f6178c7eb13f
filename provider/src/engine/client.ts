// Calls of the broker: its address, the credentials, and the headers that make a repeated change safe.
import { readAnswer } from './answer.ts'
import { coalescing } from './coalesce.ts'
import type { Listed } from './coalesce.ts'
import type { Exchange, Send } from './http.ts'
import { createPace } from './limits.ts'
import type { Json } from './model.ts'
import { interrupted, persist } from './retry.ts'
import type { Attempt, Outage, Patience } from './retry.ts'
import type { Exchanged } from './trace.ts'

export interface Call {
  method: Exchange['method']
  path: string
  body?: Json
  /** The revision the object had when it was read. */
  revision?: number | undefined
  /** Makes a repeated POST the same one. */
  idempotencyKey?: string
  /** Where else a read may find its object. */
  listed?: Listed | undefined
  /** What was read before; the answer may be that it has not changed. */
  etag?: string
}
export type Client = (call: Call) => Promise<Record<string, Json>>

export interface Reply {
  body: Record<string, Json>
  etag: string | undefined
  /** It is still what had the call's ETag. */
  unchanged: boolean
  /** The header `reeve-warnings`. */
  warnings?: string | undefined
}
/** One call, sent as it is. */
export type Ask = (call: Call) => Promise<Reply>

export interface Settings extends Patience {
  token: string
  version: string
  send: Send
  /** Ends changes that were already sent; `stopped` comes earlier, for all that can be given up without loss. */
  ended: AbortSignal
  /** Logs what went back and forth, without secrets; absent unless somebody asked for that. */
  trace?: ((exchange: Exchanged) => void) | undefined
}

const warningsHeader = 'reeve-warnings'

export function createClient(settings: Settings): Client {
  const ask = createAsk(settings)
  return coalescing(ask, ({ path }) => settings.log('debug', 'read from a list', { path }))
}

export function createAsk(settings: Settings): Ask {
  const outage: Outage = {}
  const pace = createPace()
  return async (call) => {
    const url = addressOf(settings.url, call.path)
    const named = `${call.method} ${url.href}`
    const { answer, repeated } = await persist(settings, named, { outage, pace }, (count) =>
      attempt(settings, call, url, count),
    )
    const { etag } = answer.headers
    if (answer.status === 304) return { body: {}, etag, unchanged: true }
    const warnings = answer.headers[warningsHeader] as string | undefined
    return { body: readAnswer(answer, named, repeated), etag, unchanged: false, warnings }
  }
}

async function attempt(
  settings: Settings,
  { method, path, body, revision, idempotencyKey, etag }: Call,
  url: URL,
  count: number,
): Promise<Attempt> {
  const { stopped, ended, token, version, log, send } = settings
  const signal = method === 'GET' ? stopped : ended
  if (stopped.aborted) interrupted(`${method} ${url.href}`)
  const headers = {
    authorization: `Bearer ${token}`,
    'user-agent': `terraform-provider-reeve/${version}`,
    ...(revision !== undefined && { 'if-match': `"${revision}"` }),
    ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    ...(etag !== undefined && { 'if-none-match': etag }),
  }
  const from = performance.now()
  try {
    const answer = await send({ method, url, headers, signal, ...(body !== undefined && { body }) })
    const ms = Math.round(performance.now() - from)
    log('debug', 'call', { method, path, status: answer.status, ms, count })
    settings.trace?.({ method, path, sent: body, answer: answer.text })
    return { answer }
  } catch (error) {
    if (signal.aborted) interrupted(`${method} ${url.href}`)
    return { error: error as NodeJS.ErrnoException }
  }
}

/** `url` may have a path of its own, behind a gateway. */
function addressOf(url: URL, path: string): URL {
  return new URL(url.pathname.replace(/\/$/, '') + path, url)
}
