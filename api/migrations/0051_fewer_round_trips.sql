-- What a submit and a claim wait for. Two functions that every submit calls, as PL/pgSQL: a session keeps the plans of its
-- statements, while a function in SQL that cannot be written into its caller is planned anew for each, which took longer
-- than what they do.
create or replace function find_tenant(name text) returns uuid language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  found_id uuid;
begin
  select id into found_id from tenant where slug = name;
  if found_id is null and name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select id into found_id from tenant where id = name::uuid;
  end if;
  return found_id;
end $$;

create or replace function lane_of(tenant uuid, worker_agent_pool text, worker_type text, pool uuid) returns text
  language plpgsql stable parallel safe as $$
begin
  return case
    when (select one.worker_mode from public.tenant as one where one.id = tenant) = 'inline' then 'platform:(inline)'
    when worker_agent_pool = 'dedicated' then 'tenant:' || tenant || ':' || worker_type
    when pool is not null then 'pool:' || pool || ':' || worker_type
    else 'platform:' || worker_type
  end;
end $$;

-- Ends a claim's transaction that gave out fewer jobs than it chose, since what follows was sent without waiting for it.
create function all_given(given bigint, wanted int) returns boolean language plpgsql stable as $$
begin
  if given < wanted then
    raise exception 'gave % of % jobs', given, wanted using errcode = 'RV001';
  end if;
  return true;
end $$;
