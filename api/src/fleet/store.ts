// Every SQL statement about the fleet as a whole: what waits, for what, and who could take it. They run as `work`.
import { sql } from '../db/sql.ts'
import type { Candidate, Wanted } from '../queue/choose.ts'
import { holder } from '../queue/store.ts'

/** What a waiting job waits for, beside agents. */
export interface Waiting {
  status: string
  attempt: number
  max_attempts: number
  agent_id: string | null
  lease_until: string | null
  /** Null unless it lies ahead. */
  not_before: string | null
  tenant: string
  suspended: boolean
  tenant_id: string
  worker_type: string
  dedicated: boolean
  pool_id: string | null
  /** Null unless its tenant's pool is paused: the pool's name. */
  paused_pool: string | null
  plan: string
  running: number
  most: number
}

export const waiting = sql<Waiting & Omit<Wanted, 'id'>>`
  select job.status, job.attempt, job.max_attempts, job.agent_id, job.lease_until, job.type, job.capabilities, job.tools,
    job.labels, job.region, job.preferred_region,
    case when job.not_before > now() then job.not_before end as not_before,
    tenant.slug as tenant, tenant.status = 'suspended' as suspended, tenant.id as tenant_id, tenant.worker_type,
    tenant.worker_agent_pool = 'dedicated' as dedicated, pool_assignment.pool_id,
    case when pool.paused and tenant.worker_agent_pool = 'shared' then pool.name end as paused_pool, plan.name as plan, plan.max_concurrent_jobs as most,
    (select count(*)::int from job as held where held.tenant_id = tenant.id and held.lease_until is not null) as running
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  join plan on plan.id = tenant.plan_id
  left join pool_assignment on pool_assignment.tenant_id = tenant.id
  left join pool on pool.id = pool_assignment.pool_id
  where job.id = ${'job'} and tenant.id = ${'tenant_id'}`

/** The connected agents that work for a tenant, wherever their sessions are. */
export const fleet = sql<Candidate>`
  select ${holder}
  from agent
  left join pool on pool.id = agent.pool_id
  cross join lateral (
    select count(*)::int as jobs from job
    where job.agent_id = agent.id and job.lease_until is not null
  ) as held
  where agent.admission = 'approved'
  and agent.administration = 'enabled'
  and agent.present_until > now()
  and not agent.draining
  and agent.worker_type = ${'worker_type'}
  and case
    when ${'dedicated'}::boolean then agent.tenant_id = ${'tenant_id'}::uuid and agent.pool_id is null
    when ${'pool_id'}::uuid is not null then agent.pool_id = ${'pool_id'}
    else agent.tenant_id = ${'system'}::uuid and agent.pool_id is null
  end`

/** What a pool's tenants could begin now, within their limits, and what its connected agents have room for. */
export const scale = sql<{ runnable: number; free: number; held: number; agents: number }>`
  select coalesce(wanted.runnable, 0)::int as runnable, coalesce(fleet.free, 0)::int as free,
    coalesce(fleet.held, 0)::int as held, coalesce(fleet.agents, 0)::int as agents
  from (
    select sum(least(waiting.jobs, greatest(0, plan.max_concurrent_jobs - held.jobs))) as runnable
    from pool_assignment
    join tenant on tenant.id = pool_assignment.tenant_id
    join plan on plan.id = tenant.plan_id
    cross join lateral (
      select count(*) as jobs from job
      where job.tenant_id = tenant.id and job.status = 'queued' and (job.not_before is null or job.not_before <= now())
    ) as waiting
    cross join lateral (
      select count(*) as jobs from job
      where job.tenant_id = tenant.id and job.lease_until is not null
    ) as held
    where pool_assignment.pool_id = ${'pool_id'}
    and tenant.worker_agent_pool = 'shared' and tenant.status = 'active'
  ) as wanted
  cross join (
    select count(*) as agents, sum(held.jobs) as held,
      sum(greatest(0, agent.max_concurrent - held.jobs)) filter (where agent.administration = 'enabled' and not agent.draining) as free
    from agent
    cross join lateral (
      select count(*) as jobs from job
      where job.agent_id = agent.id and job.lease_until is not null
    ) as held
    where agent.pool_id = ${'pool_id'} and agent.present_until > now()
  ) as fleet`
