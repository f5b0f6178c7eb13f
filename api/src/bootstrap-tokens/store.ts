// Every SQL statement about bootstrap tokens.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type BootstrapToken = Schemas['BootstrapToken']

/** One that was used up stays so: that is what it was for. */
const columns = piece`bootstrap_token.id, bootstrap_token.prefix, bootstrap_token.description,
    bootstrap_token.expires_in_hours, bootstrap_token.max_uses, bootstrap_token.required_region,
    bootstrap_token.required_capabilities, bootstrap_token.required_tools, pool.name as pool,
    bootstrap_token.name_pattern, bootstrap_token.uses,
    case
      when bootstrap_token.revoked_at is not null then 'revoked'
      when bootstrap_token.uses >= bootstrap_token.max_uses then 'exhausted'
      when bootstrap_token.expires_at <= now() then 'expired'
      else 'active'
    end as status,
    bootstrap_token.revoked_reason, bootstrap_token.created_by, bootstrap_token.expires_at,
    bootstrap_token.last_used_at, bootstrap_token.created_at`

const joined = piece`left join pool on pool.id = bootstrap_token.pool_id`

/** No row when another has this prefix. */
export const insert = sql<BootstrapToken>`
  with bootstrap_token as (
    insert into bootstrap_token (id, prefix, token_hash, description, expires_in_hours, max_uses, required_region,
      required_capabilities, required_tools, pool_id, name_pattern, expires_at, created_by)
    values (${'id'}, ${'prefix'}, ${'token_hash'}, ${'description'}, ${'expires_in_hours'}::int, ${'max_uses'},
      ${'required_region'}, ${'required_capabilities'}, ${'required_tools'}, ${'pool_id'}, ${'name_pattern'},
      now() + make_interval(hours => ${'expires_in_hours'}::int), ${'created_by'})
    on conflict (prefix) do nothing
    returning *
  )
  select ${columns}
  from bootstrap_token ${joined}`

export const byId = sql<BootstrapToken>`
  select ${columns}
  from bootstrap_token ${joined}
  where bootstrap_token.id = ${'bootstrap_token'}`

export const revoke = sql<BootstrapToken>`
  with bootstrap_token as (
    update bootstrap_token
    set revoked_reason = case when revoked_at is null then ${'reason'} else revoked_reason end,
      revoked_at = coalesce(revoked_at, now())
    where id = ${'bootstrap_token'}
    returning *
  )
  select ${columns}
  from bootstrap_token ${joined}`

export const remove = sql<{ id: string }>`
  delete from bootstrap_token
  where id = ${'bootstrap_token'}
  returning id`

export const all = sql<BootstrapToken>`
  select * from (
    select ${columns}
    from bootstrap_token ${joined}
    where (${'after'}::uuid is null or bootstrap_token.id > ${'after'})
  ) as token
  where (${'status'}::text is null or status = ${'status'})
  order by id
  limit ${'limit'}`

export const uses = sql<Schemas['BootstrapTokenUse']>`
  select id, agent_id as agent, name, address, outcome, detail, at
  from bootstrap_token_use
  where bootstrap_token_id = ${'bootstrap_token'}
  and (${'after'}::uuid is null or id > ${'after'})
  order by id
  limit ${'limit'}`

/** What an enrolment with it joins, and what it asks for. */
export interface FoundBootstrapToken {
  id: string
  tenant_id: string
  tenant: string
  pool_id: string | null
  pool: string | null
  required_region: string | null
  required_capabilities: string[]
  required_tools: string[]
  name_pattern: string | null
  /** Whether it lets another agent in. */
  live: boolean
  /** The agent that came in with it and the same key and is in still. */
  repeats: string | null
}

export const find = sql<FoundBootstrapToken>`
  select id, tenant_id, tenant, pool_id, pool, required_region, required_capabilities, required_tools, name_pattern,
    live, repeats
  from find_bootstrap_token(${'hash'}, ${'key'}::bytea)`

/** One of those who come at once with the last use gets a row. */
export const spend = sql<{ id: string }>`
  update bootstrap_token
  set uses = uses + 1, last_used_at = now()
  where id = ${'id'} and uses < max_uses and expires_at > now() and revoked_at is null
  returning id`

export const accepted = sql<{ name: string }>`
  insert into bootstrap_token_use (id, bootstrap_token_id, agent_id, name, address, outcome)
  values (${'use'}, ${'id'}, ${'agent'}, ${'name'}, ${'address'}, 'accepted')`

/** No more than a hundred: whoever has the token could go on for ever. */
export const refused = sql<{ name: string }>`
  insert into bootstrap_token_use (id, bootstrap_token_id, name, address, outcome, detail)
  select ${'use'}::uuid, ${'id'}::uuid, ${'name'}, ${'address'}, 'refused', ${'detail'}
  where 100 > (
    select count(*) from bootstrap_token_use
    where bootstrap_token_id = ${'id'}::uuid and outcome = 'refused'
  )`
