// Every SQL statement about how an agent's session goes on. They run as `work`, which alone knows what was revoked.
import { mayWork } from '../../agents/store.ts'
import { piece, sql } from '../../db/sql.ts'

/** The latest token of an enrolment. */
export interface Latest {
  jti: string
  /** In seconds since the epoch. */
  iat: number
  exp: number
  generation: number
}

const latest = piece`enrolment.jti, extract(epoch from enrolment.jti_issued_at)::float8 as iat,
    extract(epoch from enrolment.jti_expires_at)::float8 as exp, enrolment.jti_generation as generation`

const working = piece`agent, tenant
  where agent.id = enrolment.agent_id
  and ${mayWork}`

/** Exactly one of those who present a token makes its successor. In whole seconds, so that it can be made again. */
export const renew = sql<Latest>`
  update enrolment
  set previous_jti = jti, jti = ${'jti'}, renewals = renewals + 1, jti_issued_at = date_trunc('second', now()),
    jti_expires_at = date_trunc('second', least(ends_at,
      now() + make_interval(secs => coalesce(ttl_seconds, ${'seconds'}::int)))),
    jti_generation = (select number from trust_counter)
  from ${working}
  and enrolment.id = ${'enrolment'} and jti = ${'presented'}::uuid
  returning ${latest}`

/** The same for many at once; those that somebody else holds locked are left out. No enrolment is in it twice. */
export const renewTogether = sql<Latest & { presented: string }>`
  update enrolment
  set previous_jti = jti, jti = asked.next, renewals = renewals + 1, jti_issued_at = date_trunc('second', now()),
    jti_expires_at = date_trunc('second', least(ends_at,
      now() + make_interval(secs => coalesce(ttl_seconds, ${'seconds'}::int)))),
    jti_generation = (select number from trust_counter)
  from unnest(${'enrolments'}::uuid[], ${'presented'}::uuid[], ${'jtis'}::uuid[]) as asked (id, presented, next), ${working}
  and enrolment.id = any (array(
    select id from enrolment where id = any (${'enrolments'}::uuid[]) for no key update skip locked
  ))
  and enrolment.id = asked.id and jti = asked.presented
  returning asked.presented, ${latest}`

/** The successor of a token that was renewed so short a time ago that the answer may have been lost. */
export const renewedNow = sql<Latest>`
  select ${latest}
  from enrolment, ${working}
  and enrolment.id = ${'enrolment'} and previous_jti = ${'presented'}::uuid
  and jti_issued_at > now() - make_interval(secs => ${'within_seconds'})`

/** Whether an enrolment stands: then a token that is not its latest was used again. */
export const stands = sql<{ id: string }>`
  select enrolment.id
  from enrolment, ${working}
  and enrolment.id = ${'enrolment'}`

/** An enrolment as its own key finds it again. */
export interface Found extends Latest {
  id: string
  agent: string
  name: string
  tenant: string
  tenant_id: string
  subject: string
  since: number
  scope: string[]
  audience: string[]
  credential_id: string | null
  app_id: string | null
  orch_id: string | null
  task_id: string | null
  public_key: Buffer
}

const found = piece`enrolment.id, agent.id as agent, agent.name, tenant.slug as tenant, tenant.id as tenant_id,
    enrolment.subject, enrolment.generation as since, enrolment.scope, enrolment.audience, enrolment.credential_id,
    enrolment.app_id, enrolment.orch_id, enrolment.task_id, enrolment.public_key, ${latest}`

/** The enrolment by which an agent is in, if it has a key of its own. */
export const own = sql<Found>`
  select ${found}
  from enrolment, ${working}
  and agent.id = ${'agent'} and enrolment.public_key is not null`

/** It goes on with another token, whatever became of the one before. */
export const resume = sql<Latest>`
  update enrolment
  set previous_jti = null, jti = ${'jti'}, renewals = renewals + 1, jti_issued_at = date_trunc('second', now()),
    jti_expires_at = date_trunc('second', least(ends_at,
      now() + make_interval(secs => coalesce(ttl_seconds, ${'seconds'}::int)))),
    jti_generation = (select number from trust_counter)
  from ${working}
  and enrolment.id = ${'enrolment'} and jti = ${'presented'}::uuid
  returning ${latest}`

/** Agents of a tenant that may be handed something, by SPIFFE id. */
export const delegates = sql<Found>`
  select ${found}
  from enrolment, ${working}
  and enrolment.tenant_id = ${'tenant_id'} and enrolment.subject = ${'subject'}
  order by enrolment.began_at desc
  limit 1`

/** It ends itself; no row when it had ended. */
export const release = sql<{ id: string }>`
  update enrolment
  set state = 'ended', ended_at = now()
  where id = ${'enrolment'} and state = 'approved'
  returning id`

/** Tokens that have a successor end a little later, each until it would have expired by itself. */
export const retire = sql<{ key: string }>`
  with counter as (
    update trust_counter
    set number = number + cardinality(${'ids'}::uuid[])
    returning number
  )
  insert into revocation (id, number, key, act, level, target, verb, tenant_id, reason, actor_kind, actor_name,
    starts_at, until)
  select retired.id, counter.number - cardinality(${'ids'}::uuid[]) + place, 'token:' || jti, retired.id, 'token', jti,
    'expire', tenant_id, 'It was renewed.', 'agent', name, now() + make_interval(secs => ${'after_seconds'}), until
  from counter, unnest(${'ids'}::uuid[], ${'jtis'}::text[], ${'tenants'}::uuid[], ${'names'}::text[], ${'untils'}::timestamptz[])
    with ordinality as retired (id, jti, tenant_id, name, until, place)
  returning key`
