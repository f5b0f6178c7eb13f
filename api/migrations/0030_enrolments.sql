-- Enrolments, and what ends them. A revocation names a key and has a number; whatever carries that key and began
-- before that number has ended. So one row ends any number of tokens.

-- The last number given. Its row is locked until the revocation commits, so numbers become visible in their order.
create table trust_counter (
  one boolean primary key default true check (one),
  number bigint not null default 0
);
insert into trust_counter default values;
grant select, update on trust_counter to reeve_app, reeve_operator, reeve_work;

create table revocation (
  id uuid primary key,
  number bigint not null unique,
  key text not null,                  -- what it ends; see identity/revocation-keys.ts
  act uuid not null,                  -- the keys of one act share it
  level text not null check (level in ('token', 'agent', 'task', 'chain', 'app', 'tenant', 'credential')),
  target text not null,               -- as it was asked for
  verb text not null check (verb in ('expire', 'revoke', 'ban')),
  tenant_id uuid,                     -- null: the platform's. It outlives the tenant, so it has no foreign key
  reason text not null default '',
  actor_kind text not null,
  actor_name text not null,
  starts_at timestamptz not null default now(),
  until timestamptz,                  -- from then on nothing that it ends could be alive; null only for bans
  lifted_at timestamptz,
  created_at timestamptz not null default now(),
  constraint revocation_ends check (until is not null or verb = 'ban')
);
create index revocation_key on revocation (key, number);
create index revocation_act on revocation (act);
create index revocation_until on revocation (until) where until is not null;
alter table revocation enable row level security;
create policy tenant on revocation to reeve_app using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy operator on revocation to reeve_operator using (true) with check (true);
create policy work on revocation to reeve_work using (true) with check (true);
grant select, insert, update on revocation to reeve_app, reeve_operator, reeve_work;
grant delete on revocation to reeve_work; -- the sweep

-- One admission of one agent by one proof.
create table enrolment (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  agent_id uuid,                      -- null: denied before there was an agent
  method text not null,
  state text not null check (state in ('pending', 'approved', 'denied', 'ended')),
  approval_method text check (approval_method in
    ('manual', 'namespace', 'api_key', 'service_account', 'certificate', 'token')),
  policy text,                        -- what decided; null: a person, or nothing yet
  rule int,
  credential_kind text,
  credential_id uuid,
  app_id uuid,
  pool_id uuid,
  facts jsonb not null default '{}',
  keys text[] not null default '{}',  -- what ends it
  generation bigint not null default 0, -- the last revocation that was known before its proof was looked at
  public_key bytea,                   -- the agent's own; null: it has none
  subject text not null,              -- SPIFFE id
  scope text[] not null default '{}',
  audience text[] not null default '{}',
  ttl_seconds int,
  orch_id text,
  task_id text,
  jti uuid,                           -- of the latest token
  jti_issued_at timestamptz,
  jti_expires_at timestamptz,
  previous_jti uuid,
  renewals int not null default 0,
  ticket_hash bytea unique,           -- while it is pending
  ask_nonce bytea,
  ask_until timestamptz,
  began_at timestamptz not null default now(),
  ends_at timestamptz,
  ended_at timestamptz,
  constraint enrolment_public_key check (octet_length(public_key) = 32),
  constraint enrolment_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
create index enrolment_tenant_id on enrolment (tenant_id, id);
create index enrolment_agent_id on enrolment (agent_id);
create index enrolment_credential_id on enrolment (credential_id);
create index enrolment_app_id on enrolment (app_id);
create index enrolment_keys on enrolment using gin (keys);
call protect_work('enrolment');

-- Agents from before. Their sessions do not name an enrolment, so they enrol again; until then they are shown with this.
insert into enrolment (id, tenant_id, agent_id, method, state, approval_method, credential_kind, credential_id, pool_id,
  keys, subject, began_at)
select gen_random_uuid(), tenant_id, id, 'agent_token', 'approved', 'token', 'agent_token', agent_token_id, pool_id,
  array['agent:' || id, 'tenant:' || tenant_id, 'credential:' || agent_token_id], '', created_at
from agent
where agent_token_id is not null;

alter table agent
  add column enrolment_id uuid,
  add column public_key bytea,
  add column approval_method text,
  add column asked_at timestamptz,
  add column registered boolean not null default false, -- made ahead of its first enrolment
  add constraint agent_enrolment foreign key (enrolment_id) references enrolment (id) on delete set null;
update agent
set enrolment_id = enrolment.id, approval_method = enrolment.approval_method
from enrolment
where enrolment.agent_id = agent.id;
create index agent_enrolment_id on agent (enrolment_id);
alter table agent drop column agent_token_id;
alter table agent drop constraint agent_administration;
alter table agent add constraint agent_administration
  check (administration in ('enabled', 'draining', 'disabled', 'banned'));

-- Whether something with these keys has ended. Under reeve_app it would not see the platform's revocations, so only
-- reeve_work asks. What merely expired tokens leaves their enrolment standing.
create function revoked(keys text[], generation bigint) returns boolean language sql stable parallel safe as $$
  select exists (
    select from public.revocation
    where revocation.key = any (keys)
    and (revocation.number > generation or revocation.verb = 'ban')
    and revocation.verb <> 'expire'
    and revocation.lifted_at is null
    and revocation.starts_at <= now()
    and (revocation.until is null or revocation.until > now())
  ) $$;
revoke execute on function revoked from public;
grant execute on function revoked to reeve_work;

-- The door now also says when the token ends: what it lets in ends with it.
drop function find_agent_token;
create function find_agent_token(hash bytea)
  returns table (id uuid, tenant_id uuid, tenant text, pool_id uuid, pool text, ends_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
    select agent_token.id, tenant.id, tenant.slug, pool.id, pool.name, agent_token.expires_at
    from agent_token
    join tenant on tenant.id = agent_token.tenant_id
    left join pool on pool.id = agent_token.pool_id
    where agent_token.token_hash = hash
    and agent_token.revoked_at is null
    and (agent_token.expires_at is null or agent_token.expires_at > now())
    and tenant.status = 'active'
  $$;
revoke execute on function find_agent_token from public;
grant execute on function find_agent_token to reeve_app;
