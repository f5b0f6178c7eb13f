-- Apps, which start agents within a ceiling, and the launch tokens that they give them.
create table app (
  id uuid primary key,                -- also its client id
  tenant_id uuid not null default current_tenant(),
  name text not null,
  description text not null default '',
  scopes text[] not null,             -- the ceiling
  token_ttl_seconds int check (token_ttl_seconds between 60 and 86400), -- null: as the broker is set
  secret_hash bytea not null,         -- SHA-256; the secret itself has 256 random bits
  previous_hash bytea,                -- null: there is one secret
  previous_until timestamptz,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  constraint app_name_taken unique (tenant_id, name),
  constraint app_previous check ((previous_hash is null) = (previous_until is null)),
  constraint app_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
call protect_by_tenant('app');

create table launch_token (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  app_id uuid not null,
  agent_name text not null,
  allowed_scope text[] not null,
  audience text[] not null default '{}',
  ttl_seconds int not null,
  max_ttl_seconds int not null,
  single_use boolean not null,
  max_uses int not null,
  uses int not null default 0,
  token_hash bytea not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,             -- null: not revoked
  created_at timestamptz not null default now(),
  constraint launch_token_hash unique (token_hash),
  constraint launch_token_uses check (uses between 0 and max_uses),
  constraint launch_token_app foreign key (app_id) references app (id) on delete cascade,
  constraint launch_token_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
create index launch_token_app_id on launch_token (app_id, id);
create index launch_token_tenant_id on launch_token (tenant_id, id);
create index launch_token_expires_at on launch_token (expires_at);
call protect_by_tenant('launch_token');
create policy work on launch_token to reeve_work using (true);
grant select (id, expires_at), delete on launch_token to reeve_work; -- the sweep

-- Two of the few doors in the wall: which app has this secret, and what an agent with this launch token may ask for.
create function find_app(client uuid, hash bytea)
  returns table (id uuid, name text, tenant_id uuid, tenant text, scopes text[], token_ttl_seconds int)
  language sql stable security definer set search_path = public, pg_temp as $$
    select app.id, app.name, tenant.id, tenant.slug, app.scopes, app.token_ttl_seconds
    from app
    join tenant on tenant.id = app.tenant_id
    where app.id = client
    and (app.secret_hash = hash or (app.previous_hash = hash and app.previous_until > now()))
    and tenant.status = 'active'
  $$;
revoke execute on function find_app from public;
grant execute on function find_app to reeve_app;

-- Whether an agent with this key came in with this credential a moment ago and is in still: then its answer may have
-- been lost, and it may have another without a use.
create function came_with(credential uuid, key bytea, within_time interval) returns uuid
  language sql stable set search_path = public, pg_temp as $$
    select agent_id
    from enrolment
    where credential_id = credential and public_key = key and state in ('approved', 'pending')
    and began_at > now() - within_time
    and (ends_at is null or ends_at > now())
    and not revoked(keys, generation)
    order by began_at desc
    limit 1
  $$;
revoke execute on function came_with from public;

create function find_launch_token(hash bytea, key bytea)
  returns table (id uuid, tenant_id uuid, tenant text, app_id uuid, allowed_scope text[], ceiling text[], audience text[],
    max_ttl_seconds int, live boolean, repeats uuid)
  language sql stable security definer set search_path = public, pg_temp as $$
    select launch_token.id, tenant.id, tenant.slug, app.id, launch_token.allowed_scope, app.scopes, launch_token.audience,
      launch_token.max_ttl_seconds, launch_token.uses < launch_token.max_uses and launch_token.expires_at > now(),
      came_with(launch_token.id, key, interval '60 seconds')
    from launch_token
    join app on app.id = launch_token.app_id
    join tenant on tenant.id = launch_token.tenant_id
    where launch_token.token_hash = hash
    and launch_token.revoked_at is null
    and tenant.status = 'active'
  $$;
revoke execute on function find_launch_token from public;
grant execute on function find_launch_token to reeve_app;
