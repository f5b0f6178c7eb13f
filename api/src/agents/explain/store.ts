// Every SQL statement about why an agent has nothing to do. They run as `work`, for a pool's agents serve many tenants.
import { sql } from '../../db/sql.ts'
import type { Abilities } from '../../queue/choose.ts'
import { drift, type Drift, enrolmentStands } from '../store.ts'

export interface Standing extends Abilities {
  admission: string
  administration: string
  present: boolean
  leaving: boolean
  last_seen_at: string | null
  /** Whether what let it in holds still. */
  enrolment_good: boolean
  /** Whether it was let in and has yet to fetch its session, or to come at all. */
  expected: boolean
  worker_type: string
  tenant: string
  suspended: boolean
  pool: string | null
  paused: boolean
  max_concurrent: number
  held: number
  drift: Drift[]
}

export const standing = sql<Standing>`
  select agent.admission, agent.administration, coalesce(agent.present_until > now(), false) as present,
    agent.draining as leaving, agent.last_seen_at, agent.worker_type, agent.max_concurrent, held.jobs as held,
    agent.types, agent.capabilities, agent.tools, agent.labels || coalesce(pool.labels, '{}') as labels, agent.region,
    tenant.slug as tenant, tenant.status = 'suspended' as suspended, pool.name as pool,
    coalesce(pool.paused, false) as paused, ${drift} as drift,
    agent.worker_type = ${'inline'} or coalesce(${enrolmentStands}, false) as enrolment_good,
    agent.admission = 'approved' and (coalesce(enrolment.state = 'pending', false)
      or agent.registered and agent.enrolment_id is null and agent.last_seen_at is null) as expected
  from agent
  join tenant on tenant.id = agent.tenant_id
  left join enrolment on enrolment.id = agent.enrolment_id
  left join pool on pool.id = agent.pool_id
  cross join lateral (
    select count(*)::int as jobs from job
    where job.agent_id = agent.id and job.lease_until is not null
  ) as held
  where agent.id = ${'agent'}`

/** Jobs of one tenant that wait and ask for the same. */
export interface Demand {
  tenant: string
  worker_type: string
  suspended: boolean
  plan: string
  most: number
  running: number
  /** Null: none of its jobs waits. */
  job: string | null
  jobs: number
  type: string
  capabilities: string[]
  tools: string[]
  labels: string[]
  region: string | null
}

/**
 * What waits at the tenants that an agent works for, or at one of them: of each the hundred jobs that wait longest, of
 * two hundred tenants at most, so that a long queue does not make the question dear.
 */
export const demand = sql<Demand>`
  with served as (
    select tenant.id, tenant.slug, case tenant.worker_mode when 'inline' then ${'inline'} else tenant.worker_type end as worker_type,
      tenant.status, plan.name as plan, plan.max_concurrent_jobs,
      waits.job is not null as waits
    from agent
    join tenant on case
      when agent.worker_type = ${'inline'} or tenant.worker_mode = 'inline'
        then agent.worker_type = ${'inline'} and tenant.worker_mode = 'inline'
      when agent.pool_id is not null or agent.tenant_id = ${'system'}::uuid then tenant.worker_agent_pool = 'shared'
      else tenant.worker_agent_pool = 'dedicated' and tenant.id = agent.tenant_id
    end
    join plan on plan.id = tenant.plan_id
    left join pool_assignment on pool_assignment.tenant_id = tenant.id
    left join lateral (
      select id as job from job where job.tenant_id = tenant.id and job.status = 'queued' limit 1
    ) as waits on true
    where agent.id = ${'agent'}
    and tenant.id <> ${'system'}::uuid
    and (tenant.worker_mode = 'inline' or tenant.worker_agent_pool = 'dedicated' or pool_assignment.pool_id is not distinct from agent.pool_id)
    and (${'only'}::uuid is null or tenant.id = ${'only'})
    order by waits.job is null, tenant.id
    limit 200
  )
  select served.slug as tenant, served.worker_type, served.status = 'suspended' as suspended, served.plan,
    served.max_concurrent_jobs as most, held.jobs as running, waiting.job, coalesce(waiting.jobs, 0)::int as jobs,
    waiting.type, waiting.capabilities, waiting.tools, waiting.labels, waiting.region
  from served
  cross join lateral (
    select count(*)::int as jobs from job where job.tenant_id = served.id and job.lease_until is not null
  ) as held
  left join lateral (
    select min(id::text) as job, count(*) as jobs, type, capabilities, tools, labels, region
    from (
      select id, type, capabilities, tools, labels, region
      from job
      where job.tenant_id = served.id and job.status = 'queued' and (job.not_before is null or job.not_before <= now())
      order by id
      limit 100
    ) as head
    group by type, capabilities, tools, labels, region
  ) as waiting on served.waits`
