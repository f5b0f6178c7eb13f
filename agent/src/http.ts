// One POST to the broker, and the only three ways it can end: an answer, a definite no, or "ask again".

export type Answer =
  | { kind: 'answer'; body: unknown }
  | { kind: 'no'; status: number; code: string; detail: string }
  | { kind: 'again'; why: string; after_ms: number | null }

export interface Post {
  fetch: typeof globalThis.fetch
  url: string
  body?: unknown
  bearer?: string
  headers?: Record<string, string>
  signal: AbortSignal
  patience_ms?: number
  /** In characters. */
  most_answer?: number
}

const mostWait_ms = 3_600_000
/** Client errors that say "not now" rather than "no". */
const notNow = new Set([408, 425, 429])

export async function post(request: Post): Promise<Answer> {
  const { fetch, url, body, bearer, headers, signal } = request
  const { patience_ms = 15_000, most_answer = 64 << 10 } = request
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual', // a redirect would carry the proof to a place nobody named
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience_ms)]),
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return sort(response, await textOf(response, most_answer))
  } catch (cause) {
    return { kind: 'again', why: reasonOf(cause), after_ms: null }
  }
}

function sort(response: Response, text: string): Answer {
  const { status } = response
  if (status === 204) return { kind: 'answer', body: null }
  const body = parse(text)
  if (status >= 200 && status < 300) {
    if (body !== undefined) return { kind: 'answer', body }
    return { kind: 'again', why: 'the answer is no JSON', after_ms: null }
  }
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const code = wordOf(problem['code'])
  const detail = wordOf(problem['detail']) || wordOf(problem['title'])
  if (status >= 500 || notNow.has(status)) {
    const why = [`HTTP ${status}`, code, detail].filter(Boolean).join(', ')
    return { kind: 'again', why, after_ms: retryAfter(response.headers.get('retry-after')) }
  }
  const to = response.headers.get('location')
  return { kind: 'no', status, code, detail: to ? `it redirects to ${to.slice(0, 200)}` : detail }
}

/** Seconds or a date (RFC 9110 §10.2.3), bounded: a slip of the broker's must not silence an agent for a week. */
export function retryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null) return null
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), mostWait_ms)
}

async function textOf(response: Response, most: number): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (text.length > most) throw new Error('the answer is too long')
  }
  return text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 500) : ''
}

/** Undici hides what happened one level down. Neither level names the request's headers or body. */
function reasonOf(cause: unknown): string {
  const error = cause as Error & { cause?: { code?: string; message?: string } }
  return error.cause?.code ?? error.cause?.message ?? error.message
}
