// Every SQL statement about runs: jobs that a task made.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'
import { columns, kept } from '../jobs/store.ts'

type Job = Schemas['Job']

const fromTask = piece`task.tenant_id, 'script', json_build_object('script', task.script, 'input', task.input),
    task.priority, task.timeout_seconds, task.max_attempts, task.on_no_capacity, task.id`

const given = piece`id, tenant_id, type, payload, priority, timeout_seconds, max_attempts, on_no_capacity, task_id`

/** A run that somebody asked for. */
export const insert = sql<Job>`
  with job as (
    insert into job (${given})
    select ${'id'}, ${fromTask}
    from task
    where task.id = ${'task_id'}
    returning *
  )
  select ${columns}
  from job
  join tenant on tenant.id = job.tenant_id`

/** The runs of due times, in their order. One that is there already stays the only one. */
export const insertDue = sql<{ id: string }>`
  insert into job (${given}, due_at)
  select run.id, ${fromTask}, run.due_at
  from unnest(${'ids'}::uuid[], ${'tasks'}::uuid[], ${'due_ats'}::timestamptz[]) with ordinality
    as run (id, task, due_at, number)
  join task on task.id = run.task
  order by run.number
  on conflict do nothing
  returning id`

/** Due times that could not be met are in the history too, with the reason. */
export const insertFailed = sql<{ id: string }>`
  insert into job_finished (${given}, due_at, status, dead, error, finished_at)
  select run.id, ${fromTask}, run.due_at, 'failed', run.dead, run.error::json, now()
  from unnest(${'ids'}::uuid[], ${'tasks'}::uuid[], ${'due_ats'}::timestamptz[], ${'errors'}::text[],
    ${'deads'}::boolean[]) as run (id, task, due_at, error, dead)
  join task on task.id = run.task
  returning id`

/** As a submit does: nobody else fills these tenants' queues meanwhile. */
export const lockQueues = sql<never>`
  select pg_advisory_xact_lock(hashtextextended('queue:' || tenant, 0))
  from (select tenant from unnest(${'tenants'}::uuid[]) as tenant order by tenant) as named`

/** How many more jobs of these tenants may wait. */
export const rooms = sql<{ tenant: string; plan: string; most: number; room: number }>`
  select tenant.id as tenant, plan.name as plan, plan.max_queued_jobs as most, plan.max_queued_jobs - queued.jobs as room
  from tenant
  join plan on plan.id = tenant.plan_id
  cross join lateral (
    select count(*)::int as jobs from job
    where job.tenant_id = tenant.id and job.status = 'queued'
  ) as queued
  where tenant.id = any (${'tenants'}::uuid[])`

export const ofTask = sql<Job>`
  select ${columns}
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  where job.task_id = ${'task_id'}
  and job.tenant_id = current_tenant()
  and (${'after'}::uuid is null or job.id < ${'after'})
  and (${'status'}::text is null or job.status = ${'status'})
  order by job.id desc
  limit ${'limit'}`

/** Which of these tasks have a run that is not over. */
export const busy = sql<{ task: string }>`
  select distinct task_id as task
  from job
  where task_id = any (${'tasks'}::uuid[])`

/** Ends all runs of these tasks that are not over. */
export const cancel = sql<{ id: string; attempt: number; agent_id: string | null }>`
  with ended as (
    delete from job
    where task_id = any (${'tasks'}::uuid[])
    returning *
  )
  insert into job_finished (${kept}, status, finished_at)
  select ${kept}, 'cancelled', now() from ended
  returning id, attempt, agent_id`
