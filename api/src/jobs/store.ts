// Every SQL statement about jobs as their submitters see them. What the queue does to them is in queue/store.ts.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Job = Schemas['Job']

const columns = piece`job.id, tenant.slug as tenant, job.type, job.payload, job.priority, job.timeout_seconds,
    job.max_attempts, job.status, job.attempt, job.progress, job.progress_message, job.result, job.error,
    job.agent_id as agent, job.created_at, job.assigned_at, job.started_at, job.finished_at`

/** No row when a job with the key is there already, be it one that ended since the caller looked. */
export const insert = sql<Job>`
  with job as (
    insert into job
      (id, type, payload, priority, timeout_seconds, max_attempts, idempotency_hash, request_hash)
    select ${'id'}, ${'type'}, ${'payload'}, ${'priority'}, ${'timeout_seconds'}, ${'max_attempts'}, ${'key_hash'},
      ${'request_hash'}
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

export const all = sql<Job>`
  select ${columns}
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  where (${'after'}::uuid is null or job.id < ${'after'})
  and (${'tenant'}::text is null or tenant.slug = ${'tenant'})
  and (${'status'}::text is null or job.status = ${'status'})
  order by job.id desc
  limit ${'limit'}`

/** What a job takes along when it ends and leaves the hot table; the rest is said by what ended it. */
export const kept = piece`id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, attempt, progress,
    progress_message, agent_id, idempotency_hash, request_hash, created_at, assigned_at, started_at`

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
