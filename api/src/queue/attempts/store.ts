// Every SQL statement about attempts: what their holders report, and whether they still hold. They run as `work`.
import { piece, type Piece, sql, type Statement } from '../../db/sql.ts'
import { kept } from '../../jobs/store.ts'

/** Which attempt, at which job, by which agent. */
export interface Holding {
  job: string
  attempt: number
  agent: string
}

/**
 * Statements about many attempts take their columns as arrays and return those that counted: the fence is that the
 * attempt, by that agent, holds the job now. Each comes twice. `now` leaves out jobs that somebody else has locked,
 * so that one of them holds up nobody; `waiting` waits, and is for one attempt alone. Each job is looked up by its id
 * (`lateral … limit 1`), whatever PostgreSQL thinks of the table, and in the order of ids, so that nobody deadlocks.
 */
export interface Both {
  now: Statement<Holding>
  waiting: Statement<Holding>
}

const both = (make: (locked: Piece) => Statement<Holding>): Both => ({
  now: make(piece`for update of job skip locked`),
  waiting: make(piece`for update of job`),
})

/** The fence: the job that was `said`, if that attempt of it is held by that agent. */
const stillHeld = (locked: Piece, leased = piece`job.lease_until is not null`): Piece => piece`
    cross join lateral (
      select * from job
      where job.id = said.job and job.attempt = said.attempt and job.agent_id = said.agent and ${leased}
      limit 1
      ${locked}
    ) as job`

const holdings = piece`job.id as job, job.attempt, job.agent_id as agent`

/** Starting again changes nothing, so that a repeated report is harmless. It was said so many seconds `ago`. */
export const start = both(
  (locked) => sql<Holding>`
  with held as (
    select job.id, said.ago
    from (select * from unnest(${'jobs'}::uuid[], ${'attempts'}::int[], ${'agents'}::uuid[], ${'ago'}::float8[])
      as said (job, attempt, agent, ago) order by job) as said
    ${stillHeld(locked)}
  )
  update job
  set status = 'running',
    started_at = coalesce(started_at, greatest(assigned_at, now() - make_interval(secs => held.ago))),
    lease_until = now() + make_interval(secs => ${'lease_seconds'})
  from held
  where job.id = held.id
  returning ${holdings}`,
)

export const progress = both(
  (locked) => sql<Holding>`
  with held as (
    select job.id, said.percent, said.message
    from (select * from unnest(${'jobs'}::uuid[], ${'attempts'}::int[], ${'agents'}::uuid[], ${'percents'}::int[], ${'messages'}::text[])
      as said (job, attempt, agent, percent, message) order by job) as said
    ${stillHeld(locked)}
  )
  update job
  set progress = held.percent, progress_message = held.message,
    lease_until = now() + make_interval(secs => ${'lease_seconds'})
  from held
  where job.id = held.id
  returning ${holdings}`,
)

/** Stores lines of attempts that hold their jobs; a repeated line is stored once. */
export const addLines = sql<Holding>`
  with held as (
    select job.id, job.attempt, job.agent_id, job.tenant_id
    from unnest(${'jobs'}::uuid[], ${'attempts'}::int[], ${'agents'}::uuid[]) as said (job, attempt, agent)
    ${stillHeld(piece``)}
  ),
  added as (
    insert into job_line (job_id, attempt, tenant_id, number, level, text, at)
    select held.id, held.attempt, held.tenant_id, line.number, line.level, line.text, line.at
    from unnest(${'line_jobs'}::uuid[], ${'line_attempts'}::int[], ${'numbers'}::int[], ${'levels'}::text[],
      ${'texts'}::text[], ${'ats'}::timestamptz[]) as line (job, attempt, number, level, text, at)
    join held on held.id = line.job and held.attempt = line.attempt
    order by held.id, line.number
    on conflict do nothing
  )
  select held.id as job, held.attempt, held.agent_id as agent from held`

