// Every SQL statement of the queue. They run as `work`, for all tenants at once.
import { sql } from '../db/sql.ts'
import { kept } from '../jobs/store.ts'

export interface Holder {
  id: string
  free: number
  held: number
}

/**
 * Agents that may take work and how many jobs they have room for. Capacity is derived from what they hold, never
 * counted. The row lock makes two claims for one agent wait for each other; only the session named gets work.
 */
export const capacity = sql<Holder>`
  select agent.id, agent.max_concurrent - held.jobs as free, held.jobs as held
  from unnest(${'agents'}::uuid[], ${'sessions'}::uuid[]) as asked (id, session)
  join agent on agent.id = asked.id and agent.session = asked.session
  cross join lateral (
    select count(*)::int as jobs from job
    where job.agent_id = agent.id and job.lease_until is not null
  ) as held
  where agent.admission = 'approved'
  and agent.administration = 'enabled'
  and not agent.draining
  and agent.max_concurrent > held.jobs
  for update of agent`

/**
 * Jobs that a group of agents may run, in the order they should. `tenant_id` is the owner of dedicated agents;
 * `pool_id` a pool; both null: the platform's own agents. Within a tenant: base priority plus 10 for each minute
 * waited, at most 500.
 */
export const runnable = sql<{ id: string }>`
  select job.id
  from job
  join tenant on tenant.id = job.tenant_id
  left join pool_assignment on pool_assignment.tenant_id = tenant.id
  where job.status = 'queued'
  and tenant.status = 'active'
  and tenant.worker_type = ${'worker_type'}
  and case
    when ${'tenant_id'}::uuid is not null then tenant.id = ${'tenant_id'} and tenant.worker_agent_pool = 'dedicated'
    else tenant.worker_agent_pool = 'shared' and pool_assignment.pool_id is not distinct from ${'pool_id'}::uuid
  end
  order by
    case job.priority when 'critical' then 1000 when 'high' then 750 when 'normal' then 500 else 250 end
      + least(500, 10 * floor(extract(epoch from now() - job.created_at) / 60)) desc,
    job.id
  for update of job skip locked
  limit ${'limit'}`

export interface Claimed {
  id: string
  agent_id: string
  attempt: number
  tenant: string
  type: string
  payload: unknown
  timeout_seconds: number
}

/** Gives chosen jobs to chosen agents: a lease and the next attempt number. */
export const assign = sql<Claimed>`
  update job
  set status = 'assigned', attempt = job.attempt + 1, agent_id = chosen.agent, assigned_at = now(),
    started_at = null, progress = 0, progress_message = '',
    lease_until = now() + make_interval(secs => ${'lease_seconds'})
  from unnest(${'jobs'}::uuid[], ${'agents'}::uuid[]) as chosen (job, agent), tenant
  where job.id = chosen.job and tenant.id = job.tenant_id and job.status = 'queued'
  returning job.id, job.agent_id, job.attempt, tenant.slug as tenant, job.type, job.payload, job.timeout_seconds`

/** Starting again changes nothing, so that a repeated report is harmless. */
export const start = sql<{ id: string }>`
  update job
  set status = 'running', started_at = coalesce(started_at, now()),
    lease_until = now() + make_interval(secs => ${'lease_seconds'})
  where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and lease_until is not null
  returning id`

export const progress = sql<{ id: string }>`
  update job
  set progress = ${'percent'}, progress_message = ${'message'},
    lease_until = now() + make_interval(secs => ${'lease_seconds'})
  where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and lease_until is not null
  returning id`

/** Stores lines of the attempt that holds the job; a repeated line is stored once. */
export const addLines = sql<{ job_id: string }>`
  with held as (
    select id, tenant_id from job
    where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and lease_until is not null
  ),
  added as (
    insert into job_line (job_id, attempt, tenant_id, number, level, text, at)
    select held.id, ${'attempt'}, held.tenant_id, line.number, line.level, line.text, line.at
    from held, unnest(${'numbers'}::int[], ${'levels'}::text[], ${'texts'}::text[], ${'ats'}::timestamptz[])
      as line (number, level, text, at)
    on conflict do nothing
  )
  select id as job_id from held`

/** Ends the attempt that holds the job. */
export const finish = sql<{ id: string }>`
  with ended as (
    delete from job
    where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and lease_until is not null
    returning *
  )
  insert into job_finished (${kept}, status, result, error, finished_at)
  select ${kept}, ${'status'}, ${'result'}::json, ${'error'}::json, now() from ended
  returning id`

/** Gives a job back into the queue while it has attempts left. */
export const release = sql<{ id: string }>`
  update job
  set status = 'queued', lease_until = null
  where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and lease_until is not null
  and attempt < max_attempts
  returning id`

/** Whether just this attempt ended the job with this status: then a repeated report is harmless. */
export const finishedBy = sql<{ id: string }>`
  select id from job_finished
  where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and status = ${'status'}`

/** Renews the leases of the attempts an agent names and still holds. */
export const renew = sql<{ job: string; attempt: number }>`
  update job
  set lease_until = now() + make_interval(secs => ${'lease_seconds'})
  from unnest(${'jobs'}::uuid[], ${'attempts'}::int[]) as named (job, attempt)
  where job.id = named.job and job.attempt = named.attempt and job.agent_id = ${'agent'}
  and job.lease_until > now()
  returning job.id as job, job.attempt`

/** Jobs whose holder fell silent go back into the queue while they have attempts left. */
export const requeue = sql<{ id: string; attempt: number; agent_id: string }>`
  update job
  set status = 'queued', lease_until = null
  where lease_until <= now() and attempt < max_attempts
  returning id, attempt, agent_id`

/** Jobs whose holder fell silent once too often. */
export const giveUp = sql<{ id: string }>`
  with ended as (
    delete from job
    where lease_until <= now() and attempt >= max_attempts
    returning *
  )
  insert into job_finished (${kept}, status, error, finished_at)
  select ${kept}, 'failed',
    json_build_object('code', 'lease-expired', 'message',
      'Its agent fell silent, and no attempts are left (' || attempt || ' of ' || max_attempts || ').'), now()
  from ended
  returning id`

/** Attempts that run past their timeout and a grace although their agent should have stopped them. */
export const stopOverdue = sql<{ id: string; attempt: number; agent_id: string }>`
  with ended as (
    delete from job
    where status = 'running'
    and started_at + make_interval(secs => timeout_seconds + ${'grace_seconds'}) <= now()
    returning *
  )
  insert into job_finished (${kept}, status, error, finished_at)
  select ${kept}, 'failed', json_build_object('code', 'timeout', 'message',
      'It ran longer than ' || timeout_seconds || ' seconds and its agent did not stop it.'), now()
  from ended
  returning id, attempt, agent_id`

export const notify = sql<never>`select pg_notify('reeve', ${'hint'})`
