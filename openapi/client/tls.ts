// A fetch that trusts an authority of its own and shows a client certificate. For Node alone: browsers have their own.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'

/** Paths of PEM files. */
export interface TlsFiles {
  /** Whom the broker's certificate must come from; null: the authorities that Node knows. */
  ca: string | null
  /** The client's own certificate and its key. */
  cert: string | null
  key: string | null
}

export interface TlsPair {
  ca?: Buffer
  cert?: Buffer
  key?: Buffer
}

/** Reads the files now, for a mistake to be told at once, and again at each call: they are renewed while we run. */
export function pairFrom(files: TlsFiles): () => TlsPair {
  let good = read(files)
  return () => {
    try {
      good = read(files)
    } catch {
      // somebody is writing them; what was good a moment ago still is
    }
    return good
  }
}

/** What REEVE_CA_FILE, REEVE_CERT_FILE and REEVE_KEY_FILE name; undefined when none of them is set. */
export function tlsFilesIn(env: Record<string, string | undefined>): TlsFiles | undefined {
  const of = (name: string) => env[name]?.trim() || null
  const [ca, cert, key] = [of('REEVE_CA_FILE'), of('REEVE_CERT_FILE'), of('REEVE_KEY_FILE')]
  return ca || cert || key ? { ca, cert, key } : undefined
}

/** A sentence about a file that could not be read. */
export function unreadable(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException
  return `The file ${path} cannot be read: ${code}. REEVE_CA_FILE, REEVE_CERT_FILE and REEVE_KEY_FILE name PEM files.`
}

function read(files: TlsFiles): TlsPair {
  const named = Object.entries(files).filter(([, path]) => path !== null)
  return Object.fromEntries(named.map(([name, path]) => [name, readFileSync(path as string)]))
}

/** As the global fetch; a connection is kept for as long as the files stay the same. */
export function createTlsFetch(pair: () => TlsPair): typeof globalThis.fetch {
  let known: TlsPair | undefined
  let agent: https.Agent | undefined
  const agentFor = (fresh: TlsPair): https.Agent => {
    if (agent && known && same(known, fresh)) return agent
    agent?.destroy()
    known = fresh
    agent = new https.Agent({ ...fresh, keepAlive: true })
    return agent
  }
  return async (input, init) => {
    const request = new Request(input, init)
    const secure = request.url.startsWith('https:')
    const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
    const { method, signal, redirect } = request
    const headers = Object.fromEntries(request.headers)
    const options = { method, headers, signal, ...(secure && { agent: agentFor(pair()) }) }
    try {
      const answer = await send(request.url, options, body)
      if (redirect !== 'manual' && answer.headers.has('location'))
        throw new Error(`it redirects to ${answer.headers.get('location')}, which is not followed`)
      return answer
    } catch (cause) {
      if (signal.aborted) throw signal.reason
      throw new TypeError('fetch failed', { cause })
    }
  }
}

const same = (one: TlsPair, other: TlsPair): boolean =>
  (['ca', 'cert', 'key'] as const).every((name) => {
    const [before, now] = [one[name], other[name]]
    return before === now || (before && now && before.equals(now))
  })

/** These have no body, and `Response` insists. */
const bare = new Set([204, 205, 304])

function send(url: string, options: https.RequestOptions, body: Buffer | undefined) {
  const { request } = url.startsWith('https:') ? https : http
  return new Promise<Response>((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      const { statusCode: status = 0, statusMessage: statusText = '', headersDistinct } = answer
      const headers = new Headers()
      for (const [name, values] of Object.entries(headersDistinct))
        for (const value of values ?? []) headers.append(name, value)
      if (bare.has(status)) answer.resume()
      const stream = bare.has(status) ? null : (Readable.toWeb(answer) as ReadableStream)
      resolve(new Response(stream, { status, statusText, headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
