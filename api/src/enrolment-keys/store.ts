// Every SQL statement about enrolment keys. Below a tenant's path current_tenant() is the owner; elsewhere it is null,
// and so is the owner: an operators' key.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type EnrolmentKey = Schemas['EnrolmentKey']

const columns = piece`enrolment_key.id, tenant.slug as tenant, enrolment_key.name, enrolment_key.description,
    pool.name as pool, enrolment_key.expires_in_days, enrolment_key.rotate_before_days, enrolment_key.overlap_seconds, enrolment_key.expires_at,
    case
      when enrolment_key.revoked_at is not null then 'revoked'
      when enrolment_key.expires_at <= now() then 'expired'
      else 'active'
    end as status,
    case when enrolment_key.previous_until > now() then enrolment_key.previous_until end as previous_until,
    enrolment_key.revoked_at is null and rotation_due(enrolment_key.expires_at, enrolment_key.rotate_before_days, enrolment_key.previous_until) as rotation_due,
    enrolment_key.last_used_at, enrolment_key.revision, enrolment_key.created_at`

const joined = piece`left join tenant on tenant.id = enrolment_key.tenant_id
  left join pool on pool.id = enrolment_key.pool_id`

const owned = piece`enrolment_key.tenant_id is not distinct from current_tenant()`

/** The name of a key that is no longer accepted is free again. */
export const forget = sql<{ id: string }>`
  delete from enrolment_key
  where ${owned} and name = ${'name'}
  and (revoked_at is not null or expires_at <= now())
  returning id`

export const insert = sql<EnrolmentKey>`
  with enrolment_key as (
    insert into enrolment_key (id, name, description, rotate_before_days, overlap_seconds, pool_id, token_hash, expires_in_days, expires_at)
    values (${'id'}, ${'name'}, ${'description'}, ${'rotate_before_days'}, ${'overlap_seconds'}, ${'pool_id'}, ${'hash'}, ${'expires_in_days'},
      now() + make_interval(days => ${'expires_in_days'}))
    returning *
  )
  select ${columns}
  from enrolment_key ${joined}`

export const byName = sql<EnrolmentKey>`
  select ${columns}
  from enrolment_key ${joined}
  where ${owned}
    and (enrolment_key.name = ${'enrolment_key'} or enrolment_key.id::text = ${'enrolment_key'})`

export const replace = sql<EnrolmentKey>`
  with enrolment_key as (
    update enrolment_key
    set description = ${'description'}, rotate_before_days = ${'rotate_before_days'},
      overlap_seconds = ${'overlap_seconds'}, revision = revision + 1
    where ${owned}
    and (enrolment_key.name = ${'enrolment_key'} or enrolment_key.id::text = ${'enrolment_key'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from enrolment_key ${joined}`

/** No row while a value before it is still taken, unless both are to end now. */
export const rotate = sql<EnrolmentKey>`
  with enrolment_key as (
    update enrolment_key
    set previous_hash = case when coalesce(${'overlap_seconds'}::int, enrolment_key.overlap_seconds) > 0 then token_hash end,
      previous_until = case when coalesce(${'overlap_seconds'}::int, enrolment_key.overlap_seconds) > 0
        then least(now() + make_interval(secs => coalesce(${'overlap_seconds'}::int, enrolment_key.overlap_seconds)), expires_at) end,
      token_hash = ${'hash'},
      expires_at = now() + make_interval(days => expires_in_days),
      revision = revision + 1
    where ${owned}
    and (enrolment_key.name = ${'enrolment_key'} or enrolment_key.id::text = ${'enrolment_key'})
    and revoked_at is null
    and (expires_at is null or expires_at > now())
    and (previous_until is null or previous_until <= now() or coalesce(${'overlap_seconds'}::int, enrolment_key.overlap_seconds) = 0)
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from enrolment_key ${joined}`

export const revoke = sql<EnrolmentKey>`
  with enrolment_key as (
    update enrolment_key
    set revoked_at = coalesce(revoked_at, now()), previous_hash = null, previous_until = null,
      revision = revision + case when revoked_at is null then 1 else 0 end
    where ${owned}
    and (enrolment_key.name = ${'enrolment_key'} or enrolment_key.id::text = ${'enrolment_key'})
    returning *
  )
  select ${columns}
  from enrolment_key ${joined}`

export const remove = sql<{ id: string }>`
  delete from enrolment_key
  where ${owned}
    and (enrolment_key.name = ${'enrolment_key'} or enrolment_key.id::text = ${'enrolment_key'})
  returning id`

export const all = sql<EnrolmentKey>`
  select * from (
    select ${columns}
    from enrolment_key ${joined}
    where ${owned}
    and (${'after'}::uuid is null or enrolment_key.id > ${'after'})
  ) as key
  where (${'status'}::text is null or status = ${'status'})
  order by id
  limit ${'limit'}`
