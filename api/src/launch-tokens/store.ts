// Every SQL statement about launch tokens.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type LaunchToken = Schemas['LaunchToken']

const columns = piece`launch_token.id, tenant.slug as tenant, app.name as app, launch_token.agent_name,
    launch_token.allowed_scope, launch_token.audience, launch_token.ttl_seconds, launch_token.max_ttl_seconds,
    launch_token.single_use, launch_token.max_uses, launch_token.uses,
    case
      when launch_token.revoked_at is not null then 'revoked'
      when launch_token.uses >= launch_token.max_uses then 'used'
      when launch_token.expires_at <= now() then 'expired'
      else 'active'
    end as status,
    launch_token.expires_at, launch_token.last_used_at, launch_token.created_at`

const joined = piece`join app on app.id = launch_token.app_id
  join tenant on tenant.id = launch_token.tenant_id`

export const insert = sql<LaunchToken>`
  with launch_token as (
    insert into launch_token (id, app_id, agent_name, allowed_scope, audience, ttl_seconds, max_ttl_seconds, single_use,
      max_uses, token_hash, expires_at)
    values (${'id'}, ${'app_id'}, ${'agent_name'}, ${'allowed_scope'}, ${'audience'}, ${'ttl_seconds'}::int,
      ${'max_ttl_seconds'}, ${'single_use'}, ${'max_uses'}, ${'token_hash'},
      now() + make_interval(secs => ${'ttl_seconds'}::int))
    returning *
  )
  select ${columns}
  from launch_token ${joined}`

export const byId = sql<LaunchToken>`
  select ${columns}
  from launch_token ${joined}
  where launch_token.tenant_id = current_tenant() and launch_token.app_id = ${'app_id'}
  and launch_token.id = ${'launch_token'}`

export const revoke = sql<LaunchToken>`
  with launch_token as (
    update launch_token
    set revoked_at = coalesce(revoked_at, now())
    where tenant_id = current_tenant() and app_id = ${'app_id'} and id = ${'launch_token'}
    returning *
  )
  select ${columns}
  from launch_token ${joined}`

export const all = sql<LaunchToken>`
  select * from (
    select ${columns}
    from launch_token ${joined}
    where (${'after'}::uuid is null or launch_token.id > ${'after'})
    and (${'tenant'}::text is null or tenant.slug = ${'tenant'})
    and (${'app_id'}::uuid is null or app.id = ${'app_id'})
  ) as token
  where (${'status'}::text is null or status = ${'status'})
  order by id
  limit ${'limit'}`

/** What an enrolment with it may ask for. */
export interface FoundLaunchToken {
  id: string
  tenant_id: string
  tenant: string
  app_id: string
  allowed_scope: string[]
  /** What the app may allow by now. */
  ceiling: string[]
  audience: string[]
  max_ttl_seconds: number
  /** Whether it lets another agent in. */
  live: boolean
  /** The agent that came in with it and the same key a moment ago. */
  repeats: string | null
}

export const find = sql<FoundLaunchToken>`
  select id, tenant_id, tenant, app_id, allowed_scope, ceiling, audience, max_ttl_seconds, live, repeats
  from find_launch_token(${'hash'}, ${'key'}::bytea)`

/** One of those who come at once with the last use gets a row. */
export const spend = sql<{ id: string }>`
  update launch_token
  set uses = uses + 1, last_used_at = now()
  where id = ${'id'} and uses < max_uses and expires_at > now() and revoked_at is null
  returning id`
