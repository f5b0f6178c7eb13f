// Every SQL statement about tenants.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Tenant = Schemas['Tenant']

const columns = piece`tenant.id, tenant.slug, tenant.display_name, plan.name as plan, tenant.status,
    tenant.worker_mode, tenant.worker_agent_pool, tenant.worker_type, tenant.task_max_concurrent, tenant.on_no_capacity,
    tenant.allowed_hosts, tenant.revision, tenant.created_at, tenant.updated_at`

/** An unknown plan makes plan_id null, so a caller checks it first (`planId`). */
export const insert = sql<Tenant>`
  with inserted as (
    insert into tenant (id, slug, display_name, plan_id, status, worker_mode, worker_agent_pool, worker_type, task_max_concurrent,
      on_no_capacity, allowed_hosts)
    values (${'id'}, ${'slug'}, ${'display_name'}, ${'plan_id'}, ${'status'}, ${'worker_mode'}, ${'worker_agent_pool'}, ${'worker_type'},
      ${'task_max_concurrent'}, ${'on_no_capacity'}, ${'allowed_hosts'})
    returning *
  )
  select ${columns}
  from inserted as tenant
  join plan on plan.id = tenant.plan_id`

/** Held until the transaction ends, so that the plan cannot go away in between. */
export const planId = sql<{ plan_id: string; plan: string; most: number }>`
  select id as plan_id, name as plan, max_concurrent_jobs as most
  from plan
  where name = ${'plan'} or id::text = ${'plan'}
  for key share`

/** Its agents that are connected, of whichever pool. */
export const connected = sql<{ agents: number }>`
  select count(*) as agents
  from agent
  where tenant_id = ${'id'}
  and present_until > now()`

export const byName = sql<Tenant>`
  select ${columns}
  from tenant
  join plan on plan.id = tenant.plan_id
  where tenant.slug = ${'tenant'} or tenant.id::text = ${'tenant'}`

export const replace = sql<Tenant>`
  with replaced as (
    update tenant
    set display_name = ${'display_name'}, plan_id = ${'plan_id'}, status = ${'status'},
      worker_mode = ${'worker_mode'}, worker_agent_pool = ${'worker_agent_pool'}, worker_type = ${'worker_type'},
      task_max_concurrent = ${'task_max_concurrent'}, on_no_capacity = ${'on_no_capacity'},
      allowed_hosts = ${'allowed_hosts'}, revision = revision + 1, updated_at = now()
    where (slug = ${'tenant'} or id::text = ${'tenant'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from replaced as tenant
  join plan on plan.id = tenant.plan_id`

export const remove = sql<{ id: string }>`
  delete from tenant
  where id = ${'id'}
  returning id`

/** The system tenant is the platform's own and not a customer. */
export const all = sql<Tenant>`
  select ${columns}
  from tenant
  join plan on plan.id = tenant.plan_id
  where tenant.slug <> 'system'
  and (${'after'}::uuid is null or tenant.id > ${'after'})
  and (${'plan'}::text is null or plan.name = ${'plan'})
  and (${'status'}::text is null or tenant.status = ${'status'})
  order by tenant.id
  limit ${'limit'}`

/** What the scripts of several tenants may reach: for whoever hands out work. */
export const hosts = sql<{ tenant: string; allowed_hosts: string[] }>`
  select id as tenant, allowed_hosts
  from tenant
  where id = any (${'tenants'}::uuid[])`
