// Every SQL statement about enrolments that wait. `work` finds one by its ticket: whose tenant it is, nobody knows yet.
import { piece, sql } from '../../db/sql.ts'
import type { Facts, MethodName } from '../method.ts'

/** What is known of an enrolment that waits, and of its agent. */
export interface Held {
  id: string
  /** Denied: a person said no while it waited. */
  state: 'pending' | 'denied'
  tenant_id: string
  tenant: string
  agent: string
  name: string
  method: MethodName
  credential_kind: NonNullable<Facts['credential']>['kind'] | null
  credential_id: string | null
  app_id: string | null
  /** Of the agent: where a person may have placed it. */
  pool_id: string | null
  pool: string | null
  keys: string[]
  generation: number
  public_key: Buffer
  scope: string[]
  audience: string[]
  ttl_seconds: number | null
  orch_id: string | null
  task_id: string | null
  ask_nonce: Buffer
  /** For how many seconds it has. */
  waited: number
  ends_at: string
  admission: 'pending' | 'approved' | 'denied'
  administration: string
  approval_method: string | null
}

const columns = piece`enrolment.id, enrolment.state, enrolment.tenant_id, tenant.slug as tenant, agent.id as agent, agent.name, enrolment.method,
    enrolment.credential_kind, enrolment.credential_id, enrolment.app_id, agent.pool_id, pool.name as pool, enrolment.keys,
    enrolment.generation, enrolment.public_key, enrolment.scope, enrolment.audience, enrolment.ttl_seconds,
    enrolment.orch_id, enrolment.task_id, enrolment.ask_nonce,
    extract(epoch from now() - enrolment.began_at)::float8 as waited, enrolment.ends_at, agent.admission, agent.administration,
    agent.approval_method`

/** No row when it has ended, or its agent is gone, or its tenant is suspended. */
export const byTicket = sql<Held>`
  select ${columns}
  from enrolment
  join tenant on tenant.id = enrolment.tenant_id and tenant.status = 'active'
  join agent on agent.id = enrolment.agent_id
  left join pool on pool.id = agent.pool_id
  where enrolment.ticket_hash = ${'hash'}
  and enrolment.state in ('pending', 'denied')
  and enrolment.ends_at > now()`

/** It has asked: what it signs next, and how long it may be silent. No row when another question came first. */
export const asked = sql<{ id: string }>`
  update enrolment
  set ask_nonce = ${'nonce'}, ask_until = now() + make_interval(secs => ${'seconds'})
  where id = ${'id'} and state = 'pending' and ask_nonce = ${'ask_nonce'}
  returning id`

/** It is in, and the ticket is spent. No row when another question came first. */
export const collect = sql<{ id: string }>`
  update enrolment
  set state = 'approved', approval_method = 'manual', pool_id = ${'pool_id'}, subject = ${'subject'}, keys = ${'keys'},
    jti = ${'jti'}, jti_issued_at = to_timestamp(${'iat'}::float8), jti_expires_at = to_timestamp(${'exp'}::float8),
    ticket_hash = null, ask_nonce = null, ask_until = null
  where id = ${'id'} and state = 'pending' and ask_nonce = ${'ask_nonce'}
  returning id`

/** The agent works under this enrolment from now on, if it may still. */
export const join = sql<{ before: string | null }>`
  with before as (
    select id, enrolment_id from agent where id = ${'agent'} for update
  )
  update agent
  set enrolment_id = ${'id'}, public_key = ${'public_key'}, revision = revision + 1
  from before
  where agent.id = before.id and agent.admission = 'approved' and agent.approval_method = 'manual'
  and agent.administration = 'enabled'
  returning before.enrolment_id as before`

/** Those that have stopped asking, and those whose proof has grown too old. */
export const silent = sql<{ id: string }>`
  delete from enrolment
  where id = any (array(
    select id from enrolment
    where state = 'pending' and (ask_until <= now() or ends_at <= now())
    limit ${'most'}
    for update skip locked
  ))
  returning id`

/** Agents that nobody let in and that do not ask any more. */
export const ghosts = sql<{ id: string }>`
  delete from agent
  where id = any (array(
    select id from agent
    where admission = 'pending' and not exists (
      select from enrolment where enrolment.agent_id = agent.id and enrolment.state = 'pending'
    )
    limit ${'most'}
    for update skip locked
  ))
  returning id`

/** What rules turned away is kept for a day, for dry runs. */
export const forgotten = sql<{ id: string }>`
  delete from enrolment
  where id = any (array(
    select id from enrolment
    where state = 'denied' and began_at < now() - interval '1 day'
    limit ${'most'}
    for update skip locked
  ))
  returning id`

/** A person's no: those that wait hear of it when they ask. */
export const deny = sql<{ id: string }>`
  update enrolment
  set state = 'denied', ended_at = now()
  where agent_id = ${'agent'} and state = 'pending'
  returning id`
