// A gate that jobs come to and wait at until the test lets them through: what has begun is known, and goes on when told.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { until } from './wait.ts'

export interface Gate extends AsyncDisposable {
  /** For the payload of a job of the gate's type. */
  url: string
  /** The attempts of a job that have come so far, in their order. */
  arrivals: (job: string) => number[]
  /** Resolves when so many attempts of a job have come. */
  arrived: (job: string, count?: number) => Promise<number[]>
  /** Lets a job's attempts through, those that wait and those to come; a job's result is its attempt. */
  open: (job: string) => void
}

/** Jobs that go to the gate, as a job type; their payload is `{ gate: url }`. */
export const gateType = {
  name: 'gate',
  payload_schema: { type: 'object', required: ['gate'], properties: { gate: { type: 'string' } } },
}

/** For AGENT_HANDLERS. */
export const gateHandlers = fileURLToPath(new URL('gate-handlers.js', import.meta.url))

export async function startGate(): Promise<Gate> {
  const come = new Map<string, number[]>()
  const waiting: Array<{ job: string; response: ServerResponse }> = []
  const opened = new Set<string>()
  const server = createServer((request, response) => {
    const [, job = '', attempt = ''] = (request.url ?? '').split('/')
    come.set(job, [...(come.get(job) ?? []), Number(attempt)])
    if (opened.has(job)) response.end()
    else waiting.push({ job, response })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const arrivals = (job: string) => come.get(job) ?? []
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    arrived: (job, count = 1) =>
      until(
        () => arrivals(job),
        ({ length }) => length >= count,
        60_000,
      ),
    open(job) {
      opened.add(job)
      for (const one of waiting) if (one.job === job) one.response.end()
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
