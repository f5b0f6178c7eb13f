// Every SQL statement about agents.
import { piece, sql } from '../db/sql.ts'
import type { Schemas } from '../http/revision.ts'

type Agent = Schemas['Agent']
export type Drift = Schemas['AgentDrift']

/** What was declared at the enrolment and what the session reports, where they differ. */
export const drift = piece`(
      select coalesce(json_agg(json_build_object('property', property, 'declared', missing, 'reported', extra)), '[]')
      from (values
        ('region', array_remove(array[agent.declared_region], null),
          array_remove(array[nullif(agent.reported_region, '')], null), agent.reported_region is not null),
        ('capabilities', agent.declared_capabilities, agent.reported_capabilities, agent.reported_capabilities is not null),
        ('tools', agent.declared_tools, agent.reported_tools, agent.reported_tools is not null),
        ('labels', agent.declared_labels, agent.reported_labels, agent.reported_labels is not null)
      ) as said (property, declared, reported, known),
      lateral (select array(select unnest(declared) except select unnest(reported) order by 1) as missing,
        array(select unnest(reported) except select unnest(declared) order by 1) as extra) as apart
      where known and missing || extra <> '{}'
    )`

/** What a proof established, without what the agent says of itself and where it belongs. */
export const facts = piece`enrolment.facts - '{method,tenant,pool,name,region}'::text[]`

export const columns = piece`agent.id, tenant.slug as tenant, agent.name, pool.name as pool, agent.admission,
    agent.approval_method, enrolment.method, ${facts} as facts, encode(agent.public_key, 'base64') as public_key,
    agent.registered, enrolment.began_at as enrolled_at, agent.administration,
    case
      when agent.present_until is null or agent.present_until <= now() then 'offline'
      when agent.draining then 'draining'
      else 'online'
    end as liveness,
    agent.worker_type, agent.region, agent.capabilities, agent.tools, agent.labels, agent.types, ${drift} as drift,
    agent.max_concurrent,
    jobs_held_by(agent.id) as active_jobs,
    agent.version, agent.last_seen_at, agent.revision, agent.created_at`

export const joined = piece`join tenant on tenant.id = agent.tenant_id
  left join pool on pool.id = agent.pool_id
  left join enrolment on enrolment.id = agent.enrolment_id`

export const byId = sql<Agent>`
  select ${columns}
  from agent ${joined}
  where agent.id = ${'agent'}
  and agent.tenant_id = current_tenant()`

/** Agents in numbers: a tenant's, or those of one tenant, one pool or all. Slots are of those that may work. */
export const stats = sql<Omit<Schemas['AgentStats'], 'load'>>`
  select count(*) as agents,
    count(*) filter (where liveness = 'online') as online,
    count(*) filter (where liveness = 'draining') as draining,
    count(*) filter (where liveness = 'offline') as offline,
    count(*) filter (where admission = 'pending') as pending,
    count(*) filter (where admission = 'denied') as denied,
    count(*) filter (where administration <> 'enabled') as held_back,
    coalesce(sum(max_concurrent) filter (where works), 0) as slots,
    coalesce(sum(active_jobs), 0) as held,
    coalesce(sum(greatest(0, max_concurrent - active_jobs)) filter (where works), 0) as free
  from (
    select *, liveness = 'online' and admission = 'approved' and administration = 'enabled' as works
    from (
      select ${columns}
      from agent ${joined}
      where (${'tenant'}::text is null or tenant.slug = ${'tenant'})
      and (${'pool'}::text is null or pool.name = ${'pool'})
    ) as agent
  ) as agent`

export const replace = sql<Agent>`
  with agent as (
    update agent
    set administration = ${'administration'}, revision = revision + 1
    where id = ${'agent'}
    and tenant_id = current_tenant()
    and administration <> 'banned'
    and (${'revision'}::int is null or revision = ${'revision'})
    returning *
  )
  select ${columns}
  from agent ${joined}`

export const remove = sql<{ id: string }>`
  delete from agent
  where id = ${'agent'}
  and tenant_id = current_tenant()
  returning id`

export const all = sql<Agent>`
  select * from (
    select ${columns}
    from agent ${joined}
    where (${'after'}::uuid is null or agent.id > ${'after'})
    and (${'tenant'}::text is null or tenant.slug = ${'tenant'})
    and (${'pool'}::text is null or pool.name = ${'pool'})
  ) as agent
  where (${'liveness'}::text is null or liveness = ${'liveness'})
  and (${'admission'}::text is null or admission = ${'admission'})
  order by id
  limit ${'limit'}`

export interface Known extends Pick<Agent, 'id' | 'admission'> {
  administration: string
  enrolment_id: string | null
  approval_method: string | null
  registered: boolean
  public_key: Buffer | null
}

/**
 * An agent that comes back: by the id it was given, which takes its own key if it had one, or by its name while no
 * session of that name is alive. One that was registered with its key has to name it.
 */
export const known = sql<Known>`
  select id, admission, administration, enrolment_id, approval_method, registered, public_key
  from agent
  where tenant_id = current_tenant()
  and ((id = ${'id'}::uuid and (public_key is null or public_key = ${'public_key'}::bytea)) or (
    ${'id'}::uuid is null and name = ${'name'} and pool_id is not distinct from ${'pool_id'}::uuid
    and (present_until is null or present_until <= now())
    and not (registered and public_key is not null and public_key is distinct from ${'public_key'}::bytea)))
  order by public_key is not distinct from ${'public_key'}::bytea desc, created_at desc
  limit 1
  for update`

