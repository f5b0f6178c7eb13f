-- Enrolment keys: named secrets that let agents into a pool or a tenant. And agent tokens get a second value while one
-- replaces the other.
create table enrolment_key (
  id uuid primary key,
  tenant_id uuid default current_tenant(), -- null: the operators'
  name text not null,
  description text not null default '',
  pool_id uuid,                       -- null: its agents are the tenant's own, or the platform's in no pool
  token_hash bytea not null,          -- SHA-256; the key itself has 256 random bits
  previous_hash bytea,                -- of the value before, taken until previous_until
  previous_until timestamptz,
  expires_in_days int check (expires_in_days > 0),
  expires_at timestamptz,             -- null: never
  revoked_at timestamptz,             -- null: not revoked
  last_used_at timestamptz,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  constraint enrolment_key_name_taken unique nulls not distinct (tenant_id, name),
  constraint enrolment_key_hash unique (token_hash),
  constraint enrolment_key_previous_hash unique (previous_hash),
  constraint enrolment_key_pool foreign key (pool_id) references pool (id),
  constraint enrolment_key_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
create index enrolment_key_pool_id on enrolment_key (pool_id);
call protect_by_tenant('enrolment_key');

alter table agent_token
  add column previous_hash bytea,
  add column previous_until timestamptz,
  add constraint agent_token_previous_hash unique (previous_hash);

-- One of the few doors in the wall: what an enrolment with this key joins.
create function find_enrolment_key(hash bytea)
  returns table (id uuid, name text, tenant_id uuid, tenant text, pool_id uuid, pool text, ends_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
    select enrolment_key.id, enrolment_key.name, tenant.id, tenant.slug, pool.id, pool.name, enrolment_key.expires_at
    from enrolment_key
    left join tenant on tenant.id = enrolment_key.tenant_id
    left join pool on pool.id = enrolment_key.pool_id
    where (enrolment_key.token_hash = hash
      or (enrolment_key.previous_hash = hash and enrolment_key.previous_until > now()))
    and enrolment_key.revoked_at is null
    and (enrolment_key.expires_at is null or enrolment_key.expires_at > now())
    and (enrolment_key.tenant_id is null or tenant.status = 'active')
  $$;
revoke execute on function find_enrolment_key from public;
grant execute on function find_enrolment_key to reeve_app;

drop function find_agent_token;
create function find_agent_token(hash bytea)
  returns table (id uuid, tenant_id uuid, tenant text, pool_id uuid, pool text, ends_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
    select agent_token.id, tenant.id, tenant.slug, pool.id, pool.name, agent_token.expires_at
    from agent_token
    join tenant on tenant.id = agent_token.tenant_id
    left join pool on pool.id = agent_token.pool_id
    where (agent_token.token_hash = hash
      or (agent_token.previous_hash = hash and agent_token.previous_until > now()))
    and agent_token.revoked_at is null
    and (agent_token.expires_at is null or agent_token.expires_at > now())
    and tenant.status = 'active'
  $$;
revoke execute on function find_agent_token from public;
grant execute on function find_agent_token to reeve_app;

-- When a key let somebody in last, to the minute. Of many at once one writes it and nobody waits.
create function key_used(key uuid) returns void
  language sql security definer set search_path = public, pg_temp as $$
    update enrolment_key
    set last_used_at = now()
    where id in (
      select id from enrolment_key
      where id = key and (last_used_at is null or last_used_at < now() - interval '1 minute')
      for update skip locked);
    update platform_key
    set last_used_at = now()
    where id in (
      select id from platform_key
      where id = key and (last_used_at is null or last_used_at < now() - interval '1 minute')
      for update skip locked);
  $$;
revoke execute on function key_used from public;
grant execute on function key_used to reeve_app;
