// Every SQL statement about plans.
import { sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Plan = Schemas['Plan']

export const insert = sql<Plan>`
  insert into plan (id, name, description, max_concurrent_jobs, max_queued_jobs, weight, job_retention_days)
  values (${'id'}, ${'name'}, ${'description'}, ${'max_concurrent_jobs'}, ${'max_queued_jobs'}, ${'weight'},
    ${'job_retention_days'})
  returning *`

export const byName = sql<Plan>`
  select * from plan
  where name = ${'plan'} or id::text = ${'plan'}`

export const replace = sql<Plan>`
  update plan
  set description = ${'description'}, max_concurrent_jobs = ${'max_concurrent_jobs'},
    max_queued_jobs = ${'max_queued_jobs'}, weight = ${'weight'}, job_retention_days = ${'job_retention_days'},
    revision = revision + 1, updated_at = now()
  where (name = ${'plan'} or id::text = ${'plan'})
  and (${'revision'}::int is null or revision = ${'revision'})
  returning *`

export const remove = sql<{ id: string }>`
  delete from plan
  where name = ${'plan'} or id::text = ${'plan'}
  returning id`

export const users = sql<{ tenants: number }>`
  select count(*) as tenants
  from tenant
  where plan_id = ${'id'}`

/** Where they are; one more than a refusal names. */
export const usedBy = sql<{ address: string }>`
  select '/api/v1/tenants/' || slug as address
  from tenant
  where plan_id = ${'id'}
  limit 51`

export const all = sql<Plan>`
  select * from plan
  where (${'after'}::uuid is null or id > ${'after'})
  and (${'built_in'}::boolean is null or built_in = ${'built_in'})
  order by id
  limit ${'limit'}`
