// Every SQL statement about pools and who is assigned to them.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Pool = Schemas['Pool']
type Assignment = Schemas['PoolAssignment']

const columns = piece`pool.*, (
      select count(*) from agent
      join job on job.agent_id = agent.id and job.lease_until is not null
      where agent.pool_id = pool.id
    ) as active_jobs`

export const insert = sql<Pool>`
  insert into pool (id, name, description, labels, paused)
  values (${'id'}, ${'name'}, ${'description'}, ${'labels'}, ${'paused'})
  returning ${columns}`

export const byName = sql<Pool>`
  select ${columns} from pool
  where name = ${'pool'} or id::text = ${'pool'}`

export const replace = sql<Pool>`
  update pool
  set description = ${'description'}, labels = ${'labels'}, paused = ${'paused'}, revision = revision + 1, updated_at = now()
  where (name = ${'pool'} or id::text = ${'pool'})
  and (${'revision'}::int is null or revision = ${'revision'})
  returning ${columns}`

export const remove = sql<{ id: string }>`
  delete from pool
  where id = ${'id'}
  returning id`

export const users = sql<Record<string, number>>`
  select
    (select count(*) from pool_assignment where pool_id = ${'id'}) as tenants,
    (select count(*) from agent_token where pool_id = ${'id'}) as agent_tokens,
    (select count(*) from bootstrap_token where pool_id = ${'id'}) as bootstrap_tokens,
    (select count(*) from enrolment_key where pool_id = ${'id'}) as enrolment_keys,
    (select count(*) from platform_key where pool_id = ${'id'}) as platform_keys,
    (select count(*) from agent where pool_id = ${'id'}) as agents`

/** Where they are; one more than a refusal names. */
export const usedBy = sql<{ address: string }>`
  select '/api/v1/' || place as address
  from (
    select 'pools/' || pool.name || '/tenants/' || tenant.slug
    from pool_assignment join pool on pool.id = pool_id join tenant on tenant.id = tenant_id
    where pool_id = ${'id'}
    union all
    select 'tenants/' || tenant.slug || '/agent-tokens/' || agent_token.name
    from agent_token join tenant on tenant.id = tenant_id
    where pool_id = ${'id'}
    union all
    select 'bootstrap-tokens/' || id from bootstrap_token where pool_id = ${'id'}
    union all
    select coalesce('tenants/' || tenant.slug || '/', '') || 'enrolment-keys/' || enrolment_key.name
    from enrolment_key left join tenant on tenant.id = tenant_id
    where pool_id = ${'id'}
    union all
    select 'platform-keys/' || name from platform_key where pool_id = ${'id'}
    union all
    select 'tenants/' || tenant.slug || '/agents/' || agent.id
    from agent join tenant on tenant.id = tenant_id
    where pool_id = ${'id'}
  ) as used (place)
  limit 51`

export const all = sql<Pool>`
  select ${columns} from pool
  where (${'after'}::uuid is null or id > ${'after'})
  and (${'label'}::text is null or ${'label'} = any(labels))
  order by id
  limit ${'limit'}`

const assignment = piece`assignment.id, pool.name as pool, tenant.slug as tenant, assignment.created_at`

/** Assigning again changes nothing; another pool's tenant gives no row. */
export const assign = sql<Assignment>`
  with assignment as (
    insert into pool_assignment (id, pool_id, tenant_id)
    values (${'id'}, ${'pool_id'}, ${'tenant_id'})
    on conflict (tenant_id) do update set tenant_id = excluded.tenant_id
    where pool_assignment.pool_id = excluded.pool_id
    returning *
  )
  select ${assignment}
  from assignment
  join pool on pool.id = assignment.pool_id
  join tenant on tenant.id = assignment.tenant_id`

export const assignmentOf = sql<Assignment>`
  select ${assignment}
  from pool_assignment as assignment
  join pool on pool.id = assignment.pool_id
  join tenant on tenant.id = assignment.tenant_id
  where assignment.tenant_id = ${'tenant_id'}`

export const assigned = sql<Assignment>`
  select ${assignment}
  from pool_assignment as assignment
  join pool on pool.id = assignment.pool_id
  join tenant on tenant.id = assignment.tenant_id
  where assignment.pool_id = ${'pool_id'}
  and (${'after'}::uuid is null or assignment.id > ${'after'})
  order by assignment.id
  limit ${'limit'}`

export const unassign = sql<{ id: string }>`
  delete from pool_assignment
  where tenant_id = ${'tenant_id'} and pool_id = ${'pool_id'}
  returning id`
