// Every SQL statement about a job's events. They run as `work`: whoever follows a job was let in to it before.
import { sql } from '../../db/sql.ts'
import type { Schemas } from '../../http/revision.ts'

/** One stay: in the queue, then with an agent, until the job goes back or ends. */
export interface Round {
  number: number
  attempt: number
  agent_id: string | null
  assigned_at: string | null
  started_at: string | null
  /** Null: it is the present one and not over. */
  ended_at: string | null
  /** What it came to, or where the job is. */
  status: Schemas['Job']['status']
  error: Schemas['JobError'] | null
}

export interface Facts extends Round {
  created_at: string
  dead: boolean
  progress: number
  progress_message: string
  /** Those that are over, from the one asked for and the one before it on. */
  rounds: Round[]
}

/** A job with its rounds, in one look. */
export const facts = sql<Facts>`
  select job.attempt, job.agent_id, job.assigned_at, job.started_at, job.finished_at as ended_at, job.status, job.error,
    job.created_at, job.dead, job.progress, job.progress_message,
    (select coalesce(max(number) + 1, 0) from job_round where job_id = job.id)::int as number,
    (select coalesce(json_agg(past order by past.number), '[]') from (
      select number, attempt, agent_id, assigned_at, started_at, ended_at, status, error
      from job_round
      where job_id = job.id and number >= ${'from_round'}
    ) as past) as rounds
  from any_job as job
  where job.id = ${'job'}`

/** Lines of one attempt after a number: at most some, and of those no more text than fits (but always one). */
export const lines = sql<Omit<Schemas['JobLine'], 'attempt'>>`
  select number, level, text, at
  from (
    select number, level, text, at, sum(octet_length(text)) over (order by number) - octet_length(text) as before
    from (
      select number, level, text, at
      from job_line
      where job_id = ${'job'} and attempt = ${'attempt'} and number > ${'after'}
      order by number
      limit ${'limit'}
    ) as page
  ) as page
  where before < ${'most_text'}
  order by number`

/** What of each of these jobs tells a change: one look for all who follow them here. */
export const marks = sql<{ id: string; mark: string }>`
  select job.id, concat_ws(' ', job.status, job.attempt, job.started_at, job.progress, hashtext(job.progress_message),
    (select max(number) from job_round where job_id = job.id),
    (select max(number) from job_line where job_id = job.id and attempt = job.attempt)) as mark
  from any_job as job
  where job.id = any (${'jobs'}::uuid[])`
