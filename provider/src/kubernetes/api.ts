// Requests of the Kubernetes API, and its refusals (Status) as diagnostics.
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, mistake } from '../engine/diagnostics.ts'
import { createSend } from '../engine/http.ts'
import type { Answer, Exchange } from '../engine/http.ts'
import type { Json } from '../engine/model.ts'
import type { Connection } from './told.ts'

export interface Request {
  method: Exchange['method']
  path: string
  query?: Record<string, string>
  body?: Json
}
/** What the API says when it refuses (meta/v1 Status). */
export interface Status {
  code: number
  reason?: string
  message?: string
  details?: { causes?: { reason?: string; message?: string; field?: string }[] }
}
export type Api = (request: Request) => Promise<Record<string, Json>>

export class Declined extends Error {
  readonly status: Status
  constructor(status: Status) {
    super(status.message ?? `status ${status.code}`)
    this.status = status
  }
}

/** Of a Secret the metadata alone is asked for: nobody's values come here. */
const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const passing = new Set([429, 500, 502, 503, 504])
const pauses = [200, 1_000, 3_000]

export function createApi({ server, tls, token }: Connection, stopped: AbortSignal): Api {
  const send = createSend(tls)
  return async ({ method, path, query = {}, body }) => {
    const url = new URL(server.pathname.replace(/\/$/, '') + path, server)
    url.search = new URLSearchParams(query).toString()
    const headers = {
      accept,
      'user-agent': 'terraform-provider-reeve',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(method === 'PATCH' && { 'content-type': 'application/apply-patch+yaml' }),
    }
    const exchange = { method, url, headers, signal: stopped, ...(body !== undefined && { body }) }
    for (let count = 0; ; count++) {
      const outcome = await send(exchange).catch((error: Error) => error)
      const pause = pauses[count]
      if (!(outcome instanceof Error) && !passing.has(outcome.status)) return read(outcome)
      if (pause === undefined || stopped.aborted) throw unreachable(url, method, outcome)
      await sleep(pause, undefined, { signal: stopped }).catch(() => {
        throw unreachable(url, method, outcome)
      })
    }
  }
}

function read({ status, text }: Answer): Record<string, Json> {
  const body = parse(text)
  if (status >= 200 && status < 300) return body
  throw new Declined({ ...(body as unknown as Status), code: status })
}

function parse(text: string): Record<string, Json> {
  try {
    return JSON.parse(text) as Record<string, Json>
  } catch {
    return {}
  }
}

function unreachable(url: URL, method: string, outcome: Answer | Error): Failure {
  const [first] = outcome instanceof AggregateError ? (outcome.errors as Error[]) : [outcome]
  const why = first instanceof Error ? first.message : `status ${(outcome as Answer).status}`
  return new Failure(
    mistake(
      'Kubernetes cannot be reached',
      `${method} ${url.origin}${url.pathname} failed: ${why}.`,
    ),
  )
}
