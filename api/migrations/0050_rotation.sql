-- When a credential is due for another value and how long the value before is taken. And api tokens get a second value, as
-- agents' credentials have one.
alter table agent_token
  add column rotate_before_days int check (rotate_before_days > 0),
  add column overlap_seconds int not null default 3600 check (overlap_seconds between 0 and 604800),
  add constraint agent_token_due_in_its_life check (rotate_before_days < coalesce(expires_in_days, 0));

alter table enrolment_key
  add column rotate_before_days int check (rotate_before_days > 0),
  add column overlap_seconds int not null default 3600 check (overlap_seconds between 0 and 604800),
  add constraint enrolment_key_due_in_its_life check (rotate_before_days < coalesce(expires_in_days, 0));

alter table platform_key
  add column rotate_before_days int check (rotate_before_days > 0),
  add column overlap_seconds int not null default 86400 check (overlap_seconds between 0 and 604800),
  add constraint platform_key_due_in_its_life check (rotate_before_days < coalesce(expires_in_days, 0));

alter table api_token
  add column rotate_before_days int check (rotate_before_days > 0),
  add column overlap_seconds int not null default 3600 check (overlap_seconds between 0 and 604800),
  add column previous_hash bytea,            -- of the value before, taken until previous_until
  add column previous_until timestamptz,
  add constraint api_token_due_in_its_life check (rotate_before_days < expires_in_days),
  add constraint api_token_previous_hash unique (previous_hash);

-- Never while a value before is still taken: two are taken at most, so a rotation would be refused.
create function rotation_due(expires_at timestamptz, rotate_before_days int, previous_until timestamptz) returns boolean
  language sql stable as $$
    select coalesce(
      expires_at > now()
      and expires_at - make_interval(days => rotate_before_days) <= now()
      and (previous_until is null or previous_until <= now()),
      false)
  $$;

create or replace function find_principal(hash bytea)
  returns table (id uuid, name text, scopes text[], tenant_id uuid, tenant text, suspended boolean, ms_left float8)
  language sql stable security definer set search_path = public, pg_temp as $$
    select api_token.id, api_token.name, api_token.scopes, tenant.id, tenant.slug,
      coalesce(tenant.status = 'suspended', false),
      extract(epoch from
        case when api_token.token_hash = hash then api_token.expires_at else api_token.previous_until end - now()) * 1000
    from api_token
    left join tenant on tenant.id = api_token.tenant_id
    where (api_token.token_hash = hash
      or (api_token.previous_hash = hash and api_token.previous_until > now()))
    and api_token.expires_at > now()
  $$;
