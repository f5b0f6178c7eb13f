// Every SQL statement about jobs as their submitters see them. What the queue does to them is in queue/store.ts.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Job = Schemas['Job']

export const columns = piece`job.id, tenant.slug as tenant, job.type, job.payload, job.priority, job.timeout_seconds,
    job.max_attempts, job.retry_on_failure, job.retry_delay_seconds, job.not_before, job.queue_timeout_seconds,
    job.capabilities, job.tools, job.labels, job.region, job.preferred_region, job.affinity, job.on_no_capacity, job.status, null::json as queue, job.dead, job.attempt, job.progress, job.progress_message, job.result, job.error,
    job.agent_id as agent, job.task_id as task, job.due_at, job.created_at, job.assigned_at, job.started_at, job.finished_at`

export const byId = sql<Job>`
  select ${columns}
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  where job.id = ${'job'}
  and job.tenant_id = current_tenant()`

/**
 * How urgent a waiting job is, as the claim has it (queue/lanes): base priority plus 10 for each minute since the submit,
 * at most 500; what is an hour old goes before all that is not.
 */
const urgency = piece`case
        when job.created_at <= now() - interval '1 hour' then 2000
        else case job.priority when 'critical' then 1000 when 'high' then 750 when 'normal' then 500 else 250 end
          + least(500, 10 * floor(date_part('epoch', now() - job.created_at) / 60))
      end as urgency`

/** A tenant's waiting jobs, with how urgent they are. */
export const ripe = piece`select job.id, ${urgency}
    from job
    where job.tenant_id = current_tenant() and job.status = 'queued' and not job.deferred`

/** No more than so many; in an order that only `job_ripe` has, so that other tenants' jobs are not walked past. */
export const few = piece`order by job.requirement, job.priority, job.id
    limit 1001`

/** A waiting job's place. */
export const place = sql<Schemas['JobQueue']>`
  with mine as materialized (
    ${ripe} and job.id = ${'job'}
  ),
  other as materialized (
    ${ripe} and job.id <> ${'job'}
    ${few}
  )
  select count(*) filter (where other.urgency > mine.urgency or other.urgency = mine.urgency and other.id < mine.id) + 1
      as position, count(other.id) <= 1000 as exact
  from mine
  left join other on true
  group by mine.id`

/** Through the tenant's own wall: nobody asks about another tenant's job. */
export const ownerOf = sql<{ tenant_id: string }>`
  select tenant_id from any_job
  where id = ${'job'} and tenant_id = current_tenant()`

export const all = sql<Job>`
  select ${columns}
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  where (${'after'}::uuid is null or job.id < ${'after'})
  and (${'tenant'}::text is null or tenant.slug = ${'tenant'})
  and (${'status'}::text is null or job.status = ${'status'})
  and (${'dead'}::boolean is null or job.dead = ${'dead'})
  and (${'type'}::text is null or job.type = ${'type'})
  and (${'priority'}::text is null or job.priority = ${'priority'})
  and (${'task'}::uuid is null or job.task_id = ${'task'})
  and (${'agent'}::uuid is null or job.agent_id = ${'agent'})
  and (${'created_after'}::timestamptz is null or job.created_at >= ${'created_after'})
  and (${'created_before'}::timestamptz is null or job.created_at < ${'created_before'})
  order by job.id desc
  limit ${'limit'}`

/** What a job takes along when it ends and leaves the hot table; the rest is said by what ended it. */
export const kept = piece`id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure,
    retry_delay_seconds, not_before, queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, affinity, on_no_capacity,
    spent, queued_at, attempt, progress, progress_message, agent_id, idempotency_hash, request_hash, created_at,
    assigned_at, started_at, task_id, due_at`

/** Ends a job that is not over; `attempt` and `agent_id` tell whom to stop. */
export const cancel = sql<{ id: string; attempt: number; agent_id: string | null }>`
  with ended as (
    delete from job
    where id = ${'job'} and tenant_id = current_tenant()
    returning *
  )
  insert into job_finished (${kept}, status, finished_at)
  select ${kept}, 'cancelled', now() from ended
  returning id, attempt, agent_id`

/** Ends all of a tenant's jobs that are not over. */
export const cancelAll = sql<{ id: string; attempt: number; agent_id: string | null }>`
  with ended as (
    delete from job
    where tenant_id = ${'tenant_id'}
    returning *
  )
  insert into job_finished (${kept}, status, finished_at)
  select ${kept}, 'cancelled', now() from ended
  returning id, attempt, agent_id`

export const countUnfinished = sql<{ jobs: number }>`
  select count(*) as jobs
  from job
  where tenant_id = ${'tenant_id'}`

/** A page of lines; the cursor is an attempt and a number. */
export const lines = sql<Schemas['JobLine']>`
  select attempt, number, level, text, at
  from job_line
  where job_id = ${'job'} and tenant_id = current_tenant()
  and (attempt, number) > (${'after_attempt'}::int, ${'after_number'}::int)
  and (${'attempt'}::int is null or attempt = ${'attempt'})
  order by attempt, number
  limit ${'limit'}`

/** How many of a tenant's jobs wait, and how many may. */
export const queueRoom = sql<{ plan: string; queued: number; most: number }>`
  select plan.name as plan, plan.max_queued_jobs as most, (
    select count(*)::int from (
      select from job
      where job.tenant_id = current_tenant() and job.status = 'queued'
      limit plan.max_queued_jobs
    ) as waiting
  ) as queued
  from tenant
  join plan on plan.id = tenant.plan_id
  where tenant.id = current_tenant()`

/** Held until the transaction ends by whoever adds to a tenant's queue; later statements see what was added before. */
export const lockQueue = sql<never>`select pg_advisory_xact_lock(hashtextextended('queue:' || current_tenant(), 0))`

/** Puts an ended job back; its attempts start anew, their numbers go on. */
export const requeue = sql<{ id: string }>`
  with back as (
    delete from job_finished
    where id = ${'job'} and tenant_id = current_tenant() and status in ('failed', 'expired', 'cancelled')
    returning *
  ),
  round as (
    insert into job_round
      (job_id, number, tenant_id, attempt, agent_id, assigned_at, started_at, ended_at, status, error)
    select id, (select coalesce(max(number) + 1, 0) from job_round where job_id = back.id), tenant_id, attempt, agent_id,
      assigned_at, started_at, finished_at, status, error
    from back
  )
  insert into job
    (id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds,
     queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, affinity, on_no_capacity, attempt, spent, agent_id,
     idempotency_hash, request_hash, created_at)
  select id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds,
    queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, affinity, on_no_capacity, attempt, attempt, agent_id,
    idempotency_hash, request_hash, created_at
  from back
  returning id`

export const stats = sql<Schemas['JobStats']>`
  select
    count(*) filter (where status = 'queued') as queued,
    count(*) filter (where status = 'assigned') as assigned,
    count(*) filter (where status = 'running') as running,
    count(*) filter (where status = 'completed') as completed,
    count(*) filter (where status = 'failed') as failed,
    count(*) filter (where status = 'cancelled') as cancelled,
    count(*) filter (where status = 'expired') as expired,
    count(*) filter (where dead) as dead,
    floor(extract(epoch from now() - min(created_at) filter (where status = 'queued')))::int as oldest_queued_seconds
  from any_job`
