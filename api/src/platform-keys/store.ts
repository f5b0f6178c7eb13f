// Every SQL statement about platform keys.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type PlatformKey = Schemas['PlatformKey']

const columns = piece`platform_key.id, platform_key.name, platform_key.description, pool.name as pool,
    platform_key.expires_in_days, platform_key.rotate_before_days, platform_key.overlap_seconds, platform_key.key_id,
    case
      when platform_key.retired_at is not null then 'retired'
      when platform_key.expires_at <= now() then 'expired'
      else 'active'
    end as status,
    platform_key.expires_at,
    case when platform_key.previous_until > now() then platform_key.previous_key_id end as previous_key_id,
    case when platform_key.previous_until > now() then platform_key.previous_until end as previous_until,
    platform_key.retired_at is null and rotation_due(platform_key.expires_at, platform_key.rotate_before_days, platform_key.previous_until) as rotation_due,
    platform_key.last_used_at, platform_key.revision, platform_key.created_at`

const joined = piece`left join pool on pool.id = platform_key.pool_id`

/** The name of a key that is no longer accepted is free again. */
export const forget = sql<{ id: string }>`
  delete from platform_key
  where name = ${'name'}
  and (retired_at is not null or expires_at <= now())
  returning id`

export const insert = sql<PlatformKey>`
  with platform_key as (
    insert into platform_key (id, name, description, rotate_before_days, overlap_seconds, pool_id, key_id, sealed, expires_in_days, expires_at)
    values (${'id'}, ${'name'}, ${'description'}, ${'rotate_before_days'}, ${'overlap_seconds'}, ${'pool_id'}, ${'key_id'}, ${'sealed'}, ${'expires_in_days'},
      now() + make_interval(days => ${'expires_in_days'}))
    returning *
  )
  select ${columns}
  from platform_key ${joined}`

export const byName = sql<PlatformKey>`
  select ${columns}
  from platform_key ${joined}
  where (platform_key.name = ${'platform_key'} or platform_key.id::text = ${'platform_key'})`

export const replace = sql<PlatformKey>`
  with platform_key as (
    update platform_key
    set description = ${'description'}, rotate_before_days = ${'rotate_before_days'},
      overlap_seconds = ${'overlap_seconds'}, revision = revision + 1
    where (platform_key.name = ${'platform_key'} or platform_key.id::text = ${'platform_key'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from platform_key ${joined}`

/** No row while a key before it is still taken, unless both are to end now. */
export const rotate = sql<PlatformKey>`
  with platform_key as (
    update platform_key
    set previous_key_id = case when coalesce(${'overlap_seconds'}::int, platform_key.overlap_seconds) > 0 then key_id end,
      previous_sealed = case when coalesce(${'overlap_seconds'}::int, platform_key.overlap_seconds) > 0 then platform_key.sealed end,
      previous_until = case when coalesce(${'overlap_seconds'}::int, platform_key.overlap_seconds) > 0
        then least(now() + make_interval(secs => coalesce(${'overlap_seconds'}::int, platform_key.overlap_seconds)), expires_at) end,
      key_id = ${'key_id'}, sealed = ${'sealed'},
      expires_at = now() + make_interval(days => expires_in_days),
      revision = revision + 1
    where (platform_key.name = ${'platform_key'} or platform_key.id::text = ${'platform_key'})
    and retired_at is null
    and (expires_at is null or expires_at > now())
    and (previous_until is null or previous_until <= now() or coalesce(${'overlap_seconds'}::int, platform_key.overlap_seconds) = 0)
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from platform_key ${joined}`

/** What is no longer taken is no longer kept. */
export const retire = sql<PlatformKey>`
  with platform_key as (
    update platform_key
    set retired_at = coalesce(retired_at, now()), sealed = null,
      previous_key_id = null, previous_sealed = null, previous_until = null,
      revision = revision + case when retired_at is null then 1 else 0 end
    where (platform_key.name = ${'platform_key'} or platform_key.id::text = ${'platform_key'})
    returning *
  )
  select ${columns}
  from platform_key ${joined}`

export const remove = sql<{ id: string }>`
  delete from platform_key
  where (platform_key.name = ${'platform_key'} or platform_key.id::text = ${'platform_key'})
  returning id`

export const all = sql<PlatformKey>`
  select * from (
    select ${columns}
    from platform_key ${joined}
    where ${'after'}::uuid is null or platform_key.id > ${'after'}
  ) as key
  where (${'status'}::text is null or status = ${'status'})
  order by id
  limit ${'limit'}`
