// Every SQL statement that only carriers need.
import { mayWork } from '../agents/store.ts'
import { piece, type Piece, sql } from '../db/sql.ts'

export interface Present {
  agent: string
  session: string | null
  enrolment: string | null
  tenant: string
}

/**
 * Heartbeats of many agents: each renews its presence, on a stream while its session counts, over HTTP on whichever
 * replica it arrives. No row for those that may work no more, nor, in `presentNow`, for those that somebody else has
 * locked; these ask again by themselves.
 */
const presence = (locked: Piece) => sql<Present>`
  with present as (
    select may.id, may.slug, said.session, said.enrolment, said.draining
    from (
      select * from unnest(${'agents'}::uuid[], ${'sessions'}::uuid[], ${'enrolments'}::uuid[], ${'drainings'}::boolean[])
        as said (agent, session, enrolment, draining)
      order by agent
    ) as said
    cross join lateral ( -- by the agent's id, whatever PostgreSQL thinks of the tables
      select agent.id, tenant.slug
      from agent, enrolment, tenant
      where agent.id = said.agent
      and (said.session is null or agent.session = said.session)
      and (said.enrolment is null or agent.enrolment_id = said.enrolment)
      and ${mayWork}
      limit 1
      ${locked}
    ) as may
  )
  update agent
  set last_seen_at = now(), draining = agent.draining or present.draining,
    present_until = greatest(present_until, now() + make_interval(secs => ${'lease_seconds'}))
  from present
  where agent.id = present.id
  returning agent.id as agent, present.session, present.enrolment, present.slug as tenant`

export const presentNow = presence(piece`for no key update of agent skip locked`)
export const present = presence(piece`for no key update of agent`)

/** Those of many agents that may work still: a stream is closed when its enrolment ends, a request has to ask. */
export const standing = sql<{ agent: string; enrolment: string }>`
  select said.agent, said.enrolment
  from unnest(${'agents'}::uuid[], ${'enrolments'}::uuid[]) as said (agent, enrolment)
  cross join lateral (
    select agent.id
    from agent, enrolment, tenant
    where agent.id = said.agent and agent.enrolment_id = said.enrolment
    and ${mayWork}
    limit 1
  ) as may`

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
