// What tests about work share: a tenant with a token for its agents, and jobs that are submitted and watched.
import type { Answer, TestBroker } from './broker.ts'
import { schemas } from './contract.ts'
import { until } from './wait.ts'

/** Whoever can be asked: a broker in this process, or one of its own. */
type Broker = Pick<TestBroker, 'request'>

/** Creates something that has to be created. */
async function create(broker: Broker, path: string, body?: object): Promise<Answer['body']> {
  const made = await broker.request('POST', `/api/v1/${path}`, { body })
  if (made.status !== 201) throw new Error(`${path}: ${JSON.stringify(made.body)}`)
  return made.body
}

/** Makes a tenant with an agent token; returns the token's secret. */
export async function tenantWithToken(
  broker: Broker,
  slug: string,
  more: object = {},
): Promise<string> {
  await create(broker, 'tenants', { slug, plan: 'enterprise', ...more })
  return (await create(broker, `tenants/${slug}/agent-tokens`, { name: 'agents' })).token
}

/** Makes a plan for one tenant; returns its name. */
export async function planFor(broker: Broker, slug: string, limits: object): Promise<string> {
  const name = `${slug}-plan`
  await create(broker, 'plans', { name, max_concurrent_jobs: 10, max_queued_jobs: 100, ...limits })
  return name
}

/** Makes a tenant on a plan of its own; returns the tenant's id. */
export async function tenantOnPlan(
  broker: Broker,
  slug: string,
  limits: object,
  more: object = {},
): Promise<string> {
  const plan = await planFor(broker, slug, limits)
  return (await create(broker, 'tenants', { slug, plan, ...more })).id
}

/** Changes some of what may be changed: reads it, and puts back all of it. */
export async function change(
  broker: Broker,
  path: string,
  update: 'TenantUpdate' | 'PlanUpdate' | 'PoolUpdate',
  more: object,
): Promise<Answer['body']> {
  const { body } = await broker.request('GET', `/api/v1/${path}`)
  const kept = Object.keys(schemas[update]!.properties!).map((name) => [name, body[name]])
  const changed = { ...Object.fromEntries(kept), ...more }
  const answer = await broker.request('PUT', `/api/v1/${path}`, { body: changed })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

export async function submit(
  broker: Broker,
  slug: string,
  script: string,
  more: object = {},
): Promise<string> {
  const { input = null, ...rest } = more as { input?: unknown }
  const body = { type: 'script', payload: { script, input }, ...rest }
  return (await create(broker, `tenants/${slug}/jobs`, body)).id
}

export async function job(broker: Broker, slug: string, id: string): Promise<Answer['body']> {
  return (await broker.request('GET', `/api/v1/tenants/${slug}/jobs/${id}`)).body
}

const over = new Set(['completed', 'failed', 'cancelled', 'expired'])

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

let tasks = 0

/** Runs a script once, as a task of a tenant; returns the run when it is over. */
export async function runTask(
  broker: Broker,
  slug: string,
  script: string,
  timeout?: number,
): Promise<Answer['body']> {
  const name = `task-${++tasks}`
  const path = `tenants/${slug}/tasks`
  await create(broker, path, { name, script, on_no_capacity: 'queue' })
  const { id } = await create(broker, `${path}/${name}/runs`)
  return finished(broker, slug, id, timeout)
}
