// Every SQL statement about places in a lane: who joins, who leaves, who goes to the tail. They run as `work`, under the
// lane's lock.
import { sql } from '../../db/sql.ts'
import { counted } from '../lanes/store.ts'

/**
 * Members whose period is over and who have nothing to run, or whom nobody could serve for a round more, count no
 * longer.
 */
export const lapse = sql<{ weight: number; members: number }>`
  with over as (
    select contender.tenant_id, contender.lane, contender.weight
    from unnest(${'weights'}::int[], ${'idles'}::float8[], ${'stucks'}::float8[]) as class (weight, idle, stuck)
    cross join lateral (
      select * from contender
      where lane = ${'lane'} and weight = class.weight and since <= class.idle
      order by since
      limit ${'limit'}
    ) as contender
    where contender.since <= class.stuck
    or not exists (
      select from waiting
      where waiting.tenant_id = contender.tenant_id and waiting.lane = contender.lane
      and waiting.weight = contender.weight and ${counted}
    )
  ),
  gone as (
    delete from contender using over
    where contender.tenant_id = over.tenant_id and contender.lane = over.lane and contender.weight = over.weight
  ),
  back as (
    update waiting set turn = null from over
    where waiting.tenant_id = over.tenant_id and waiting.lane = over.lane and ${counted}
  )
  select weight, count(*) as members from over group by weight`

/** Tenants that wait and are not members join at the tail; those that are still members have their old place. */
export const join = sql<{ weight: number; members: number }>`
  with fresh as (
    select one.tenant_id, one.requirement, one.lane, one.weight, contender.turn as old,
      min(one.asked_at) over (partition by one.tenant_id, one.weight) as asked_at
    from unnest(${'weights'}::int[], ${'requirements'}::uuid[]) as pair (weight, requirement)
    cross join lateral (
      select * from waiting
      where lane = ${'lane'} and requirement = pair.requirement and weight = pair.weight
      and not parked and turn is null
      order by asked_at
      limit ${'limit'}
    ) as one
    left join contender on contender.tenant_id = one.tenant_id and contender.lane = one.lane
      and contender.weight = one.weight
  ),
  placed as materialized (
    select *, coalesce(old, ${'turn'}::bigint + dense_rank() over (order by old is not null, asked_at, tenant_id)) as turn
    from fresh
  ),
  joined as (
    insert into contender (tenant_id, lane, weight, turn, since, claims)
    select distinct tenant_id, ${'lane'}, weight, turn, ${'clock'}::float8, ${'claims'}::bigint
    from placed
    where old is null
    returning weight
  ),
  returned as (
    update contender
    set claims = ${'claims'}::bigint
    from placed
    where contender.tenant_id = placed.tenant_id and contender.lane = placed.lane and contender.weight = placed.weight
    and placed.old is not null
    and not exists (select from waiting where waiting.tenant_id = placed.tenant_id and ${counted})
  ),
  moved as (
    update waiting
    set turn = placed.turn
    from placed
    where waiting.tenant_id = placed.tenant_id and waiting.requirement = placed.requirement
  )
  select weight, count(*) as members from joined group by weight`

/** The places of those that were served. */
export const serve = sql<never>`
  with served as materialized (
    select served.*, ${'lane'}::text as lane
    from unnest(${'tenants'}::uuid[], ${'weights'}::int[], ${'turns'}::bigint[], ${'sinces'}::float8[])
      as served (tenant_id, weight, turn, since)
  ),
  moved as (
    update contender
    set turn = served.turn, since = served.since, claims = ${'claims'}::bigint
    from served
    where contender.tenant_id = served.tenant_id and contender.lane = served.lane and contender.weight = served.weight
  )
  update waiting
  set turn = served.turn, asked_at = clock_timestamp()
  from served
  where waiting.tenant_id = served.tenant_id and waiting.lane = served.lane and ${counted}`
