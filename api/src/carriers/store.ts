// Every SQL statement that only carriers need.
import { mayWork } from '../agents/store.ts'
import { sql } from '../db/sql.ts'

/** A heartbeat over HTTP renews presence on whichever replica it arrives; no row when the agent may work no more. */
export const present = sql<{ tenant: string }>`
  update agent
  set last_seen_at = now(), draining = agent.draining or ${'draining'},
    present_until = greatest(present_until, now() + make_interval(secs => ${'lease_seconds'}))
  from agent_token, tenant
  where agent.id = ${'agent'} and agent.agent_token_id = ${'agent_token'}
  and ${mayWork}
  returning tenant.slug as tenant`

/** Whether a session still counts; it may have been ended before this replica knew of it. */
export const current = sql<{ id: string }>`
  select id from agent where id = ${'agent'} and session = ${'session'}`

/** Those of an agent's attempts that were cancelled, so that it can tell them from what others run by now. */
export const cancelled = sql<{ job: string; attempt: number }>`
  select job_finished.id as job, job_finished.attempt
  from unnest(${'jobs'}::uuid[], ${'attempts'}::int[]) as named (job, attempt)
  join job_finished on job_finished.id = named.job and job_finished.attempt = named.attempt
  where job_finished.agent_id = ${'agent'} and job_finished.status = 'cancelled'`

/**
 * Puts jobs back into the queue that never reached their agent. The attempt's number is used up, so that nobody can
 * report it, but it does not count as one.
 */
export const giveBack = sql<{ id: string }>`
  update job
  set status = 'queued', lease_until = null, spent = spent + 1
  from unnest(${'jobs'}::uuid[], ${'attempts'}::int[]) as named (job, number)
  where job.id = named.job and job.attempt = named.number and job.agent_id = ${'agent'} and job.status = 'assigned'
  returning job.id`
