// Every SQL statement about api tokens. Below a tenant's path current_tenant() is the owner; elsewhere it is
// null, and so is the owner: an operator's token.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type ApiToken = Schemas['ApiToken']

const columns = piece`api_token.id, tenant.slug as tenant, api_token.name, api_token.description, api_token.scopes,
    api_token.expires_in_days, api_token.rotate_before_days, api_token.overlap_seconds, api_token.expires_at,
    case when api_token.expires_at <= now() then 'expired' else 'active' end as status,
    case when api_token.previous_until > now() then api_token.previous_until end as previous_until,
    rotation_due(api_token.expires_at, api_token.rotate_before_days, api_token.previous_until) as rotation_due,
    api_token.revision, api_token.created_at`

const owned = piece`api_token.tenant_id is not distinct from current_tenant()`

/** The name of a token that is no longer accepted is free again. */
export const retire = sql<{ id: string }>`
  delete from api_token
  where ${owned} and name = ${'name'} and expires_at <= now()
  returning id`

export const insert = sql<ApiToken>`
  with api_token as (
    insert into api_token (id, name, description, rotate_before_days, overlap_seconds, scopes, token_hash, expires_in_days, expires_at)
    values (${'id'}, ${'name'}, ${'description'}, ${'rotate_before_days'}, ${'overlap_seconds'}, ${'scopes'}, ${'token_hash'}, ${'expires_in_days'},
      now() + make_interval(days => ${'expires_in_days'}))
    returning *
  )
  select ${columns}
  from api_token
  left join tenant on tenant.id = api_token.tenant_id`

export const byName = sql<ApiToken>`
  select ${columns}
  from api_token
  left join tenant on tenant.id = api_token.tenant_id
  where ${owned}
  and (api_token.name = ${'api_token'} or api_token.id::text = ${'api_token'})`

export const replace = sql<ApiToken>`
  with api_token as (
    update api_token
    set description = ${'description'}, rotate_before_days = ${'rotate_before_days'},
      overlap_seconds = ${'overlap_seconds'}, revision = revision + 1
    where ${owned}
    and (name = ${'api_token'} or id::text = ${'api_token'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from api_token
  left join tenant on tenant.id = api_token.tenant_id`

/** No row while a value before it is still taken, unless both are to end now. */
export const rotate = sql<ApiToken>`
  with api_token as (
    update api_token
    set previous_hash = case when coalesce(${'overlap_seconds'}::int, api_token.overlap_seconds) > 0 then token_hash end,
      previous_until = case when coalesce(${'overlap_seconds'}::int, api_token.overlap_seconds) > 0
        then least(now() + make_interval(secs => coalesce(${'overlap_seconds'}::int, api_token.overlap_seconds)), expires_at) end,
      token_hash = ${'token_hash'},
      expires_at = now() + make_interval(days => expires_in_days),
      revision = revision + 1
    where ${owned}
    and (name = ${'api_token'} or id::text = ${'api_token'})
    and expires_at > now()
    and (previous_until is null or previous_until <= now() or coalesce(${'overlap_seconds'}::int, api_token.overlap_seconds) = 0)
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from api_token
  left join tenant on tenant.id = api_token.tenant_id`

export const remove = sql<{ id: string }>`
  delete from api_token
  where ${owned}
  and (name = ${'api_token'} or id::text = ${'api_token'})
  returning id`

export const all = sql<ApiToken>`
  select * from (
    select ${columns}
    from api_token
    left join tenant on tenant.id = api_token.tenant_id
    where ${owned}
    and (${'after'}::uuid is null or api_token.id > ${'after'})
  ) as token
  where (${'status'}::text is null or status = ${'status'})
  order by id
  limit ${'limit'}`
