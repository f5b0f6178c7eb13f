// Every SQL statement about attempts: what their holders report, and whether they still hold. They run as `work`.
import { sql } from '../../db/sql.ts'
import { kept } from '../../jobs/store.ts'

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
  insert into job_finished (${kept}, status, dead, result, error, finished_at)
  select ${kept}, ${'status'}, ${'status'} = 'failed' and retry_on_failure, ${'result'}::json, ${'error'}::json, now()
  from ended
  returning id`

/** Gives a job back into the queue while it has attempts left. */
export const release = sql<{ id: string }>`
  update job
  set status = 'queued', lease_until = null, queued_at = now()
  where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and lease_until is not null
  and attempt - spent < max_attempts
  returning id`

/** A failed attempt of a job that is to be tried again: it waits twice as long after each, at most an hour. */
export const retry = sql<{ id: string }>`
  update job
  set status = 'queued', lease_until = null, queued_at = now(), error = ${'error'}::json,
    not_before = now() + make_interval(secs => least(3600, retry_delay_seconds * 2 ^ (attempt - spent - 1)))
  where id = ${'job'} and attempt = ${'attempt'} and agent_id = ${'agent'} and lease_until is not null
  and retry_on_failure and attempt - spent < max_attempts
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