/** As it is kept, but for a job whose start is reported together with its result. */
const keptOfEnded: Piece = {
  piece: kept.piece.replace(/\bstarted_at\b/, 'coalesce(started_at, begun_at)'),
}

/**
 * Ends attempts. One that failed gives its job back while that has attempts left: an agent that drains (`stopped`) is
 * no fault of the job, which is free at once; a job that is retried waits twice as long after each failure, at most an
 * hour. Every other job is over.
 */
export const finish = both(
  (locked) => sql<Holding>`
  with held as (
    select job.id, said.outcome, said.its_result, said.its_error,
      case when said.begun is not null then greatest(job.assigned_at, now() - make_interval(secs => said.begun)) end as begun_at,
      case
        when said.outcome <> 'failed' or job.attempt - job.spent >= job.max_attempts then 'over'
        when said.stopped then 'released'
        when job.retry_on_failure then 'retried'
        else 'over'
      end as fate
    from (select * from unnest(${'jobs'}::uuid[], ${'attempts'}::int[], ${'agents'}::uuid[], ${'outcomes'}::text[],
      ${'results'}::text[], ${'errors'}::text[], ${'stopped'}::boolean[], ${'begun'}::float8[])
      as said (job, attempt, agent, outcome, its_result, its_error, stopped, begun) order by job) as said
    ${stillHeld(locked)}
  ),
  back as (
    update job
    set status = 'queued', lease_until = null, queued_at = now(),
      error = case held.fate when 'retried' then held.its_error::json else job.error end,
      not_before = case held.fate
        when 'retried' then now() + make_interval(secs => least(3600, retry_delay_seconds * 2 ^ (attempt - spent - 1)))
        else job.not_before
      end
    from held
    where job.id = held.id and held.fate <> 'over'
    returning ${holdings}
  ),
  ended as (
    delete from job
    using held
    where job.id = held.id and held.fate = 'over'
    returning job.*, held.outcome, held.its_result, held.its_error, held.begun_at
  ),
  recorded as (
    insert into job_finished (${kept}, status, dead, result, error, finished_at)
    select ${keptOfEnded}, outcome, outcome = 'failed' and retry_on_failure, its_result::json, its_error::json, now()
    from ended
    returning id, attempt, agent_id
  )
  select job, attempt, agent from back
  union all
  select id, attempt, agent_id from recorded`,
)

/** Whether just these attempts ended their jobs with this status: then a repeated report is harmless. */
export const finishedBy = sql<Holding>`
  select job_finished.id as job, job_finished.attempt, job_finished.agent_id as agent
  from unnest(${'jobs'}::uuid[], ${'attempts'}::int[], ${'agents'}::uuid[], ${'outcomes'}::text[])
    as said (job, attempt, agent, outcome)
  join job_finished on job_finished.id = said.job and job_finished.attempt = said.attempt
    and job_finished.agent_id = said.agent and job_finished.status = said.outcome`

/** Renews the leases of the attempts that agents name and still hold. */
export const renew = both(
  (locked) => sql<Holding>`
  with held as (
    select job.id
    from (select * from unnest(${'jobs'}::uuid[], ${'attempts'}::int[], ${'agents'}::uuid[])
      as said (job, attempt, agent) order by job) as said
    ${stillHeld(locked, piece`job.lease_until > now()`)}
  )
  update job
  set lease_until = now() + make_interval(secs => ${'lease_seconds'})
  from held
  where job.id = held.id
  returning ${holdings}`,
)

/**
 * This transaction is not waited for on the disk. Only for what may be forgotten when PostgreSQL itself crashes: that
 * an attempt began, how far it is, a heartbeat. The agent's next word says it again, and a lease outlives two
 * heartbeats that were lost. Never for lines and results, which are durable before they are acknowledged.
 */
export const mayBeForgotten = sql<never>`select set_config('synchronous_commit', 'off', true)`
