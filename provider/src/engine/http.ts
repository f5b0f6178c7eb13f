// One HTTP exchange over a connection that is kept alive.
import { request as requestHttp, Agent as HttpAgent } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as requestHttps, Agent as HttpsAgent } from 'node:https'
import type { AgentOptions } from 'node:https'
import { pairFrom, type TlsPair, tlsFilesIn, unreadable } from '@reeve/openapi/tls'
import { refuse } from './diagnostics.ts'
import type { Json } from './model.ts'

export interface Exchange {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: URL
  headers: Record<string, string>
  body?: Json
  signal: AbortSignal
}
export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  text: string
}
export type Send = (exchange: Exchange) => Promise<Answer>

/** How long the broker may be silent within one exchange. */
const silence = 60_000
/** No answer of the contract comes near it; a stray download must not fill the memory. */
const longest = 64 << 20

/**
 * node:http with keep-alive rather than the global fetch: a plan of 1,000 resources took 4.4 s against 5.3 s, and
 * fetch's module costs more to load than the whole start of this program.
 */
export function createSend(tls: AgentOptions = {}): Send {
  const keep = { keepAlive: true, maxSockets: 64 }
  const plain = new HttpAgent(keep)
  const secure = new HttpsAgent({ ...keep, ...tls })
  return (exchange) => {
    const isSecure = exchange.url.protocol === 'https:'
    return new Promise((resolve, reject) => {
      const { method, url, headers, signal, body } = exchange
      const text = body === undefined ? undefined : JSON.stringify(body)
      const head = {
        accept: 'application/json',
        ...(text !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(text)),
        }),
        ...headers,
      }
      const options = {
        method,
        headers: head,
        signal,
        timeout: silence,
        agent: isSecure ? secure : plain,
      }
      const sent = (isSecure ? requestHttps : requestHttp)(url, options, (answer) => {
        collect(answer).then(resolve, reject)
      })
      sent.on('timeout', () => sent.destroy(timedOut()))
      sent.on('error', reject)
      sent.end(text)
    })
  }
}

/** Files of one's own for TLS. */
export function pairIn(env: NodeJS.ProcessEnv): TlsPair {
  const files = tlsFilesIn(env)
  if (files === undefined) return {}
  try {
    return pairFrom(files)()
  } catch (error) {
    return refuse('A file of TLS is missing', unreadable(error))
  }
}

async function collect(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer) {
    chunks.push(chunk as Buffer)
    length += (chunk as Buffer).length
    if (length > longest) throw new Error(`The answer is longer than ${longest} bytes`)
  }
  const { statusCode = 0, headers } = answer
  return { status: statusCode, headers, text: Buffer.concat(chunks).toString('utf8') }
}

function timedOut(): Error {
  return Object.assign(new Error(`no answer within ${silence / 1000} s`), { code: 'ETIMEDOUT' })
}
