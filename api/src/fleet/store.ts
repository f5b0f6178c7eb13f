// Every SQL statement about the fleet as a whole: what waits, for what, and who could take it. They run as `work`.
import { piece, sql } from '../db/sql.ts'
import type { Candidate, Wanted } from '../queue/choose.ts'
import { holder } from '../queue/store.ts'

/** Who may work for a tenant, and how much of it at once. */
export interface Standing {
  tenant: string
  suspended: boolean
  tenant_id: string
  worker_type: string
  /** Whether its work runs inside the brokers. */
  inline: boolean
  dedicated: boolean
  pool_id: string | null
  /** Null unless its pool is paused: the pool's name. */
  paused_pool: string | null
  plan: string
  running: number
  most: number
  /** Of those that run, how many are runs of its tasks. */
  running_runs: number
  /** Null is no cap. */
  task_max_concurrent: number | null
}

const standing = piece`tenant.slug as tenant, tenant.status = 'suspended' as suspended, tenant.id as tenant_id,
    tenant.worker_type, tenant.worker_mode = 'inline' as inline, tenant.worker_agent_pool = 'dedicated' as dedicated, pool_assignment.pool_id,
    case when pool.paused and tenant.worker_agent_pool = 'shared' and tenant.worker_mode = 'agent' then pool.name end as paused_pool,
    plan.name as plan, plan.max_concurrent_jobs as most, running.jobs as running, running.runs as running_runs,
    tenant.task_max_concurrent`

const ofTenant = piece`join plan on plan.id = tenant.plan_id
  left join pool_assignment on pool_assignment.tenant_id = tenant.id
  left join pool on pool.id = pool_assignment.pool_id
  cross join lateral (
    select count(*)::int as jobs, count(job.task_id)::int as runs from job
    where job.tenant_id = tenant.id and job.lease_until is not null
  ) as running`

/** What a waiting job waits for, beside agents. */
export interface Waiting extends Standing {
  status: string
  attempt: number
  max_attempts: number
  agent_id: string | null
  lease_until: string | null
  /** Null unless it lies ahead. */
  not_before: string | null
  is_run: boolean
}

export const waiting = sql<Waiting & Omit<Wanted, 'id'>>`
  select job.status, job.attempt, job.max_attempts, job.agent_id, job.lease_until, job.type, job.capabilities, job.tools,
    job.labels, job.region, job.preferred_region,
    case when job.not_before > now() then job.not_before end as not_before, job.task_id is not null as is_run, ${standing}
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  ${ofTenant}
  where job.id = ${'job'} and tenant.id = ${'tenant_id'}`

export interface Scale {
  pool: string
  value: number
  wanted: number
  runnable: number
  free: number
  held: number
  agents: number
}

/**
 * What pools' tenants could begin now, within their limits, and what their connected agents have room for: of one pool,
 * or of the first thousand. Of a long queue no more is looked at than could begin.
 */
export const scales = sql<Scale>`
  select pool.name as pool, greatest(0, wanted.runnable - fleet.free) as value, fleet.held + wanted.runnable as wanted,
    wanted.runnable, fleet.free, fleet.held, fleet.agents
  from (
    select id, name, paused from pool
    where (${'pool_id'}::uuid is null or id = ${'pool_id'})
    order by name
    limit 1000
  ) as pool
  cross join lateral (
    select coalesce(sum(ripe.jobs), 0)::int as runnable
    from pool_assignment
    join tenant on tenant.id = pool_assignment.tenant_id
    join plan on plan.id = tenant.plan_id
    cross join lateral (
      select count(*)::int as jobs from job
      where job.tenant_id = tenant.id and job.lease_until is not null
    ) as held
    cross join lateral (
      select count(*) as jobs from (
        select from job
        where job.tenant_id = tenant.id and job.status = 'queued' and not job.deferred
        limit greatest(0, plan.max_concurrent_jobs - held.jobs)
      ) as head
    ) as ripe
    where pool_assignment.pool_id = pool.id and not pool.paused
    and tenant.worker_agent_pool = 'shared' and tenant.worker_mode = 'agent' and tenant.status = 'active'
  ) as wanted
  cross join lateral (
    select count(*)::int as agents, coalesce(sum(held.jobs), 0)::int as held,
      coalesce(sum(greatest(0, agent.max_concurrent - held.jobs))
        filter (where agent.administration = 'enabled' and not agent.draining), 0)::int as free
    from agent
    cross join lateral (
      select count(*) as jobs from job
      where job.agent_id = agent.id and job.lease_until is not null
    ) as held
    where agent.pool_id = pool.id and agent.present_until > now()
  ) as fleet`

/** How tenants stand, for whoever decides whether there is capacity for their work. */
export const standings = sql<Standing>`
  select ${standing}
  from tenant
  ${ofTenant}
  where tenant.id = any (${'tenants'}::uuid[])`

/**
 * The connected agents of several crews: those of a pool or, beside pools, of one owner, with one worker type;
 * with `returning` those, too, that were told to connect again because their broker stops.
 */
export const crews = sql<Candidate & { crew: string; worker_type: string }>`
  select asked.crew, asked.worker_type, ${holder}
  from unnest(${'crews'}::uuid[], ${'worker_types'}::text[]) as asked (crew, worker_type)
  join agent on coalesce(agent.pool_id, agent.tenant_id) = asked.crew and agent.worker_type = asked.worker_type
  left join pool on pool.id = agent.pool_id
  cross join lateral (
    select count(*)::int as jobs from job
    where job.agent_id = agent.id and job.lease_until is not null
  ) as held
  where agent.admission = 'approved'
  and agent.administration = 'enabled'
  and (agent.present_until > now() or (${'returning'} and agent.returns_until > now()))
  and not agent.draining`

/** What tenants have waiting already and could begin, alike jobs together; of a long queue only some count. */
export const ahead = sql<
  { tenant_id: string; is_run: boolean; jobs: number } & Omit<Wanted, 'id' | 'preferred_region'>
>`
  select asked.tenant as tenant_id, job.task_id is not null as is_run, job.type, job.capabilities, job.tools, job.labels,
    job.region, count(*)::int as jobs
  from unnest(${'tenants'}::uuid[]) as asked (tenant)
  cross join lateral (
    select * from job
    where job.tenant_id = asked.tenant and job.status = 'queued' and not job.deferred
    limit 1000
  ) as job
  group by 1, 2, 3, 4, 5, 6, 7`
