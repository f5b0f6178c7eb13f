-- Submits at speed: a bound instead of a count, credentials that may be remembered for a moment, tenants found by index.

-- At least as many as a tenant has unfinished jobs: each insert raises it, and nothing but a fresh count lowers it. While
-- it is below the plan's limit there is room for certain, and nobody has to count. Whoever inserts holds the tenant's
-- queue lock, so that a count never misses a job whose transaction is still open.
create table queue_fill (
  tenant_id uuid primary key,
  at_most int not null,
  constraint queue_fill_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
call protect_work('queue_fill');

create function raise_queue_fill() returns trigger language plpgsql as $$
begin
  update queue_fill
  set at_most = queue_fill.at_most + fresh.jobs
  from (select tenant_id, count(*)::int as jobs from added group by tenant_id) as fresh
  where queue_fill.tenant_id = fresh.tenant_id;
  return null;
end $$;
create trigger raise_queue_fill after insert on job
  referencing new table as added for each statement execute function raise_queue_fill();

-- How long a token is still good, by the database's clock: others' clocks may differ.
drop function find_principal(bytea);
create function find_principal(hash bytea)
  returns table (id uuid, name text, scopes text[], tenant_id uuid, tenant text, suspended boolean, ms_left float8)
  language sql stable security definer set search_path = public, pg_temp as $$
    select api_token.id, api_token.name, api_token.scopes, tenant.id, tenant.slug,
      coalesce(tenant.status = 'suspended', false), extract(epoch from api_token.expires_at - now()) * 1000
    from api_token
    left join tenant on tenant.id = api_token.tenant_id
    where api_token.token_hash = hash
    and api_token.expires_at > now()
  $$;
revoke execute on function find_principal from public;
grant execute on function find_principal to reeve_app;

-- By slug or by id, each through its index: every request of a tenant asks.
create or replace function find_tenant(name text) returns uuid language sql stable security definer
  set search_path = public, pg_temp as $$
    select id from tenant where slug = name
    union all
    select id from tenant where id =
      case when name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then name::uuid end
    limit 1
  $$;
