// Every SQL statement about variables.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Variable = Schemas['Variable']

const columns = piece`variable.id, tenant.slug as tenant, variable.name, variable.description, variable.value,
    variable.revision, variable.created_at, variable.updated_at`

const joined = piece`join tenant on tenant.id = variable.tenant_id`

const named = piece`variable.tenant_id = current_tenant()`

export const insert = sql<Variable>`
  with variable as (
    insert into variable (id, name, description, value)
    values (${'id'}, ${'name'}, ${'description'}, ${'value'})
    returning *
  )
  select ${columns}
  from variable ${joined}`

export const byName = sql<Variable>`
  select ${columns}
  from variable ${joined}
  where ${named}
  and (variable.name = ${'variable'} or variable.id::text = ${'variable'})`

export const replace = sql<Variable>`
  with variable as (
    update variable
    set description = ${'description'}, value = ${'value'}, revision = revision + 1, updated_at = now()
    where ${named}
    and (name = ${'variable'} or id::text = ${'variable'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from variable ${joined}`

export const remove = sql<{ id: string }>`
  delete from variable
  where ${named}
  and (name = ${'variable'} or id::text = ${'variable'})
  returning id`

/** The values of several tenants: for whoever hands out work. */
export const values = sql<{ tenant: string; name: string; value: string }>`
  select tenant_id as tenant, name, value
  from variable
  where tenant_id = any (${'tenants'}::uuid[])`

/** Bytes of all the tenant's values. */
export const sum = sql<{ bytes: number }>`
  select coalesce(sum(octet_length(value)), 0) as bytes
  from variable
  where ${named}`

export const all = sql<Variable>`
  select ${columns}
  from variable ${joined}
  where ${named}
  and (${'after'}::uuid is null or variable.id > ${'after'})
  order by variable.id
  limit ${'limit'}`
