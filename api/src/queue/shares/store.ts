// The statements that show lanes to people. Whoever may read them sees all tenants.
import { sql } from '../../db/sql.ts'
import type { WeightClass } from '../fair.ts'

export interface LaneRow {
  lane: string
  clock: number
  claims: number
  claims_per_second: number | null
  classes: WeightClass[]
  waiting_tenants: number
}

export const lanesShown = sql<LaneRow>`
  select lane.key as lane, lane.clock, lane.claims, lane.claims_per_second, lane.classes, (
    select count(distinct tenant_id)::int from waiting where waiting.lane = lane.key
  ) as waiting_tenants
  from lane
  where (${'lane'}::text is null or lane.key = ${'lane'})
  and (${'tenant'}::text is null or lane.key in (
    select waiting.lane from waiting join tenant on tenant.id = waiting.tenant_id where tenant.slug = ${'tenant'}))
  order by lane.claimed_at desc nulls last, lane.key
  limit ${'limit'}`

export interface ShareRow {
  lane: string
  tenant: string
  weight: number
  state: 'contending' | 'unserved' | 'at-limit'
  waiting_jobs: number
  held_jobs: number
  waited_seconds: number | null
  waited_claims: number | null
}

/** Who waits in lanes. Of the jobs of a requirement only the first of each priority are looked at. */
export const shares = sql<ShareRow>`
  select shown.lane, tenant.slug as tenant, one.weight, one.waited_claims,
    case when one.parked then 'at-limit' when one.turn is null then 'unserved' else 'contending' end as state,
    (
      select count(*)::int from (
        select from job
        where job.tenant_id = one.tenant_id and job.status = 'queued' and not job.deferred
        limit 1000
      ) as job
    ) as waiting_jobs,
    (
      select count(*)::int from job
      where job.tenant_id = one.tenant_id and job.lease_until is not null
    ) as held_jobs,
    (
      select floor(extract(epoch from now() - min(greatest(job.queued_at, job.not_before))))::int
      from waiting
      cross join unnest(array['critical', 'high', 'normal', 'low']) as level (priority)
      cross join lateral (
        select queued_at, not_before from job
        where job.tenant_id = waiting.tenant_id and job.requirement = waiting.requirement
        and job.priority = level.priority and job.status = 'queued' and not job.deferred
        order by job.id
        limit 1
      ) as job
      where waiting.tenant_id = one.tenant_id
    ) as waited_seconds
  from unnest(${'lanes'}::text[]) as shown (lane)
  cross join lateral (
    select waiting.tenant_id, waiting.weight, min(waiting.turn) as turn, bool_and(waiting.parked) as parked,
      max(lane.claims - contender.claims) filter (where waiting.turn is not null and not waiting.parked) as waited_claims
    from waiting
    join lane on lane.key = waiting.lane
    left join contender on contender.tenant_id = waiting.tenant_id and contender.lane = waiting.lane
      and contender.weight = waiting.weight
    where waiting.lane = shown.lane
    and (${'tenant'}::text is null or waiting.tenant_id = (select id from tenant where slug = ${'tenant'}))
    group by waiting.tenant_id, waiting.weight
    order by bool_and(waiting.parked), min(waiting.turn) nulls last, waiting.tenant_id
    limit ${'limit'}
  ) as one
  join tenant on tenant.id = one.tenant_id`

export interface Turn {
  weight: number
  classes: WeightClass[]
  claims_per_second: number | null
  /** How many of the tenant's jobs go before it; null: of a thousand or more that is not counted. */
  before: number | null
}

/** Where a waiting job stands: what its tenant may expect of the lane, and what goes before it within the tenant. */
export const turnOf = sql<Turn>`
  with ripe as (
    select id, age >= 3600 as aged, case when age >= 3600 then 0 else least(500, 10 * floor(age / 60)) +
      case priority when 'critical' then 1000 when 'high' then 750 when 'normal' then 500 else 250 end end as urgency
    from (
      select id, priority, extract(epoch from now() - created_at) as age
      from job
      where tenant_id = ${'tenant_id'} and status = 'queued' and not deferred
      order by requirement, priority, id
      limit 1000
    ) as few
  )
  select waiting.weight, lane.classes, lane.claims_per_second, case when (select count(*) from ripe) < 1000 then (
    select count(*)::int from ripe
    join ripe as mine on mine.id = job.id
    where (ripe.aged, ripe.urgency) > (mine.aged, mine.urgency)
    or ((ripe.aged, ripe.urgency) = (mine.aged, mine.urgency) and ripe.id < mine.id)
  ) end as before
  from job
  join waiting on waiting.tenant_id = job.tenant_id and waiting.requirement = job.requirement
  join lane on lane.key = waiting.lane
  where job.id = ${'job'}`
