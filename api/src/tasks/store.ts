// Every SQL statement about tasks.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Task = Schemas['Task']

const columns = piece`task.id, tenant.slug as tenant, task.name, task.description, task.script, task.input,
    task.schedule, task.time_zone, task.overlap, task.catch_up, task.jitter_seconds, task.starts_at, task.ends_at,
    task.paused, task.timeout_seconds, task.priority, task.max_attempts, task.on_no_capacity, task.next_run_at, task.revision,
    task.created_at, task.updated_at`

const joined = piece`join tenant on tenant.id = task.tenant_id`

const named = piece`task.tenant_id = current_tenant()`

/** The database's clock decides what is due. */
export const clock = sql<{ now: string }>`select now()`

export const insert = sql<Task>`
  with task as (
    insert into task
      (id, name, description, script, input, schedule, time_zone, overlap, catch_up, jitter_seconds, starts_at,
      ends_at, paused, timeout_seconds, priority, max_attempts, on_no_capacity, next_due_at, next_run_at)
    values
      (${'id'}, ${'name'}, ${'description'}, ${'script'}, ${'input'}::json, ${'schedule'}, ${'time_zone'},
      ${'overlap'}, ${'catch_up'}, ${'jitter_seconds'}, ${'starts_at'}, ${'ends_at'}, ${'paused'},
      ${'timeout_seconds'}, ${'priority'}, ${'max_attempts'}, ${'on_no_capacity'}, ${'next_due_at'}, ${'next_run_at'})
    returning *
  )
  select ${columns}
  from task ${joined}`

export const byName = sql<Task>`
  select ${columns}
  from task ${joined}
  where ${named}
  and (task.name = ${'task'} or task.id::text = ${'task'})`

/** As it was, held until the transaction ends; with its due time, which only the broker knows. */
export const held = sql<Task & { next_due_at: string | null }>`
  select ${columns}, task.next_due_at
  from task ${joined}
  where ${named}
  and (task.name = ${'task'} or task.id::text = ${'task'})
  for update of task`

export const replace = sql<Task>`
  with task as (
    update task
    set description = ${'description'}, script = ${'script'}, input = ${'input'}::json, schedule = ${'schedule'},
      time_zone = ${'time_zone'}, overlap = ${'overlap'}, catch_up = ${'catch_up'},
      jitter_seconds = ${'jitter_seconds'}, starts_at = ${'starts_at'}, ends_at = ${'ends_at'}, paused = ${'paused'},
      timeout_seconds = ${'timeout_seconds'}, priority = ${'priority'}, max_attempts = ${'max_attempts'},
      on_no_capacity = ${'on_no_capacity'},
      next_due_at = ${'next_due_at'}, next_run_at = ${'next_run_at'}, revision = revision + 1, updated_at = now()
    where ${named}
    and (name = ${'task'} or id::text = ${'task'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from task ${joined}`

export const remove = sql<{ id: string }>`
  delete from task
  where ${named}
  and (name = ${'task'} or id::text = ${'task'})
  returning id`

export const all = sql<Task>`
  select ${columns}
  from task ${joined}
  where ${named}
  and (${'after'}::uuid is null or task.id > ${'after'})
  and (${'paused'}::boolean is null or task.paused = ${'paused'})
  order by task.id
  limit ${'limit'}`

export interface DueTask {
  id: string
  tenant_id: string
  now: string
  next_due_at: string
  schedule: string | null
  time_zone: string
  overlap: 'allow' | 'forbid' | 'replace'
  catch_up: 'none' | 'last' | 'all'
  jitter_seconds: number
  starts_at: string | null
  ends_at: string | null
  paused: boolean
  /** Whether a run that finds no free slot fails: the task's own word, else its tenant's, else yes. */
  fails: boolean
}

const fails = piece`coalesce(task.on_no_capacity, tenant.on_no_capacity, 'fail') = 'fail' as fails`

/** What a run that somebody asks for needs to know of its task. */
export const asked = sql<{ id: string; tenant_id: string; fails: boolean }>`
  select task.id, task.tenant_id, ${fails}
  from task ${joined}
  where ${named}
  and (task.name = ${'task'} or task.id::text = ${'task'})`

/** Tasks that have become due, held until the transaction ends. A suspended tenant's wait. */
export const due = sql<DueTask>`
  select task.id, task.tenant_id, now(), task.next_due_at, task.schedule, task.time_zone, task.overlap, task.catch_up,
    task.jitter_seconds, task.starts_at, task.ends_at, task.paused,
    ${fails}
  from task ${joined}
  where task.next_run_at <= now()
  and tenant.status = 'active'
  order by task.next_run_at
  limit ${'limit'}
  for update of task skip locked`

export const advance = sql<{ id: string }>`
  update task
  set next_due_at = advanced.next_due_at, next_run_at = advanced.next_run_at
  from unnest(${'tasks'}::uuid[], ${'next_due_ats'}::timestamptz[], ${'next_run_ats'}::timestamptz[])
    as advanced (id, next_due_at, next_run_at)
  where task.id = advanced.id
  returning task.id`
