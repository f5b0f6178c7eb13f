-- Credentials for automation, of operators (no tenant) and of tenants.
create table api_token (
  id uuid primary key,
  tenant_id uuid default current_tenant(), -- null: an operator's
  name text not null,
  description text not null default '',
  scopes text[] not null,
  token_hash bytea not null,               -- SHA-256; the token itself has 256 random bits
  expires_in_days int not null check (expires_in_days between 1 and 365),
  expires_at timestamptz not null,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  constraint api_token_name_taken unique nulls not distinct (tenant_id, name),
  constraint api_token_hash unique (token_hash),
  constraint api_token_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
call protect_by_tenant('api_token');

-- One of the few doors in the wall: who holds this token.
create function find_principal(hash bytea)
  returns table (id uuid, name text, scopes text[], tenant_id uuid, tenant text, suspended boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
    select api_token.id, api_token.name, api_token.scopes, tenant.id, tenant.slug, coalesce(tenant.status = 'suspended', false)
    from api_token
    left join tenant on tenant.id = api_token.tenant_id
    where api_token.token_hash = hash
    and api_token.expires_at > now()
  $$;
revoke execute on function find_principal from public;
grant execute on function find_principal to reeve_app;
