-- Enrolment secrets of tenants.
create table agent_token (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  name text not null,
  description text not null default '',
  pool_id uuid,                       -- null: its agents are the tenant's own
  token_hash bytea not null,          -- SHA-256; the token itself has 256 random bits
  expires_in_days int check (expires_in_days > 0),
  expires_at timestamptz,             -- null: never
  revoked_at timestamptz,             -- null: not revoked
  revision int not null default 1,
  created_at timestamptz not null default now(),
  constraint agent_token_name_taken unique (tenant_id, name),
  constraint agent_token_hash unique (token_hash),
  constraint agent_token_pool foreign key (pool_id) references pool (id),
  constraint agent_token_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
create index agent_token_pool_id on agent_token (pool_id);
call protect_by_tenant('agent_token');
create policy work on agent_token to reeve_work using (true);
grant select (id, tenant_id, pool_id, expires_at, revoked_at) on agent_token to reeve_work;

-- One of the few doors in the wall: what an enrolment with this token joins.
create function find_agent_token(hash bytea)
  returns table (id uuid, tenant_id uuid, tenant text, pool_id uuid, pool text)
  language sql stable security definer set search_path = public, pg_temp as $$
    select agent_token.id, tenant.id, tenant.slug, pool.id, pool.name
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