/** Of whichever tenant, for whoever sees all of them. */
export const exists = sql<{ id: string }>`
  select id from agent where id = ${'agent'}`

/** Enrols a new agent or one that is known; the id of an agent of another tenant changes nothing: no row. */
export const enrol = sql<{ id: string }>`
  insert into agent (id, enrolment_id, public_key, approval_method, admission, pool_id, name, version, worker_type,
    max_concurrent, declared_region, declared_capabilities, declared_tools, declared_labels)
  values (${'id'}, ${'enrolment_id'}, ${'public_key'}::bytea, ${'approval_method'}, ${'admission'}, ${'pool_id'}, ${'name'},
    ${'version'}, ${'worker_type'}, ${'max_concurrent'}, ${'region'}, ${'capabilities'}, ${'tools'}, ${'labels'})
  on conflict (id) do update
  set enrolment_id = excluded.enrolment_id, public_key = coalesce(excluded.public_key, agent.public_key),
    approval_method = excluded.approval_method, admission = excluded.admission, pool_id = excluded.pool_id, name = excluded.name,
    version = excluded.version, worker_type = excluded.worker_type, max_concurrent = excluded.max_concurrent,
    declared_region = excluded.declared_region, declared_capabilities = excluded.declared_capabilities,
    declared_tools = excluded.declared_tools, declared_labels = excluded.declared_labels,
    revision = agent.revision + 1
  returning id`

/** Whether what let an agent in holds still. Only `work` may ask what was revoked. */
export const enrolmentStands = piece`enrolment.state = 'approved'
  and (enrolment.ends_at is null or enrolment.ends_at > now())
  and not revoked(enrolment.keys, enrolment.generation)`

/** Who may work, asked again at every renewal, stream and heartbeat; `enrolment` is what let it in. */
export const mayWork = piece`agent.admission = 'approved'
  and agent.administration in ('enabled', 'draining')
  and enrolment.id = agent.enrolment_id
  and ${enrolmentStands}
  and tenant.id = agent.tenant_id
  and tenant.status = 'active'`

export interface Opened {
  id: string
  tenant_id: string
  tenant: string
  pool_id: string | null
  worker_type: string
}

/** A stream begins: its session takes the place of any earlier one. */
export const open = sql<Opened>`
  update agent
  set session = ${'session'}, draining = false, version = ${'version'}, worker_type = ${'worker_type'},
    max_concurrent = ${'max_concurrent'}, reported_region = ${'region'}, reported_capabilities = ${'capabilities'},
    reported_tools = ${'tools'}, reported_labels = ${'labels'}, types = ${'types'}, last_seen_at = now(),
    present_until = now() + make_interval(secs => ${'lease_seconds'})
  from enrolment, tenant
  where agent.id = ${'agent'} and agent.enrolment_id = ${'enrolment'}
  and ${mayWork}
  returning agent.id, agent.tenant_id, tenant.slug as tenant, agent.pool_id, agent.worker_type`

export const drain = sql<{ id: string }>`
  update agent
  set draining = true
  where id = ${'agent'} and session = ${'session'}
  returning id`

/** A stream ended: its agent is offline at once. Its leases run on, for it may come back with its jobs, or is to. */
export const leave = sql<{ id: string }>`
  update agent
  set session = null, present_until = now(), returns_until = now() + make_interval(secs => ${'returns_seconds'})
  where id = ${'agent'} and session = ${'session'}
  returning id`

/**
 * Takes presence and jobs from agents, so that the jobs go to others at the next sweep. One that is locked is being
 * reported on: it ends, or its lease runs out. Waiting for it, under the lock of all lanes, could be for ever.
 */
export const end = sql<{ id: string }>`
  with ended as (
    update agent
    set session = null, present_until = least(present_until, now()), returns_until = null
    where id = ${'agent_id'}::uuid or tenant_id = ${'tenant_id'}::uuid or enrolment_id = ${'enrolment_id'}::uuid
    or enrolment_id = any (array(
      select id from enrolment
      where credential_id = ${'credential_id'}::uuid or app_id = ${'app_id'}::uuid
    ))
    returning id
  )
  update job
  set lease_until = now()
  where id = any (array(
    select job.id from job
    join ended on ended.id = job.agent_id
    where job.lease_until is not null
    for update of job skip locked
  ))
  returning id`

/** The same for those whose enrolment was revoked under one of these keys; one that has enrolled again since stays. */
export const endRevoked = sql<{ id: string }>`
  with over as (
    update enrolment
    set state = 'ended', ended_at = now()
    where keys && ${'keys'}::text[] and state in ('approved', 'pending') and revoked(keys, generation)
    returning id
  ), ended as (
    update agent
    set session = null, present_until = least(present_until, now()), returns_until = null
    from over
    where agent.enrolment_id = over.id
    returning agent.id
  ), freed as (
    update job
    set lease_until = now()
    from ended
    where job.agent_id = ended.id and job.lease_until is not null
    returning job.id
  )
  select id from ended`

/** How many agents are there, of all tenants. */
export const present = sql<{ agents: number }>`
  select count(*) as agents from agent where present_until > now()`
