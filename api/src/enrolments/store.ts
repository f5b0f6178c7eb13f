// Every SQL statement of enrolment itself; agents have their own.
import { sql } from '../db/sql.ts'

export interface FoundToken {
  id: string
  tenant_id: string
  tenant: string
  pool_id: string | null
  pool: string | null
  ends_at: string | null
}

export const findAgentToken = sql<FoundToken>`
  select id, tenant_id, tenant, pool_id, pool, ends_at from find_agent_token(${'hash'})`

/** Without a tenant it is the operators'. */
export const findEnrolmentKey = sql<
  Omit<FoundToken, 'tenant_id' | 'tenant'> & {
    name: string
    tenant_id: string | null
    tenant: string | null
  }
>`
  select id, name, tenant_id, tenant, pool_id, pool, ends_at from find_enrolment_key(${'hash'})`

export const findPlatformKey = sql<
  Omit<FoundToken, 'tenant_id' | 'tenant'> & { name: string; sealed: Buffer }
>`
  select id, name, sealed, pool_id, pool, ends_at from find_platform_key(${'key_id'})`

/** A platform key or an enrolment key let somebody in. */
export const keyUsed = sql<object>`
  select key_used(${'id'})`

/** From here on that tenant's rows are seen, which has to be a statement of its own; empty when it has gone. */
export const enter = sql<{ tenant: string }>`
  select set_config('app.tenant', coalesce(find_tenant(${'tenant_id'})::text, ''), true) as tenant`

/** No row when the challenge was answered before. */
export const spendNonce = sql<{ nonce: Buffer }>`
  insert into spent_nonce (nonce, expires_at)
  values (${'nonce'}, to_timestamp(${'expires'}::float8 / 1000))
  on conflict (nonce) do nothing
  returning nonce`

/** An enrolment begins. What ends it is what ends the proof, or its method's own end. */
export const begin = sql<{ id: string }>`
  insert into enrolment (id, tenant_id, agent_id, method, state, approval_method, policy, rule, credential_kind,
    credential_id, app_id, pool_id, facts, keys, generation, public_key, subject, scope, audience, ttl_seconds, orch_id,
    task_id, jti, jti_issued_at, jti_expires_at, ends_at)
  values (${'id'}, ${'tenant_id'}, ${'agent_id'}, ${'method'}, ${'state'}, ${'approval_method'}, ${'policy'}, ${'rule'}::int,
    ${'credential_kind'}, ${'credential_id'}::uuid, ${'app_id'}::uuid, ${'pool_id'}::uuid, ${'facts'}::jsonb, ${'keys'}::text[],
    ${'generation'}, ${'public_key'}::bytea, ${'subject'}, ${'scope'}::text[], ${'audience'}::text[], ${'ttl_seconds'}::int,
    ${'orch_id'}, ${'task_id'}, ${'jti'}::uuid, to_timestamp(${'iat'}::float8), to_timestamp(${'exp'}::float8),
    to_timestamp(${'ends'}::float8 / 1000))
  returning id`

/** The enrolment that another takes the place of. */
export const supersede = sql<{ id: string }>`
  update enrolment
  set state = 'ended', ended_at = now()
  where id = ${'id'}::uuid and state in ('approved', 'pending')
  returning id`

/** Until when one that waits has to ask. */
export const hold = sql<{ id: string }>`
  update enrolment
  set ticket_hash = ${'hash'}, ask_nonce = ${'nonce'}, ask_until = now() + make_interval(secs => ${'seconds'})
  where id = ${'id'}
  returning id`

export interface Enrolled {
  enrolment: string
  agent: string | null
  was: 'approve' | 'pending' | 'deny'
  facts: unknown
}

/** Those that wait, as far as there is room, and the latest others. Facts are what was decided on. */
export const enrolled = sql<Enrolled>`
  select id as enrolment, agent_id as agent, facts,
    case state when 'pending' then 'pending' when 'denied' then 'deny' else 'approve' end as was
  from (
    (select * from enrolment where state = 'pending' order by id desc limit 10000)
    union all
    (select * from enrolment where state <> 'pending' order by id desc limit ${'last'})
  ) as enrolment
  where facts ? 'method'
  order by id desc`
