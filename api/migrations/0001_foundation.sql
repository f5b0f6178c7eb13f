-- Roles, the wall between tenants, and what every change writes.

-- Roles belong to the whole server, so another database of it may have made them already.
do $$
declare
  role_name text;
  granted boolean;
begin
  foreach role_name in array array['reeve_app', 'reeve_operator', 'reeve_work'] loop
    begin
      execute format('create role %I nologin', role_name);
    exception when duplicate_object or unique_violation then null;
    end;
    -- concurrent grants of one role collide (tuple concurrently updated); a grant that stands needs no repeat.
    -- Since PostgreSQL 16 who creates a role is its member, but may not take it on.
    if current_setting('server_version_num')::int >= 160000 then
      granted := pg_has_role(current_user, role_name, 'set');
    else
      granted := pg_has_role(current_user, role_name, 'member');
    end if;
    if not granted then
      execute format('grant %I to current_user', role_name);
    end if;
  end loop;
end $$;

create function current_tenant() returns uuid language sql stable
  as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;

-- The whole of tenancy in the database. `app` sees one tenant's rows, `operator` all.
create procedure protect_by_tenant(name regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('create policy tenant on %s to reeve_app using (tenant_id = current_tenant())
                  with check (tenant_id = current_tenant())', name);
  execute format('create policy operator on %s to reeve_operator using (true) with check (true)', name);
  execute format('grant select, insert, update, delete on %s to reeve_app, reeve_operator', name);
end $$;

-- Work tables are also written by the queue, for all tenants at once.
create procedure protect_work(name regclass) language plpgsql as $$
begin
  call protect_by_tenant(name);
  execute format('create policy work on %s to reeve_work using (true) with check (true)', name);
  execute format('grant select, insert, update, delete on %s to reeve_work', name);
end $$;

-- Who did what to what. It outlives the tenant, so it has no foreign keys.
create table audit_event (
  id uuid primary key,
  at timestamptz not null default clock_timestamp(),
  operation text not null,              -- the operationId
  result text not null check (result in ('done', 'refused')),
  actor_kind text not null,
  actor_id uuid,                        -- null: nobody proved who they were
  actor_name text not null,
  tenant_id uuid,                       -- null: it concerns the platform
  target text not null,                 -- the path, without its query
  detail text,                          -- why it was refused
  request_id text not null
);
create index audit_event_at on audit_event (at);
alter table audit_event enable row level security;
create policy tenant on audit_event to reeve_app using (tenant_id = current_tenant())
  with check (tenant_id = current_tenant());
create policy operator on audit_event to reeve_operator using (true) with check (true);
grant select, insert on audit_event to reeve_app, reeve_operator; -- nobody updates or deletes

-- Answers to POSTs that were made with an Idempotency-Key, kept for 24 hours.
create table idempotency (
  key_hash bytea not null,              -- SHA-256 of the client's key, which is not stored
  principal uuid not null,
  request_hash bytea not null,
  status int,                           -- null only inside the transaction that makes it
  answer bytea,                         -- sealed under a key derived from the client's key
  created_at timestamptz not null default now(),
  primary key (principal, key_hash)
);
create index idempotency_created_at on idempotency (created_at);
grant select, insert, update on idempotency to reeve_app, reeve_operator;
grant select, delete on idempotency to reeve_work; -- the sweep

-- Readiness compares it with the code's own migrations.
grant select on migration to reeve_operator;
