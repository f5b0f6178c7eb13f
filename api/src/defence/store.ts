// Every SQL statement about failed attempts. Counting follows the rules of counts.ts.
import { sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

/** In the order of the keys, so that two replicas do not wait for each other. `full`: only what is there goes on. */
export const count = sql<{ made: boolean }>`
  insert into auth_failure as kept (key, prefix, address, window_at, failures, banned_until, changed_at)
  select key, prefix, address, now(), failures,
    case when failures >= case when prefix = '' then ${'most_of_address'}::int else ${'most'}::int end
      then now() + make_interval(secs => ${'ban_seconds'}) end, clock_timestamp()
  from unnest(${'keys'}::bytea[], ${'prefixes'}::text[], ${'addresses'}::text[], ${'failures'}::int[])
    as given (key, prefix, address, failures)
  where not ${'full'}::boolean or exists (select from auth_failure as one where one.key = given.key)
  order by key
  on conflict (key) do update set
    (window_at, failures, banned_until, changed_at) = (
      select
        case when goes_on or banned then kept.window_at else now() end,
        case when banned then kept.failures else total end,
        case when banned then kept.banned_until
          when total >= case when kept.prefix = '' then ${'most_of_address'}::int else ${'most'}::int end
          then now() + make_interval(secs => ${'ban_seconds'}) end,
        clock_timestamp()
      from (select coalesce(kept.banned_until > now(), false) as banned,
          kept.banned_until is null and kept.window_at > now() - make_interval(secs => ${'window_seconds'}) as goes_on
        ) as state,
        lateral (select excluded.failures + case when goes_on then kept.failures else 0 end as total) as sum
    )
  returning xmax = 0 as made`

/** A success ends a count, never a ban. */
export const clear = sql<never>`
  update auth_failure set failures = 0, window_at = now(), banned_until = null, changed_at = clock_timestamp()
  where key = any (${'keys'}::bytea[]) and coalesce(banned_until <= now(), true)`

export interface Counted {
  key: Buffer
  prefix: string
  address: string
  failures: number
  /** How long ago its first failure was. */
  age_ms: number
  /** How long it is still banned. */
  ban_ms: number | null
  changed_at: string
}

/** What changed since; a little before too, for what was still being written then. */
export const changed = sql<Counted>`
  select key, prefix, address, failures, changed_at,
    extract(epoch from now() - window_at) * 1000 as age_ms,
    case when banned_until > now() then extract(epoch from banned_until - now()) * 1000 end as ban_ms
  from auth_failure
  where changed_at > ${'since'}::timestamptz - interval '3 seconds'
  order by changed_at desc
  limit ${'most'}`

export const rows = sql<{ count: number }>`select count(*) from auth_failure`

export const forget = sql<{ key: Buffer }>`
  delete from auth_failure where key = any (array(
    select key from auth_failure
    where coalesce(banned_until <= now(), true)
    and (window_at < now() - make_interval(secs => ${'window_seconds'}) or failures = 0)
    and changed_at < now() - interval '1 minute'
    limit ${'most'}
    for update skip locked
  ))
  returning key`

export const bans = sql<Schemas['Ban']>`
  select id, prefix, address, failures, window_at as began_at, banned_until as until
  from auth_failure
  where banned_until > now()
  and (${'after'}::uuid is null or id > ${'after'})
  order by id
  limit ${'limit'}`

/** Forgets what was counted; the row stays for a moment, so that replicas read of it. */
export const lift = sql<{ id: string }>`
  update auth_failure
  set failures = 0, window_at = now(), banned_until = null, changed_at = clock_timestamp()
  where id = ${'ban'} and banned_until > now()
  returning id`
