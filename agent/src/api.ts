// A script's calls to its tenant's API: to BACKEND_URL and nowhere else, under the tenant's host name, and with no
// credential of the agent's: a request carries the headers that the script gives it.
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { FetchAnswer, FetchRequest } from '@reeve/sandbox'
import { Refused, limits, partsOf } from './fetch.ts'

export interface ApiSettings {
  /** BACKEND_URL, where the calls go. */
  url: string
  /** A tenant's host is its slug, a dot and this; without it nobody has an API. */
  tenant_host_suffix: string | null
  /** Whom to trust at https, when it is not those whom Node.js knows. */
  trusted?: () => { ca?: Buffer }
}

export interface ApiOptions extends ApiSettings {
  /** Slug of the tenant whose script it is. */
  tenant: string
  /** Whether the attempt is still this agent's: asked before each request that leaves. */
  held: () => boolean
  /** The end of the attempt ends what is under way. */
  signal: AbortSignal
}

/** What it throws is for the script's author. Undefined when the agent does not know its tenants' hosts. */
export function createApi({
  url,
  tenant_host_suffix: suffix,
  trusted,
  tenant,
  held,
  signal,
}: ApiOptions): ((asked: FetchRequest) => Promise<FetchAnswer>) | undefined {
  if (suffix === null) return undefined
  const host = `${tenant}.${suffix.replace(/^\./, '')}`
  return async (asked) => {
    const timeout = AbortSignal.timeout(limits.timeout_ms)
    try {
      const to = urlOf(asked.url, url)
      const { method, headers, body } = partsOf(asked)
      if (!held()) throw new Refused('the attempt is over')
      const all = { ...headers, host }
      const over = AbortSignal.any([signal, timeout])
      const options = { method, headers: all, signal: over, ...trusted?.() }
      const answer = await send(to, options, body)
      return { ...answer, url: asked.url } // where the backend is, is not the script's to know
    } catch (error) {
      if (timeout.aborted) throw new Error(`the answer took longer than ${limits.timeout_ms} ms`)
      if (error instanceof Refused) throw error
      throw new Error(`the request failed: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
    }
  }
}

/** A path below BACKEND_URL, spelt as URLs are: then what was checked is what is sent. */
function urlOf(path: string, base: string): URL {
  const wrong = (what: string) => new Refused(`'${path.slice(0, 200)}' ${what}`)
  const [place = ''] = path.split('?')
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[\\#]/.test(path) || place.includes('//'))
    throw wrong('is no path: it begins with one /, and encodeURIComponent() spells its parts')
  if (place.split('/').some(climbs)) throw wrong('climbs: a path may not hold .. or .')
  const { origin, pathname } = new URL(base)
  const below = pathname.replace(/\/+$/, '')
  const url = new URL(origin + below + path)
  if (url.origin === origin && url.pathname === below + place) return url
  throw wrong('is not spelt as a URL: encodeURIComponent() spells its parts')
}

/** Also one that climbs only once it is decoded. */
function climbs(part: string): boolean {
  try {
    return decodeURIComponent(part)
      .split(/[/\\]/)
      .some((each) => each === '..' || each === '.')
  } catch {
    return true
  }
}

/** One request on a connection of its own. No redirect is followed: the answer is the script's. */
function send(
  url: URL,
  options: https.RequestOptions,
  body: string | null,
): Promise<Omit<FetchAnswer, 'url'>> {
  // the certificate is that of the address; only the Host header is the tenant's
  const servername = isIP(url.hostname.replace(/[[\]]/g, '')) ? '' : url.hostname
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, servername, agent: false }, (answer) => {
      textOf(answer).then((text) => {
        const headers = Object.entries(answer.headersDistinct) as [string, string[]][]
        const joined = Object.fromEntries(headers.map(([name, all]) => [name, all.join(', ')]))
        resolve({ status: answer.statusCode ?? 0, headers: joined, body: text })
      }, reject)
    })
    sent.on('error', reject)
    sent.end(body ?? undefined)
  })
}

async function textOf(answer: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limits.answer_bytes)
      throw new Refused(`the answer has more than ${limits.answer_bytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
