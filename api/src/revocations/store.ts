// Every SQL statement about revocations as people see them: one for each act, whatever number of keys it has.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Revocation = Schemas['Revocation']

/** A ban also revokes, with rows of their own; what is shown is the ban. */
const acts = piece`(
    select distinct on (act) revocation.*
    from revocation
    order by act, verb = 'ban' desc, number desc
  )`

const columns = piece`revocation.act as id, revocation.number, tenant.slug as tenant, revocation.level, revocation.target,
    revocation.verb,
    case when revocation.verb = 'ban' then
      round(extract(epoch from revocation.until - revocation.created_at))::int end as for_seconds,
    case
      when revocation.lifted_at is not null then 'lifted'
      when revocation.until <= now() then 'past'
      else 'active'
    end as status,
    revocation.reason, revocation.actor_kind, revocation.actor_name as actor, revocation.starts_at, revocation.until,
    revocation.lifted_at, revocation.created_at`

const joined = piece`left join tenant on tenant.id = revocation.tenant_id`

/** Below a tenant's path those of the tenant alone. */
const seen = piece`(current_tenant() is null or revocation.tenant_id = current_tenant())`

export const all = sql<Revocation>`
  select * from (
    select ${columns}
    from ${acts} as revocation
    ${joined}
    where ${seen}
    and (${'after'}::uuid is null or revocation.act > ${'after'})
    and (${'level'}::text is null or revocation.level = ${'level'})
    and (${'verb'}::text is null or revocation.verb = ${'verb'})
  ) as act
  where (${'status'}::text is null or status = ${'status'})
  order by id
  limit ${'limit'}`

export const byId = sql<Revocation>`
  select ${columns}
  from ${acts} as revocation
  ${joined}
  where ${seen}
  and revocation.act = ${'revocation'}`

export const ofNumber = sql<Revocation>`
  select ${columns}
  from ${acts} as revocation
  ${joined}
  where revocation.act = (select act from revocation where number = ${'number'})`

/** The rows of a ban that can be lifted; what it revoked stays revoked. */
export const bans = sql<{ id: string }>`
  select id from revocation
  where ${seen}
  and act = ${'revocation'} and verb = 'ban' and lifted_at is null and (until is null or until > now())
  order by id
  for update`

/** What is to be known of an agent to end it. An enrolment each, the youngest first; one without any has a row too. */
export interface FoundAgent {
  agent_id: string | null
  tenant_id: string
  name: string | null
  pool_id: string | null
  public_key: Buffer | null
  subject: string | null
  sid: string | null
  stands: boolean
}

const found = piece`coalesce(agent.id, enrolment.agent_id) as agent_id,
    coalesce(agent.tenant_id, enrolment.tenant_id) as tenant_id, agent.name, agent.pool_id,
    coalesce(enrolment.public_key, agent.public_key) as public_key, nullif(enrolment.subject, '') as subject,
    enrolment.id as sid, coalesce(enrolment.state in ('approved', 'pending'), false) as stands`

const mine = piece`(current_tenant() is null or coalesce(agent.tenant_id, enrolment.tenant_id) = current_tenant())`

export const agentById = sql<FoundAgent>`
  select ${found}
  from agent
  left join enrolment on enrolment.agent_id = agent.id
  where agent.id = ${'target'}::uuid
  and ${mine}
  order by enrolment.began_at desc
  limit 100`

/** By its SPIFFE id, which is among the keys of its enrolments. */
export const agentBySubject = sql<FoundAgent>`
  select ${found}
  from enrolment
  left join agent on agent.id = enrolment.agent_id
  where enrolment.keys @> array[${'key'}::text]
  and ${mine}
  order by enrolment.began_at desc
  limit 100`

/** The enrolment behind a token: its latest, or the one before. */
export const byJti = sql<{ sid: string; tenant_id: string }>`
  select id as sid, tenant_id
  from enrolment
  where (jti = ${'jti'}::uuid or previous_jti = ${'jti'}::uuid)
  and (current_tenant() is null or tenant_id = current_tenant())`

export const tenantOf = sql<{ id: string }>`
  select id from tenant
  where (slug = ${'target'} or id::text = ${'target'})
  and (current_tenant() is null or id = current_tenant())`

export const appOf = sql<{ id: string; tenant_id: string }>`
  select id, tenant_id from app
  where id = ${'target'}::uuid
  and (current_tenant() is null or tenant_id = current_tenant())`
