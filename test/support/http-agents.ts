// Agents over HTTP as one written in any language would be: they ask, and tests see each answer.
import { request, type Answer, type TestBroker } from './broker.ts'
import { until } from './wait.ts'
import { tenantWithToken } from './work.ts'

export interface HttpAgent {
  id: string
  session: string
  /** A request to the agent's operations, at this replica or another. */
  ask: (path: string, body?: object, more?: object, url?: string) => Promise<Answer>
}

export interface HttpAssignment {
  job: string
  attempt: number
  job_token: string
}

export interface HttpAgents {
  slug: string
  token: string
  all: HttpAgent[]
  /** Resolves when so many of them have a poll that waits: then they are present with a session. */
  waits: (count?: number) => Promise<Answer['body']>
}

let tenants = 0

/** A tenant of its own with an agent for each name. */
export async function httpAgents(
  broker: TestBroker,
  names: string[],
  slug = `tenant-${++tenants}`,
): Promise<HttpAgents> {
  const token = await tenantWithToken(broker, slug)
  const all = await Promise.all(names.map((name) => enrol(broker, token, name)))
  const online = `/api/v1/tenants/${slug}/agents?liveness=online`
  const waits = (count = 1) =>
    until(
      async () => (await broker.request('GET', online)).body,
      (page) => page.items.length === count,
    )
  return { slug, token, all, waits }
}

export async function enrol(broker: TestBroker, token: string, name: string): Promise<HttpAgent> {
  const body = { method: 'agent_token', proof: { token }, agent: { name } }
  const enrolled = await broker.request('POST', '/api/v1/agent/enrolments', { body })
  const { agent: id, token: session } = enrolled.body
  return {
    id,
    session,
    ask: (path, body = {}, more = {}, url = broker.url) =>
      request(url, session, 'POST', `/api/v1/agent/${path}`, { body, ...more }),
  }
}

export const report = (
  agent: HttpAgent,
  { job, attempt, job_token }: HttpAssignment,
  what: string,
  more = {},
): Promise<Answer> =>
  agent.ask(`jobs/${job}/${what}`, { attempt, ...more }, { headers: { 'x-job-token': job_token } })
