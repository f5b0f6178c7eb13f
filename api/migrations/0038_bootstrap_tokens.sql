-- Bootstrap tokens: they let a counted number of the platform's own agents in.
create table bootstrap_token (
  id uuid primary key,
  prefix text not null,               -- its first part, by which people know it
  token_hash bytea not null,          -- SHA-256 of the whole
  description text not null default '',
  expires_in_hours int not null check (expires_in_hours between 1 and 168),
  max_uses int not null check (max_uses between 1 and 100),
  uses int not null default 0,
  required_region text,               -- null: any
  required_capabilities text[] not null default '{}',
  required_tools text[] not null default '{}',
  pool_id uuid,                       -- null: the platform's shared agents
  name_pattern text,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,             -- null: not revoked
  revoked_reason text,
  created_by text not null,
  created_at timestamptz not null default now(),
  constraint bootstrap_token_prefix unique (prefix),
  constraint bootstrap_token_hash unique (token_hash),
  constraint bootstrap_token_counted check (uses between 0 and max_uses),
  constraint bootstrap_token_pool foreign key (pool_id) references pool (id)
);
create index bootstrap_token_pool_id on bootstrap_token (pool_id);
grant select, insert, update, delete on bootstrap_token to reeve_operator;
-- an enrolment uses it up, as reeve_app
grant select (id, uses, max_uses, expires_at, revoked_at), update (uses, last_used_at) on bootstrap_token to reeve_app;

-- Who came with it: those who were let in, and those who had it and broke one of its conditions.
create table bootstrap_token_use (
  id uuid primary key,
  bootstrap_token_id uuid not null,
  agent_id uuid,                      -- null: refused
  name text not null,
  address text not null,
  outcome text not null check (outcome in ('accepted', 'refused')),
  detail text not null default '',
  at timestamptz not null default now(),
  constraint bootstrap_token_use_token foreign key (bootstrap_token_id) references bootstrap_token (id) on delete cascade
);
create index bootstrap_token_use_token_id on bootstrap_token_use (bootstrap_token_id, id);
grant select on bootstrap_token_use to reeve_operator;
grant select (bootstrap_token_id, outcome), insert on bootstrap_token_use to reeve_app;

-- One of the few doors in the wall: what an enrolment with this token joins, and what it asks for.
create function find_bootstrap_token(hash bytea, key bytea)
  returns table (id uuid, tenant_id uuid, tenant text, pool_id uuid, pool text, required_region text,
    required_capabilities text[], required_tools text[], name_pattern text, live boolean, repeats uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
    select bootstrap_token.id, tenant.id, tenant.slug, pool.id, pool.name, bootstrap_token.required_region,
      bootstrap_token.required_capabilities, bootstrap_token.required_tools, bootstrap_token.name_pattern,
      bootstrap_token.uses < bootstrap_token.max_uses and bootstrap_token.expires_at > now(),
      came_with(bootstrap_token.id, key, interval '10 years')
    from bootstrap_token
    join tenant on tenant.id = '00000000-0000-0000-0000-000000000001'
    left join pool on pool.id = bootstrap_token.pool_id
    where bootstrap_token.token_hash = hash
    and bootstrap_token.revoked_at is null
  $$;
revoke execute on function find_bootstrap_token from public;
grant execute on function find_bootstrap_token to reeve_app;
