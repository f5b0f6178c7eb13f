// Every SQL statement about secrets. None shows a sealed value to a handler.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Secret = Schemas['Secret']

const columns = piece`secret.id, tenant.slug as tenant, secret.name, secret.description,
    secret.value is not null as has_value, secret.revision, secret.created_at, secret.updated_at`

const joined = piece`join tenant on tenant.id = secret.tenant_id`

const named = piece`secret.tenant_id = current_tenant()`

export const insert = sql<Secret>`
  with secret as (
    insert into secret (id, name, description, value)
    values (${'id'}, ${'name'}, ${'description'}, ${'value'}::bytea)
    returning *
  )
  select ${columns}
  from secret ${joined}`

export const byName = sql<Secret>`
  select ${columns}
  from secret ${joined}
  where ${named}
  and (secret.name = ${'secret'} or secret.id::text = ${'secret'})`

export const replace = sql<Secret>`
  with secret as (
    update secret
    set description = ${'description'}, value = case when ${'keep'}::boolean then value else ${'value'}::bytea end,
      revision = revision + 1, updated_at = now()
    where ${named}
    and (name = ${'secret'} or id::text = ${'secret'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from secret ${joined}`

export const remove = sql<{ id: string }>`
  delete from secret
  where ${named}
  and (name = ${'secret'} or id::text = ${'secret'})
  returning id`

/** The values of several tenants, sealed: for whoever hands out work. */
export const sealed = sql<{ tenant: string; name: string; value: Buffer }>`
  select tenant_id as tenant, name, value
  from secret
  where tenant_id = any (${'tenants'}::uuid[])
  and value is not null`

/** Bytes of all the tenant's values. */
export const sum = sql<{ bytes: number }>`
  select coalesce(sum(octet_length(value)), 0) as bytes
  from secret
  where ${named}`

export const all = sql<Secret>`
  select ${columns}
  from secret ${joined}
  where ${named}
  and (${'after'}::uuid is null or secret.id > ${'after'})
  order by secret.id
  limit ${'limit'}`
