// Every SQL statement of a claim. They run as `work`, for all tenants at once.
import { piece, type Piece, sql } from '../db/sql.ts'
import type { Candidate } from './choose.ts'

/**
 * Claims and reports reach a few rows by their keys. The tables change faster than their statistics, from which the
 * planner would at times conclude that it is cheaper to read all of them. As its answer is always the same, it is asked
 * once for each connection: for some of these statements it would take longer than they do.
 */
export const byKey = sql<never>`
  select set_config('plan_cache_mode', 'force_generic_plan', true), set_config(name, 'off', true)
  from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_bitmapscan']) as name`

/** Agents as a claim sees them: what they can do, what they hold, what they have room for. */
export const holder = piece`agent.id, agent.max_concurrent - held.jobs as free, held.jobs as held, agent.types,
    agent.capabilities, agent.tools, agent.labels || coalesce(pool.labels, '{}') as labels, agent.region`

const mayWork = piece`agent.admission = 'approved' and agent.administration = 'enabled' and not agent.draining
    and agent.present_until > now()`

/** Agents that may take work, as if they held nothing; `holds` says what they hold. Only the session named gets work. */
export const capacity = sql<Candidate>`
  select ${holder}
  from unnest(${'agents'}::uuid[], ${'sessions'}::uuid[]) as asked (id, session)
  join agent on agent.id = asked.id and agent.session = asked.session
  left join pool on pool.id = agent.pool_id
  cross join (values (0)) as held (jobs)
  where ${mayWork}`

/**
 * What agents hold: derived, never counted along. An agent is in one lane, so nobody else gives it work meanwhile. In one
 * pass, for the planner may take any index of what is held.
 */
export const holds = sql<{ id: string; jobs: number }>`
  select agent_id as id, count(*)::int as jobs
  from job
  where agent_id = any (${'agents'}::uuid[]) and lease_until is not null
  group by agent_id`

export interface Claimed {
  id: string
  agent_id: string
  attempt: number
  tenant: string
  type: string
  payload: unknown
  timeout_seconds: number
  tenant_id: string
  /** Of which it is a run; null: it was submitted. */
  task_id: string | null
}

/** Keeps chosen agents as they are until the claim is over: who disables one, or takes its session over, waits. */
export const lockAgents = sql<never>`
  select from agent
  where id = any (${'agents'}::uuid[])
  order by id
  for update`

const assigning = (how: Piece) => sql<Claimed>`
  with chosen as materialized (
    select job.id, chosen.agent
    from unnest(${'jobs'}::uuid[], ${'agents'}::uuid[], ${'sessions'}::uuid[]) as chosen (job, agent, session)
    join job on job.id = chosen.job
    join agent on agent.id = chosen.agent and agent.session = chosen.session
    where job.status = 'queued' and ${mayWork}
    for update of job skip locked
  ),
  given as (
    update job
    set status = 'assigned', attempt = job.attempt + 1, agent_id = chosen.agent, assigned_at = now(),
      started_at = null, progress = 0, progress_message = '',
      lease_until = now() + make_interval(secs => ${'lease_seconds'})
    from chosen, tenant
    where job.id = chosen.id and tenant.id = job.tenant_id
    returning job.id, job.agent_id, job.attempt, tenant.slug as tenant, job.type, job.payload, job.timeout_seconds,
      job.tenant_id, job.task_id
  ),
  wanted as (select cardinality(${'jobs'}::uuid[]) as jobs)
  select * from given ${how}`

/**
 * Gives chosen jobs to chosen agents: a lease and the next attempt number. Left alone is a job that somebody is changing,
 * and an agent that may not work any more, or not in this session.
 */
export const assign = assigning(piece``)

/** The same, but fails (`gaveFewer`) if any is left alone; also if all are, since a filter without columns comes first. */
export const assignAll = assigning(
  piece`where all_given((select count(*) from given), (select jobs from wanted))`,
)

/** Whether this is how `assignAll` fails. */
export const gaveFewer = (error: unknown): boolean => (error as { code?: unknown }).code === 'RV001'

export const notify = sql<never>`select pg_notify('reeve', ${'hint'})`
