// Every SQL statement about what people decide on agents: in or out.
import { sql } from '../../db/sql.ts'
import type { Schemas } from '../../http/revision.ts'
import { columns, facts, joined } from '../store.ts'

type Agent = Schemas['Agent']

/** Made ahead; nobody has come yet. */
export const register = sql<Agent>`
  with agent as (
    insert into agent (id, pool_id, name, public_key, worker_type, max_concurrent, admission, approval_method, registered)
    values (${'id'}, ${'pool_id'}::uuid, ${'name'}, decode(${'public_key'}, 'base64'), 'task', 1, 'approved', 'manual', true)
    returning *
  )
  select ${columns}
  from agent ${joined}`

export interface Standing {
  id: string
  tenant_id: string
  name: string
  admission: 'pending' | 'approved' | 'denied'
  administration: string
  pool_id: string | null
  public_key: Buffer | null
}

/** Held until the transaction ends: of two people who decide at once, the second sees what the first did. */
export const held = sql<Standing>`
  select id, tenant_id, name, admission, administration, pool_id, public_key
  from agent
  where id = ${'agent'} and tenant_id = current_tenant()
  for update`

export const approve = sql<{ id: string }>`
  update agent
  set admission = 'approved', approval_method = 'manual', pool_id = ${'pool_id'}::uuid, revision = revision + 1
  where id = ${'agent'}
  returning id`

export const deny = sql<{ id: string }>`
  update agent
  set admission = 'denied', approval_method = null, revision = revision + 1
  where id = ${'agent'}
  returning id`

export const administer = sql<{ id: string }>`
  update agent
  set administration = ${'administration'}, revision = revision + 1
  where id = ${'agent'}
  returning id`

export const bans = sql<{ id: string }>`
  select id
  from revocation
  where level = 'agent' and target = ${'agent'}::text and verb = 'ban' and lifted_at is null`

/** Those that wait and fit, the oldest first. */
export const waiting = sql<{ id: string }>`
  select agent.id
  from agent
  join tenant on tenant.id = agent.tenant_id
  left join pool on pool.id = agent.pool_id
  left join enrolment on enrolment.id = agent.enrolment_id
  where agent.admission = 'pending'
  and (${'tenant'}::text is null or tenant.slug = ${'tenant'})
  and (${'pool'}::text is null or pool.name = ${'pool'})
  and (${'method'}::text is null or enrolment.method = ${'method'})
  and (${'namespace'}::text is null or enrolment.facts ->> 'namespace' = ${'namespace'})
  order by agent.id
  limit ${'limit'}`

export const history = sql<Schemas['AgentEnrolment']>`
  select id, method, state, approval_method, policy, rule, credential_kind, credential_id as credential, ${facts} as facts, subject,
    scope, renewals, began_at, ends_at, ended_at
  from enrolment
  where agent_id = ${'agent'}
  and tenant_id = current_tenant()
  and (${'after'}::uuid is null or id > ${'after'})
  order by id
  limit ${'limit'}`

/** Of many at once; who is in already or banned stays as it is. */
export const approveMany = sql<{ id: string; tenant_id: string }>`
  update agent
  set admission = 'approved', approval_method = 'manual', revision = revision + 1
  where id = any (${'agents'}::uuid[]) and admission <> 'approved' and administration <> 'banned'
  returning id, tenant_id`

/** Of those that wait. */
export const denyMany = sql<{ id: string; tenant_id: string }>`
  with denied as (
    update agent
    set admission = 'denied', approval_method = null, revision = revision + 1
    where id = any (${'agents'}::uuid[]) and admission = 'pending'
    returning id, tenant_id
  ), told as (
    update enrolment
    set state = 'denied', ended_at = now()
    from denied
    where enrolment.agent_id = denied.id and enrolment.state = 'pending'
  )
  select id, tenant_id from denied`
