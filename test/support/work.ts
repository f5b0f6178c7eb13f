// What tests about work share: a tenant with a token for its agents, and jobs that are submitted and watched.
import type { Answer, TestBroker } from './broker.ts'
import { until } from './wait.ts'

/** Whoever can be asked: a broker in this process, or one of its own. */
type Broker = Pick<TestBroker, 'request'>

/** Makes a tenant with an agent token; returns the token's secret. */
export async function tenantWithToken(
  broker: Broker,
  slug: string,
  more: object = {},
): Promise<string> {
  const made = await broker.request('POST', '/api/v1/tenants', {
    body: { slug, plan: 'enterprise', ...more },
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  const token = await broker.request('POST', `/api/v1/tenants/${slug}/agent-tokens`, {
    body: { name: 'agents' },
  })
  return token.body.token as string
}

export async function submit(
  broker: Broker,
  slug: string,
  script: string,
  more: object = {},
): Promise<string> {
  const { input = null, ...rest } = more as { input?: unknown }
  const body = { type: 'script', payload: { script, input }, ...rest }
  const answer = await broker.request('POST', `/api/v1/tenants/${slug}/jobs`, { body })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return answer.body.id as string
}

export async function job(broker: Broker, slug: string, id: string): Promise<Answer['body']> {
  return (await broker.request('GET', `/api/v1/tenants/${slug}/jobs/${id}`)).body
}

const over = new Set(['completed', 'failed', 'cancelled'])

export function finished(
  broker: Broker,
  slug: string,
  id: string,
  timeout?: number,
): Promise<Answer['body']> {
  return until(
    () => job(broker, slug, id),
    ({ status }) => over.has(status),
    timeout,
  )
}

export function inStatus(
  broker: Broker,
  slug: string,
  id: string,
  status: string,
): Promise<Answer['body']> {
  return until(
    () => job(broker, slug, id),
    (seen) => seen.status === status,
  )
}
