// Many tenants that share a pool of agents, and what came of their jobs.
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@reeve/openapi'
import pg from 'pg'
import { Pool } from 'undici'
import type { BenchBroker } from './broker.ts'
import type { Claim } from './shares.ts'

/** A job that was given out, with what was seen of it from outside; times in ms since the epoch. */
export interface Given extends Claim {
  sent: number
  started: number
}

export interface Crowd extends AsyncDisposable {
  name: string
  settings: string
  /** Resolves when so many jobs of a tenant are durable. */
  submit: (tenant: number, jobs: number) => Promise<void>
  /** Gives nothing out until all of it is submitted: then everybody begins to wait at once. */
  together: (submits: () => Promise<unknown>) => Promise<void>
  /** Resolves when all jobs are over, with those submitted since the last time, in the order they were given out. */
  given: () => Promise<Given[]>
}

export interface ReeveCrowd extends Crowd {
  /** What the broker promises while all of them wait: for how many claims of others a tenant waits at most. */
  bound: (weight: number) => number
  /** For the agents of its pool. */
  agentToken: string
}

export const now = (): number => performance.timeOrigin + performance.now()

/** How long a look for the end of all jobs waits for the next one. */
export const look_ms = 20

/** Tenants on plans of these weights, and a pool for them. */
export async function reeveCrowd(
  broker: BenchBroker,
  pool: string,
  weights: readonly number[],
): Promise<ReeveCrowd> {
  const { lane, agentToken, apiTokens } = await furnish(broker.api, pool, weights)
  const http = new Pool(broker.url, { connections: 32, pipelining: 1 })
  const client = new pg.Client(broker.databaseUrl)
  await client.connect()
  const ahead = await aheadOf(client)
  let promise: Promised | undefined
  const open = new Map<string, Omit<Given, 'at' | 'started'>>()
  return {
    name: 'reeve',
    settings: 'HTTP keep-alive, 32 connections, a request for all that a tenant submits at once',
    agentToken,
    bound: (weight) => Math.ceil(promise!.weights / weight) + promise!.slack,
    async together(submits) {
      await pause(broker.api, pool, true)
      await submits()
      await pause(broker.api, pool, false)
      promise ??= await promiseOf(broker.api, lane, weights.length)
    },
    async submit(tenant, jobs) {
      const sent = now()
      const ids = await post(
        http,
        `/api/v1/tenants/${slugOf(pool, tenant)}`,
        apiTokens[tenant]!,
        jobs,
      )
      const ready = now()
      for (const id of ids) open.set(id, { tenant, sent, ready })
    },
    async given() {
      await over(client)
      const { rows } = await client.query<Row>(claims, [[...open.keys()]])
      if (rows.length !== open.size) throw new Error(`${open.size - rows.length} jobs are missing.`)
      const all = rows.map(({ id, at: theirs, started }): Given => {
        const [{ ready, ...seen }, at] = [open.get(id)!, theirs - ahead]
        return { ...seen, ready: Math.min(ready, at), at, started }
      })
      open.clear()
      return all
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      await http.close()
    },
  }
}

/** Until no job is left; if none is over for so long, something is wrong. */
const stuck_ms = 30_000

async function over(client: pg.Client): Promise<void> {
  let [since, least] = [now(), Number.POSITIVE_INFINITY]
  for (;;) {
    const { rows } = await client.query<{ jobs: number }>({ name: 'left', text: left })
    const { jobs } = rows[0]!
    if (jobs === 0) return
    if (jobs < least) [since, least] = [now(), jobs]
    else if (now() - since > stuck_ms) throw new Error(`${jobs} jobs do not come to their end.`)
    await delay(look_ms)
  }
}

const left = 'select count(*)::int as jobs from job'

/** Jobs of one claim are told apart by when they reached the agent, which has one stream. */
const claims = `
  select id, extract(epoch from assigned_at)::float8 * 1000 as at, (result #>> '{}')::float8 as started
  from job_finished
  where id = any($1) and status = 'completed' and attempt = 1
  order by assigned_at, started`

interface Row {
  id: string
  at: number
  started: number
}

/** By how much the database's clock is ahead of ours, in ms; of several answers the fastest knows best. */
async function aheadOf(client: pg.Client): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, ahead: 0 }
  for (let asked = 0; asked < 10; asked++) {
    const from = now()
    const { rows } = await client.query<{ at: number }>(
      'select extract(epoch from clock_timestamp())::float8 * 1000 as at',
    )
    const took = now() - from
    if (took < best.took) best = { took, ahead: rows[0]!.at - from - took / 2 }
  }
  return best.ahead
}

async function post(http: Pool, tenant: string, token: string, jobs: number): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const [path, body] =
    jobs === 1
      ? [`${tenant}/jobs`, job]
      : [`${tenant}/job-batches`, `{"jobs":[${Array.from({ length: jobs }, () => job).join()}]}`]
  const answer = await http.request({ path, method: 'POST', headers, body })
  const text = await answer.body.text()
  if (answer.statusCode !== 201)
    throw new Error(`A submit was answered with ${answer.statusCode}: ${text}`)
  const told = JSON.parse(text) as { id: string } | { items: Array<{ job: { id: string } }> }
  return 'items' in told ? told.items.map((item) => item.job.id) : [told.id]
}

const job = JSON.stringify({ type: 'script', payload: { script: 'return Date.now()' } })

const slugOf = (pool: string, tenant: number): string => `${pool}-${tenant}`

interface Promised {
  weights: number
  slack: number
}

/** As the broker states it while all of them are counted. */
async function promiseOf(api: Client, lane: string, tenants: number): Promise<Promised> {
  const until = now() + stuck_ms
  while (now() < until) {
    const { lanes } = await api.getQueueFairness({ query: { lane, limit: 1 } })
    if (lanes[0]?.members === tenants) return lanes[0]
    await delay(look_ms)
  }
  throw new Error('The broker does not count all tenants that wait.')
}

async function pause(api: Client, pool: string, paused: boolean): Promise<void> {
  await api.updatePool({ path: { pool }, body: { description: '', labels: [], paused } })
}

async function furnish(api: Client, pool: string, weights: readonly number[]) {
  const { id } = await api.createPool({ body: { name: pool } })
  const limits = { max_concurrent_jobs: 1_000_000, max_queued_jobs: 10_000_000 }
  for (const weight of new Set(weights))
    await api.createPlan({ body: { name: `${pool}-${weight}`, weight, ...limits } })
  const { token } = await api.createAgentToken({
    path: { tenant: 'system' },
    body: { name: pool, pool },
  })
  const programs = { name: 'programs', scopes: ['jobs:write' as const] }
  const apiTokens = await Promise.all(
    weights.map(async (weight, number) => {
      const tenant = slugOf(pool, number)
      const shared = { worker_agent_pool: 'shared' as const }
      await api.createTenant({ body: { slug: tenant, plan: `${pool}-${weight}`, ...shared } })
      await api.createPoolAssignment({ path: { pool, tenant } })
      const made = await api.createTenantApiToken({ path: { tenant }, body: programs })
      return made.token!
    }),
  )
  return { lane: `pool:${id}:task`, agentToken: token!, apiTokens }
}
