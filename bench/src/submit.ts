// Submitting jobs over HTTP, with as little work on this side as can be: the machine is the broker's.
import { Pool } from 'undici'
import type { BenchTenant } from './broker.ts'

export interface Submitter extends AsyncDisposable {
  /** Resolves with the job's id once the broker has acknowledged it, which is when it is durable. */
  submit: (body: string) => Promise<string>
}

/** Keeps a connection for each caller. No Idempotency-Key: the peers have none either. */
export function createSubmitter(url: string, tenant: BenchTenant, callers: number): Submitter {
  const pool = new Pool(url, { connections: callers, pipelining: 1 })
  const path = `/api/v1/tenants/${tenant.slug}/jobs`
  const headers = { authorization: `Bearer ${tenant.apiToken}`, 'content-type': 'application/json' }
  return {
    async submit(body) {
      const answer = await pool.request({ path, method: 'POST', headers, body })
      const text = await answer.body.text()
      if (answer.statusCode === 201) return (JSON.parse(text) as { id: string }).id
      throw new Error(`A submit was answered with ${answer.statusCode}: ${text}`)
    },
    [Symbol.asyncDispose]: () => pool.close(),
  }
}

/** The smallest job there is; peers get the same payload. */
export const smallPayload = { script: 'return input', input: 1 }
export const smallJob = JSON.stringify({ type: 'script', payload: smallPayload })
