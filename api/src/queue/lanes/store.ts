// Every SQL statement of a claim in a lane: what is waited for, and whose jobs come first. They run as `work`.
import { piece, sql } from '../../db/sql.ts'
import type { Wanted } from '../choose.ts'
import type { WeightClass } from '../fair.ts'

/** In words that no partial index answers to: a tenant's rows are reached by its id, however few there seem to be. */
export const counted = piece`not coalesce(waiting.parked, false) and coalesce(waiting.turn, 0) > 0`

export const create = sql<never>`insert into lane (key) values (${'lane'}) on conflict do nothing`

/** Claims of one lane wait for each other here, on whichever replicas, so that turns and limits hold among them. */
export const lock = sql<{ clock: number; turn: number; claims: number; classes: WeightClass[] }>`
  select clock, turn, claims, classes
  from lane
  where key = ${'lane'}
  for update`

/** A statement of its own, after the lock: one that waits for a lock sees the rest as it was before. */
export const paused = sql<{ id: string }>`select id from pool where id = ${'pool_id'} and paused`

/** Until the transaction is over no claim is under way in the lanes of a pool (`pool:<id>`) or tenant (`tenant:<id>`). */
export const hold = sql<never>`
  select from lane
  where key like ${'whose'} || ':%'
  order by key
  for update`

/** Of these lanes those in which somebody waits. */
export const busy = sql<{ lane: string }>`
  select one.lane
  from unnest(${'lanes'}::text[]) as one (lane)
  where exists (select from waiting where waiting.lane = one.lane and not parked)`

export interface Demand extends Omit<Wanted, 'id' | 'preferred_region'> {
  requirement: string
  weight: number
}

/** What is waited for, and by which weights: one jump through the index for each, however many tenants wait. */
export const demand = sql<Demand>`
  with recursive pair as (
    (
      select requirement, weight from waiting
      where lane = ${'lane'} and not parked and requirement >= ${'from'}
      order by requirement, weight
      limit 1
    )
    union all
    select next.requirement, next.weight
    from pair
    cross join lateral (
      select requirement, weight from waiting
      where lane = ${'lane'} and not parked and (requirement, weight) > (pair.requirement, pair.weight)
      order by requirement, weight
      limit 1
    ) as next
  )
  select pair.requirement, pair.weight, one.type, one.capabilities, one.tools, one.labels, one.region
  from pair
  cross join lateral (
    select * from waiting
    where lane = ${'lane'} and not parked and requirement = pair.requirement and weight = pair.weight
    limit 1
  ) as one
  limit ${'limit'}`

/** A job near the head of its tenant's queue; a row without one says that the requirement has none any more. */
export interface Head extends Omit<Wanted, 'id'> {
  id: string | null
  tenant: string
  weight: number
  requirement: string
  is_run: boolean
  /** How many jobs the tenant may have more. */
  room: number
  /** How many of them may be runs of its tasks; null is no cap. */
  run_room: number | null
  /** How many heads were looked for; if there are as many, there may be more. */
  asked: number
}

/**
 * Of each weight the first tenants by turn, and their first jobs that somebody here can do: base priority plus 10 for
 * each minute since the submit, at most 500; but what is an hour old goes first. Equality is written as two
 * comparisons so that no other index than `job_ripe` has the order: the planner cannot know how empty a priority is.
 */
export const heads = sql<Head>`
  with pair as (
    select * from unnest(${'weights'}::int[], ${'requirements'}::uuid[]) as pair (weight, requirement)
  ),
  front as materialized (
    select first.tenant_id, class.weight, first.turn
    from unnest(${'classes'}::int[], ${'quotas'}::int[]) as class (weight, quota)
    cross join lateral (
      select one.tenant_id, min(one.turn) as turn
      from pair
      cross join lateral (
        select tenant_id, turn from waiting
        where lane = ${'lane'} and requirement = pair.requirement and weight = pair.weight
        and not parked and turn is not null
        order by turn
        limit class.quota
      ) as one
      where pair.weight = class.weight
      group by one.tenant_id
      order by min(one.turn)
      limit class.quota
    ) as first
  ),
  held as materialized (
    select tenant_id, count(*)::int as jobs, count(task_id)::int as runs from job
    where lease_until is not null and tenant_id = any (array(select tenant_id from front))
    group by tenant_id
  ),
  able as materialized (
    select place.*, least(${'limit'}::int, room, ceil(2.0 * ${'limit'}::int / count(*) over ())::int) as asked
    from (
      select front.*, greatest(0, case when tenant.status = 'active'
        then plan.max_concurrent_jobs - coalesce(held.jobs, 0) else 0 end) as room,
        case when tenant.task_max_concurrent is not null
          then greatest(0, tenant.task_max_concurrent - coalesce(held.runs, 0)) end as run_room
      from front
      join tenant on tenant.id = front.tenant_id
      join plan on plan.id = tenant.plan_id
      left join held on held.tenant_id = front.tenant_id
    ) as place
  ),
  head as (
    select able.*, waiting.requirement, waiting.is_run, job.*,
      row_number() over (partition by able.tenant_id order by job.id is null, job.aged desc, job.urgency desc, job.id) as place
    from able
    join waiting on waiting.tenant_id = able.tenant_id and ${counted}
      and waiting.requirement = any (${'requirements'}::uuid[])
    left join lateral (
      select one.*, one.age >= 3600 as aged,
        case when one.age >= 3600 then 0 else base + least(500, 10 * floor(one.age / 60)) end as urgency
      from unnest(array['critical', 'high', 'normal', 'low'], array[1000, 750, 500, 250]) as level (priority, base)
      cross join lateral (
        select id, type, capabilities, tools, labels, region, preferred_region, affinity, agent_id,
          extract(epoch from now() - created_at) as age
        from job
        where job.tenant_id = able.tenant_id and job.status = 'queued' and not job.deferred
        and (job.requirement, job.priority) >= (waiting.requirement, level.priority)
        and (job.requirement, job.priority) <= (waiting.requirement, level.priority)
        order by job.requirement, job.priority, job.id
        limit case when waiting.is_run then least(able.asked, able.run_room) else able.asked end
      ) as one
    ) as job on true
  )
  select tenant_id as tenant, weight, requirement, is_run, room, run_room, asked, id, type, capabilities, tools, labels, region,
    preferred_region, affinity, agent_id
  from head
  where id is null or place <= asked
  order by turn, place`

/** Claims per second are taken over five seconds at least. */
export const keep = sql<never>`
  update lane
  set clock = ${'clock'}, turn = ${'turn'}, classes = ${'classes'}::json, claims = ${'claims'}::bigint,
    claimed_at = now(),
    claims_per_second = case when now() - sampled_at < interval '5 seconds' then claims_per_second
      else (${'claims'}::bigint - sampled_claims) / extract(epoch from now() - sampled_at) end,
    sampled_claims = case when now() - sampled_at < interval '5 seconds' then sampled_claims else ${'claims'}::bigint end,
    sampled_at = case when now() - sampled_at < interval '5 seconds' then sampled_at else now() end
  where key = ${'lane'}`

/** Looks again at tenants where nothing was found, or no room. Returns how many rows it took off the list. */
export const settle = sql<{ changed: number }>`select settle(${'tenants'}::uuid[]) as changed`
