// Every SQL statement about agent tokens.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type AgentToken = Schemas['AgentToken']

const columns = piece`agent_token.id, tenant.slug as tenant, agent_token.name, agent_token.description,
    pool.name as pool, agent_token.expires_in_days, agent_token.rotate_before_days, agent_token.overlap_seconds, agent_token.expires_at,
    case
      when agent_token.revoked_at is not null then 'revoked'
      when agent_token.expires_at <= now() then 'expired'
      else 'active'
    end as status,
    case when agent_token.previous_until > now() then agent_token.previous_until end as previous_until,
    agent_token.revoked_at is null and rotation_due(agent_token.expires_at, agent_token.rotate_before_days, agent_token.previous_until) as rotation_due,
    agent_token.revision, agent_token.created_at`

const joined = piece`join tenant on tenant.id = agent_token.tenant_id
  left join pool on pool.id = agent_token.pool_id`

const named = piece`agent_token.tenant_id = current_tenant()`

/** The name of a token that is no longer accepted is free again. */
export const retire = sql<{ id: string }>`
  delete from agent_token
  where ${named} and name = ${'name'}
  and (revoked_at is not null or expires_at <= now())
  returning id`

export const insert = sql<AgentToken>`
  with agent_token as (
    insert into agent_token (id, name, description, rotate_before_days, overlap_seconds, pool_id, token_hash, expires_in_days, expires_at)
    values (${'id'}, ${'name'}, ${'description'}, ${'rotate_before_days'}, ${'overlap_seconds'}, ${'pool_id'}, ${'token_hash'}, ${'expires_in_days'},
      now() + make_interval(days => ${'expires_in_days'}))
    returning *
  )
  select ${columns}
  from agent_token ${joined}`

export const byName = sql<AgentToken>`
  select ${columns}
  from agent_token ${joined}
  where ${named}
  and (agent_token.name = ${'agent_token'} or agent_token.id::text = ${'agent_token'})`

export const replace = sql<AgentToken>`
  with agent_token as (
    update agent_token
    set description = ${'description'}, rotate_before_days = ${'rotate_before_days'},
      overlap_seconds = ${'overlap_seconds'}, revision = revision + 1
    where ${named}
    and (name = ${'agent_token'} or id::text = ${'agent_token'})
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from agent_token ${joined}`

/** No row while a value before it is still taken, unless both are to end now. */
export const rotate = sql<AgentToken>`
  with agent_token as (
    update agent_token
    set previous_hash = case when coalesce(${'overlap_seconds'}::int, agent_token.overlap_seconds) > 0 then token_hash end,
      previous_until = case when coalesce(${'overlap_seconds'}::int, agent_token.overlap_seconds) > 0
        then least(now() + make_interval(secs => coalesce(${'overlap_seconds'}::int, agent_token.overlap_seconds)), expires_at) end,
      token_hash = ${'token_hash'},
      expires_at = now() + make_interval(days => expires_in_days),
      revision = revision + 1
    where ${named}
    and (name = ${'agent_token'} or id::text = ${'agent_token'})
    and revoked_at is null
    and (expires_at is null or expires_at > now())
    and (previous_until is null or previous_until <= now() or coalesce(${'overlap_seconds'}::int, agent_token.overlap_seconds) = 0)
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from agent_token ${joined}`

export const revoke = sql<AgentToken>`
  with agent_token as (
    update agent_token
    set revoked_at = coalesce(revoked_at, now()), previous_hash = null, previous_until = null,
      revision = revision + case when revoked_at is null then 1 else 0 end
    where ${named}
    and (name = ${'agent_token'} or id::text = ${'agent_token'})
    returning *
  )
  select ${columns}
  from agent_token ${joined}`

export const remove = sql<{ id: string }>`
  delete from agent_token
  where ${named}
  and (name = ${'agent_token'} or id::text = ${'agent_token'})
  returning id`

export const all = sql<AgentToken>`
  select * from (
    select ${columns}
    from agent_token ${joined}
    where (${'after'}::uuid is null or agent_token.id > ${'after'})
    and (${'tenant'}::text is null or tenant.slug = ${'tenant'})
  ) as token
  where (${'status'}::text is null or status = ${'status'})
  order by id
  limit ${'limit'}`
