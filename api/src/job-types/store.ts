// Every SQL statement about job types.
import { sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

export type JobType = Schemas['JobType']

export const insert = sql<JobType>`
  insert into job_type (id, name, description, payload_schema, max_timeout_seconds)
  values (${'id'}, ${'name'}, ${'description'}, ${'payload_schema'}::json, ${'max_timeout_seconds'})
  returning *`

export const byName = sql<JobType>`
  select * from job_type
  where name = ${'job_type'} or id::text = ${'job_type'}`

export const replace = sql<JobType>`
  update job_type
  set description = ${'description'}, payload_schema = ${'payload_schema'}::json,
    max_timeout_seconds = ${'max_timeout_seconds'}, revision = revision + 1, updated_at = now()
  where (name = ${'job_type'} or id::text = ${'job_type'})
  and (${'revision'}::int is null or revision = ${'revision'})
  returning *`

export const remove = sql<{ id: string }>`
  delete from job_type
  where name = ${'job_type'} or id::text = ${'job_type'}
  returning id`

export const unfinished = sql<{ jobs: number }>`
  select count(*) as jobs
  from job
  where type = ${'name'}`

export const all = sql<JobType>`
  select * from job_type
  where (${'after'}::uuid is null or id > ${'after'})
  and (${'built_in'}::boolean is null or built_in = ${'built_in'})
  order by id
  limit ${'limit'}`

/** What submits are checked against. */
export type Kind = Pick<
  JobType,
  'id' | 'name' | 'payload_schema' | 'max_timeout_seconds' | 'built_in' | 'revision'
>

export const kind = sql<Kind>`
  select id, name, payload_schema, max_timeout_seconds, built_in, revision
  from job_type
  where name = ${'name'}`

/** One more than a refusal shows. */
export const names = sql<{ name: string }>`
  select name
  from job_type
  order by built_in desc, id
  limit 51`
