// Every SQL statement that takes jobs into a tenant's queue.
import { sql } from '../../db/sql.ts'
import type { Schemas } from '../../http/revision.ts'
import { columns, few, kept, ripe } from '../store.ts'

export interface Made {
  id: string
  tenant: string
  not_before: string | null
  created_at: string
  tenant_id: string
  /** What the tenant says of work for which there is no free slot. */
  tenant_says: 'fail' | 'queue' | null
}

/**
 * Takes in as many of `rows`, in their order, as there is room for; whose key is known already needs no room. Without
 * `room` only as many as have room for certain (queue_fill), so that nobody has to count. `rows` is a JSON array;
 * payloads are text in it, since PostgreSQL would unescape what is JSON inside JSON.
 */
export const take = sql<Made>`
  with room as (
    select tenant.slug, tenant.id, tenant.on_no_capacity, coalesce(${'room'}::int, plan.max_queued_jobs - queue_fill.at_most) as jobs
    from tenant
    join plan on plan.id = tenant.plan_id
    left join queue_fill on queue_fill.tenant_id = tenant.id
    where tenant.id = current_tenant()
  ),
  asked as (
    select row.*, row_number() over (order by row.number) as place
    from json_to_recordset(${'rows'}::json) as row (
      number int, id uuid, type text, payload text, priority text, timeout_seconds int, max_attempts int,
      retry_on_failure boolean, retry_delay_seconds int, not_before timestamptz, queue_timeout_seconds int,
      capabilities text[], tools text[], labels text[], region text, preferred_region text, affinity text, on_no_capacity text,
      key_hash bytea, request_hash bytea)
    left join lateral (
      select true as there
      from any_job
      where any_job.tenant_id = current_tenant() and any_job.idempotency_hash = row.key_hash
      limit 1
    ) as earlier on true
    where earlier.there is null
  ),
  made as (
    insert into job
      (id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds, not_before,
       queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, affinity, on_no_capacity, idempotency_hash,
       request_hash)
    select asked.id, type, payload::json, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds,
      not_before, queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, affinity, asked.on_no_capacity,
      key_hash, request_hash
    from asked
    join room on asked.place <= room.jobs
    order by asked.place
    returning id, not_before, created_at
  )
  select made.id, room.slug as tenant, made.not_before, made.created_at, room.id as tenant_id,
    room.on_no_capacity as tenant_says
  from made
  cross join room`

/** Ends jobs that were just made and found no free slot. */
export const fail = sql<{ id: string; finished_at: string }>`
  with ended as (
    delete from job
    using unnest(${'jobs'}::uuid[], ${'errors'}::text[]) as lack (id, why)
    where job.id = lack.id and job.tenant_id = current_tenant()
    returning job.*, lack.why
  )
  insert into job_finished (${kept}, status, dead, error, finished_at)
  select ${kept}, 'failed', true, why::json, now()
  from ended
  returning id, finished_at`

/** How many waiting jobs stand before a new one of each priority; no row when there may be more than a thousand. */
export const ahead = sql<Record<Schemas['Job']['priority'], number>>`
  select count(*) filter (where urgency >= 1000) as critical, count(*) filter (where urgency >= 750) as high,
    count(*) filter (where urgency >= 500) as normal, count(*) as low
  from (
    ${ripe}
    and (select coalesce(min(at_most), 0) <= 1000 from queue_fill where tenant_id = current_tenant())
    ${few}
  ) as waiting
  having (select coalesce(min(at_most), 0) <= 1000 from queue_fill where tenant_id = current_tenant())`

/** Counts a tenant's jobs, which also sets the bound right. */
export const recount = sql<{ plan: string; most: number; queued: number }>`
  with counted as (
    select
      (select count(*)::int from job where tenant_id = current_tenant() and status = 'queued') as queued,
      (select count(*)::int from job where tenant_id = current_tenant() and lease_until is not null) as held
  ),
  bound as (
    insert into queue_fill (tenant_id, at_most)
    select current_tenant(), queued + held from counted
    on conflict (tenant_id) do update set at_most = excluded.at_most
  )
  select plan.name as plan, plan.max_queued_jobs as most, counted.queued
  from tenant
  join plan on plan.id = tenant.plan_id
  cross join counted
  where tenant.id = current_tenant()`

export const byKeys = sql<Schemas['Job'] & { key_hash: Buffer; request_hash: Buffer }>`
  select ${columns}, job.idempotency_hash as key_hash, job.request_hash
  from any_job as job
  join tenant on tenant.id = job.tenant_id
  where job.tenant_id = current_tenant()
  and job.idempotency_hash = any (${'key_hashes'}::bytea[])`
