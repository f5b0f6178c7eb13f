// Every SQL statement about the brokers' own workers. They run as `work`.
import { sql } from '../db/sql.ts'

/** A worker begins a session, if operators let it work; else it only shows that it is there. */
export const open = sql<{ opened: boolean }>`
  insert into agent (id, tenant_id, name, version, worker_type, max_concurrent, session, last_seen_at, present_until)
  values (${'id'}, ${'system'}, ${'name'}, ${'version'}, ${'worker_type'}, ${'max_concurrent'}, ${'session'}, now(),
    now() + make_interval(secs => ${'lease_seconds'}))
  on conflict (id) do update
  set last_seen_at = now(), draining = false,
    session = case when agent.administration <> 'disabled' then excluded.session end,
    present_until = case when agent.administration <> 'disabled' then excluded.present_until end
  returning session is not null as opened`

/** No row when its session was ended. */
export const touch = sql<{ id: string }>`
  update agent
  set last_seen_at = now(), present_until = now() + make_interval(secs => ${'lease_seconds'})
  where id = ${'id'} and session = ${'session'}
  returning id`

/** A broker that stops takes its worker along, but while that still holds work. */
export const remove = sql<{ id: string }>`
  delete from agent
  where id = ${'id'} and not exists (
    select from job
    where job.agent_id = agent.id and job.lease_until is not null
  )
  returning id`

/** Workers that were not heard of for so long, unless they still hold work. */
export const forget = sql<{ id: string }>`
  delete from agent
  where worker_type = ${'worker_type'} and last_seen_at < now() - make_interval(secs => ${'seconds'}) and not exists (
    select from job
    where job.agent_id = agent.id and job.lease_until is not null
  )
  returning id`
