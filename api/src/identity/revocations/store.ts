// Every SQL statement about revocations, and about how far each replica has read them.
import { sql } from '../../db/sql.ts'

/** A revocation's row as memory needs it; times in ms since the epoch, null: none. */
export interface Row {
  id: string
  number: number
  key: string
  verb: 'expire' | 'revoke' | 'ban'
  starts_at: number
  until: number | null
  lifted: boolean
}

/** What was added after a number, with the clock and the counter of the same moment; at most `limit` rows at once. */
export const tail = sql<{ now: number; number: number; rows: Row[] }>`
  select extract(epoch from clock_timestamp()) * 1000 as now,
    (select number from trust_counter) as number,
    coalesce((
      select json_agg(added order by number)
      from (
        select id, number, key, verb, extract(epoch from starts_at) * 1000 as starts_at,
          extract(epoch from until) * 1000 as until, lifted_at is not null as lifted
        from revocation
        where number > ${'after'}
        and (until is null or until > now())
        order by number
        limit ${'limit'}
      ) as added
    ), '[]') as rows`

/** Locks the counter until the transaction ends, and gives the last of so many numbers. */
export const next = sql<{ number: number }>`
  update trust_counter
  set number = number + ${'count'}
  returning number`

/** The rows of one act: a key each, numbered up to `number`. */
export const insert = sql<{ id: string }>`
  insert into revocation (id, number, key, act, level, target, verb, tenant_id, reason, actor_kind, actor_name,
    starts_at, until)
  select id, ${'number'}::bigint - cardinality(${'ids'}::uuid[]) + place, key, ${'act'}, ${'level'}, ${'target'},
    verb, ${'tenant_id'}, ${'reason'}, ${'actor_kind'}, ${'actor_name'}, coalesce(${'starts_at'}::timestamptz, now()), until
  from unnest(${'ids'}::uuid[], ${'keys'}::text[], ${'verbs'}::text[], ${'untils'}::timestamptz[])
    with ordinality as named (id, key, verb, until, place)
  returning id`

/** Under new numbers, so that every replica reads them again. */
export const lift = sql<{ id: string }>`
  update revocation
  set lifted_at = now(), number = ${'number'}::bigint - cardinality(${'ids'}::uuid[]) + array_position(${'ids'}::uuid[], id)
  where id = any (${'ids'}::uuid[])
  returning id`

/** This replica lives, and has applied all up to a number. */
export const report = sql<{ id: string }>`
  insert into replica (id, applied, master_id, alive_until)
  values (${'id'}, ${'applied'}, ${'master_id'}, now() + make_interval(secs => ${'seconds'}))
  on conflict (id) do update
  set applied = greatest(replica.applied, excluded.applied), alive_until = excluded.alive_until
  returning id`

/** Other replicas that live and have not applied a number yet. */
export const behind = sql<{ replicas: number }>`
  select count(*) as replicas
  from replica
  where id <> ${'id'} and alive_until > now() and applied < ${'number'}`

export const leave = sql<{ id: string }>`
  delete from replica
  where id = ${'id'} or alive_until < now() - interval '1 hour'
  returning id`
