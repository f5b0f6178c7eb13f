// Fetches for a script: only what its tenant's allowed hosts have, only while the attempt holds its lease, in bounds.
import type { FetchAnswer, FetchRequest } from '@reeve/sandbox'

export interface FetchOptions {
  /** `host`, for the usual port of its scheme, or `host:port`. */
  allowed_hosts: string[]
  /** Whether the attempt is still this agent's: asked before each request that leaves. */
  held: () => boolean
  /** The end of the attempt ends what is under way. */
  signal: AbortSignal
}

export const limits = {
  timeout_ms: 30_000,
  body_bytes: 1 << 20,
  answer_bytes: 1 << 20,
  redirects: 5,
} as const

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** They say where a request goes and where it ends, which is not the script's to say. */
const ours =
  /^(host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/i
const redirections = new Set([301, 302, 303, 307, 308])

/** What it throws is for the script's author. */
export function createFetch(options: FetchOptions): (asked: FetchRequest) => Promise<FetchAnswer> {
  return async (asked) => {
    const timeout = AbortSignal.timeout(limits.timeout_ms)
    const signal = AbortSignal.any([options.signal, timeout])
    try {
      return await follow(options, asked, signal)
    } catch (error) {
      if (timeout.aborted) throw new Error(`the answer took longer than ${limits.timeout_ms} ms`)
      throw error instanceof Refused ? error : new Error(`the request failed: ${reasonOf(error)}`)
    }
  }
}

/** Why nothing was sent, or nothing more. */
export class Refused extends Error {}

async function follow(
  { allowed_hosts, held }: FetchOptions,
  asked: FetchRequest,
  signal: AbortSignal,
): Promise<FetchAnswer> {
  let url = urlOf(asked.url, allowed_hosts)
  let init: Init = partsOf(asked)
  for (let redirects = 0; ; redirects += 1) {
    if (!held()) throw new Refused('the attempt is over')
    const response = await fetch(url, { ...init, redirect: 'manual', signal })
    const location = response.headers.get('location')
    if (!redirections.has(response.status) || location === null) {
      return {
        url: url.href,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await textOf(response),
      }
    }
    await response.body?.cancel()
    const next = new URL(location, url)
    if (next.origin !== url.origin)
      throw new Refused(
        `${url.host} redirects to ${next.host}; ask there yourself, if it is allowed`,
      )
    if (redirects === limits.redirects)
      throw new Refused(`${url.host} redirects more than ${limits.redirects} times`)
    init = redirected(init, response.status)
    url = next
  }
}

function urlOf(text: string, allowed: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new Refused(`'${text.slice(0, 200)}' is no http or https URL`)
  if (url.username !== '' || url.password !== '')
    throw new Refused('a URL may hold no user and no password; send a header')
  // `host` leaves out the scheme's usual port, as the list does.
  if (allowed.includes(url.host)) return url
  throw new Refused(`${url.host} is not among the tenant's allowed hosts`)
}

type Init = Pick<RequestInit, 'method' | 'headers' | 'body'>

/** What may be sent of a request: its method, headers and body, checked. */
export function partsOf({ method, headers, body }: FetchRequest): Omit<FetchRequest, 'url'> {
  const verb = method.toUpperCase()
  if (!methods.has(verb)) throw new Refused(`the method ${verb.slice(0, 20)} is not allowed`)
  const refused = Object.keys(headers).find((name) => ours.test(name))
  if (refused) throw new Refused(`the header ${refused} is not a script's to set`)
  if (body !== null && Buffer.byteLength(body) > limits.body_bytes)
    throw new Refused(`a body may have ${limits.body_bytes} bytes`)
  return { method: verb, headers, body }
}

/** As browsers do: after these a POST is followed by a GET, and 303 says so for all. */
function redirected(init: Init, status: number): Init {
  const { method, headers } = init
  const keeps = status >= 307 || (status !== 303 && method !== 'POST')
  if (keeps || method === 'HEAD') return init
  const left = Object.entries(headers as Record<string, string>)
  return {
    method: 'GET',
    headers: Object.fromEntries(left.filter(([name]) => !/^content-/i.test(name))),
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > limits.answer_bytes)
      throw new Refused(`the answer has more than ${limits.answer_bytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** Node says `fetch failed`; the cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}
