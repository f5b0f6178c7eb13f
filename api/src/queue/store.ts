// Every SQL statement of a claim. They run as `work`, for all tenants at once.
import { piece, sql } from '../db/sql.ts'
import type { Candidate, Wanted } from './choose.ts'

/** Agents as a claim sees them: what they can do, what they hold, what they have room for. */
export const holder = piece`agent.id, agent.max_concurrent - held.jobs as free, held.jobs as held, agent.types,
    agent.capabilities, agent.tools, agent.labels || coalesce(pool.labels, '{}') as labels, agent.region`

/**
 * Agents that may take work and how many jobs they have room for. Capacity is derived from what they hold, never
 * counted. The row lock makes two claims for one agent wait for each other; only the session named gets work.
 */
export const capacity = sql<Candidate>`
  select ${holder}
  from unnest(${'agents'}::uuid[], ${'sessions'}::uuid[]) as asked (id, session)
  join agent on agent.id = asked.id and agent.session = asked.session
  left join pool on pool.id = agent.pool_id
  cross join lateral (
    select count(*)::int as jobs from job
    where job.agent_id = agent.id and job.lease_until is not null
  ) as held
  where agent.admission = 'approved'
  and agent.administration = 'enabled'
  and not agent.draining
  and agent.max_concurrent > held.jobs
  for update of agent`

/** Claims of one group wait for each other, on whichever replicas, so that limits hold among them. */
export const lockGroup = sql<never>`select pg_advisory_xact_lock(hashtextextended(${'group'}, 0))`

/**
 * Jobs that a group of agents may run, in the order they should. `tenant_id` is the owner of dedicated agents;
 * `pool_id` a pool; both null: the platform's own agents. A tenant gets no more than its plan allows at once. Among
 * tenants the one that holds least for its weight goes first; within a tenant base priority plus 10 for each minute
 * waited, at most 500. What no agent of the group could do is left out here; which agent can do it is chosen later.
 */
export const runnable = sql<Wanted>`
  with eligible as (
    select tenant.id, plan.weight, running.jobs as running, least(plan.max_concurrent_jobs - running.jobs, ${'limit'}) as room
    from tenant
    join plan on plan.id = tenant.plan_id
    left join pool_assignment on pool_assignment.tenant_id = tenant.id
    left join pool on pool.id = pool_assignment.pool_id
    cross join lateral (
      select count(*)::int as jobs from job
      where job.tenant_id = tenant.id and job.lease_until is not null
    ) as running
    where tenant.status = 'active'
    and tenant.worker_type = ${'worker_type'}
    and case
      when ${'tenant_id'}::uuid is not null then tenant.id = ${'tenant_id'} and tenant.worker_agent_pool = 'dedicated'
      else tenant.worker_agent_pool = 'shared' and pool_assignment.pool_id is not distinct from ${'pool_id'}::uuid
        and pool.paused is not true
    end
  )
  select head.id, head.type, head.capabilities, head.tools, head.labels, head.region, head.preferred_region
  from eligible
  cross join lateral (
    select job.*,
      case job.priority when 'critical' then 1000 when 'high' then 750 when 'normal' then 500 else 250 end
        + least(500, 10 * floor(extract(epoch from now() - job.created_at) / 60)) as urgency
    from job
    where job.tenant_id = eligible.id
    and job.status = 'queued'
    and (job.not_before is null or job.not_before <= now())
    and job.type = any (${'types'})
    and job.capabilities <@ ${'capabilities'}
    and job.tools <@ ${'tools'}
    and job.labels <@ ${'labels'}
    and (job.region is null or job.region = any (${'regions'}))
    order by urgency desc, job.id
    for update of job skip locked
    limit greatest(0, eligible.room)
  ) as head
  order by (eligible.running + row_number() over (partition by eligible.id order by head.urgency desc, head.id))
      / eligible.weight::float,
    head.created_at, head.id
  limit ${'limit'}`

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

/** Gives chosen jobs to chosen agents: a lease and the next attempt number. */
export const assign = sql<Claimed>`
  update job
  set status = 'assigned', attempt = job.attempt + 1, agent_id = chosen.agent, assigned_at = now(),
    started_at = null, progress = 0, progress_message = '',
    lease_until = now() + make_interval(secs => ${'lease_seconds'})
  from unnest(${'jobs'}::uuid[], ${'agents'}::uuid[]) as chosen (job, agent), tenant
  where job.id = chosen.job and tenant.id = job.tenant_id and job.status = 'queued'
  returning job.id, job.agent_id, job.attempt, tenant.slug as tenant, job.type, job.payload, job.timeout_seconds,
    job.tenant_id, job.task_id`

export const notify = sql<never>`select pg_notify('reeve', ${'hint'})`
