// Every SQL statement about jobs as their submitters see them. What the queue does to them is in queue/store.ts.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Job = Schemas['Job']

export const columns = piece`job.id, tenant.slug as tenant, job.type, job.payload, job.priority, job.timeout_seconds,
    job.max_attempts, job.retry_on_failure, job.retry_delay_seconds, job.not_before, job.queue_timeout_seconds,
    job.capabilities, job.tools, job.labels, job.region, job.preferred_region, job.status, job.dead, job.attempt, job.progress, job.progress_message, job.result, job.error,
    job.agent_id as agent, job.task_id as task, job.due_at, job.created_at, job.assigned_at, job.started_at, job.finished_at`

/** No row when a job with the key is there already, be it one that ended since the caller looked. */
export const insert = sql<Job>`
  with job as (
    insert into job
      (id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds, not_before,
       queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, idempotency_hash, request_hash)
    select ${'id'}, ${'type'}, ${'payload'}, ${'priority'}, ${'timeout_seconds'}, ${'max_attempts'},
      ${'retry_on_failure'}, ${'retry_delay_seconds'}, ${'not_before'}, ${'queue_timeout_seconds'}, ${'capabilities'},
      ${'tools'}, ${'labels'}, ${'region'}, ${'preferred_region'}, ${'key_hash'}, ${'request_hash'}
    where not exists (
      select from job_finished
      where tenant_id = current_tenant() and idempotency_hash = ${'key_hash'}
    )
    on conflict do nothing
    returning *
  )
  select ${columns}
  from job
  join tenant on tenant.id = job.tenant_id`

export const byKey = sql<Job & { request_hash: Buffer }>`
  select ${columns}, job.request_hash
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  where job.tenant_id = current_tenant()
  and job.idempotency_hash = ${'key_hash'}`

export const byId = sql<Job>`
  select ${columns}
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  where job.id = ${'job'}
  and job.tenant_id = current_tenant()`

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
  order by job.id desc
  limit ${'limit'}`

/** What a job takes along when it ends and leaves the hot table; the rest is said by what ended it. */
export const kept = piece`id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure,
    retry_delay_seconds, not_before, queue_timeout_seconds, capabilities, tools, labels, region, preferred_region,
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

/** How many of a tenant's jobs wait, and how many may. Locks the tenant against another submit of the same moment. */
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

export const lockQueue = sql<never>`select pg_advisory_xact_lock(hashtextextended('queue:' || current_tenant(), 0))`

/** Puts an ended job back; its attempts start anew, their numbers go on. */
export const requeue = sql<{ id: string }>`
  with back as (
    delete from job_finished
    where id = ${'job'} and tenant_id = current_tenant() and status in ('failed', 'expired', 'cancelled')
    returning *
  )
  insert into job
    (id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds,
     queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, attempt, spent, agent_id,
     idempotency_hash, request_hash, created_at)
  select id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds,
    queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, attempt, attempt, agent_id,
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

/** Many jobs in one statement; `rows` is a JSON array of them with their ids. */
export const insertAll = sql<Job>`
  with job as (
    insert into job
      (id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds, not_before,
       queue_timeout_seconds, capabilities, tools, labels, region, preferred_region)
    select id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds, not_before,
      queue_timeout_seconds, capabilities, tools, labels, region, preferred_region
    from json_to_recordset(${'rows'}::json) as row (
      id uuid, type text, payload json, priority text, timeout_seconds int, max_attempts int, retry_on_failure boolean,
      retry_delay_seconds int, not_before timestamptz, queue_timeout_seconds int, capabilities text[], tools text[],
      labels text[], region text, preferred_region text)
    returning *
  )
  select ${columns}
  from job
  join tenant on tenant.id = job.tenant_id`
