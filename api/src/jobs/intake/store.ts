// Every SQL statement that takes jobs into a tenant's queue.
import * as audit from '../../audit/store.ts'
import { sql } from '../../db/sql.ts'
import type { Schemas } from '../../http/revision.ts'
import { columns, few, kept, ripe } from '../store.ts'

/** Sets row-level security to the tenant, and holds its queue's lock; nothing happens when there is no such tenant. */
export const enter = sql<never>`
  select set_config('app.tenant', coalesce(found::text, ''), true),
    pg_advisory_xact_lock(hashtextextended('queue:' || found, 0))
  from find_tenant(${'tenant'}) as found`

export interface Taking {
  tenant: string
  tenant_id: string
  /** What the tenant says of work for which there is no free slot. */
  tenant_says: 'fail' | 'queue' | null
  /** Of all that were made. */
  created_at: string
  /** How many waiting jobs stand before a new one of each priority; null when there may be more than a thousand. */
  ahead: Record<Schemas['Job']['priority'], number> | null
  /** The numbers of those that were made, each with when it may begin; null: none was made. */
  made: Array<[number, string | null]> | null
}

/**
 * Takes in as many of `rows`, in their order, as there is room for, each with its audit event; whose key is known already
 * needs no room. Without `room` only as many as have room for certain (queue_fill), so that nobody has to count. With
 * `waits` none, if the tenant's work is not to wait. `rows` is a JSON array; payloads are text in it, since PostgreSQL
 * would unescape what is JSON inside JSON. One row of answer for all, since reading rows costs more than making it.
 */
export const take = sql<Taking>`
  with room as (
    select tenant.slug, tenant.id, tenant.on_no_capacity,
      case
        when ${'waits'}::boolean and tenant.on_no_capacity = 'fail' then 0
        else coalesce(${'room'}::int, plan.max_queued_jobs - queue_fill.at_most)
      end as jobs,
      case when coalesce(queue_fill.at_most, 0) <= 1000 then (
        select json_build_object('critical', count(*) filter (where urgency >= 1000), 'high', count(*) filter (where urgency >= 750),
          'normal', count(*) filter (where urgency >= 500), 'low', count(*))
        from (
          ${ripe}
          ${few}
        ) as waiting
      ) end as ahead
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
    ) as earlier on row.key_hash is not null
    where earlier.there is null
  ),
  made as (
    insert into job
      (id, type, payload, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds, not_before,
       queue_timeout_seconds, capabilities, tools, labels, region, preferred_region, affinity, on_no_capacity, idempotency_hash,
       request_hash)
    select asked.id, type, payload::json, priority, timeout_seconds, max_attempts, retry_on_failure, retry_delay_seconds,
      not_before, queue_timeout_seconds, coalesce(capabilities, '{}'), coalesce(tools, '{}'), coalesce(labels, '{}'), region,
      preferred_region, affinity, asked.on_no_capacity, key_hash, request_hash
    from asked
    join room on asked.place <= room.jobs
    order by asked.place
    returning id
  ),
  told as (
    insert into audit_event (tenant_id, ${audit.columns})
    select current_tenant(), ${audit.columns}
    from json_to_recordset(${'events'}::json) as event (job uuid, ${audit.fields})
    where job in (select made.id from made)
  )
  select room.slug as tenant, room.id as tenant_id, room.on_no_capacity as tenant_says, now() as created_at, room.ahead,
    (select json_agg(json_build_array(asked.number, asked.not_before::text)) from asked where asked.place <= room.jobs) as made
  from room`

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
