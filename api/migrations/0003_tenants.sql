-- Tenants, and the system tenant that owns the platform's agents.
create table tenant (
  id uuid primary key,
  slug text not null,
  display_name text not null default '',
  plan_id uuid not null,
  status text not null default 'active' check (status in ('active', 'suspended')),
  worker_agent_pool text not null default 'dedicated' check (worker_agent_pool in ('shared', 'dedicated')),
  worker_type text not null default 'task',
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenant_name_taken unique (slug),
  constraint tenant_plan foreign key (plan_id) references plan (id)
);
create index tenant_plan_id on tenant (plan_id);
alter table tenant enable row level security;
create policy tenant on tenant to reeve_app using (id = current_tenant());
create policy operator on tenant to reeve_operator using (true) with check (true);
create policy work on tenant to reeve_work using (true);
grant select on tenant to reeve_app, reeve_work;
grant select, insert, update, delete on tenant to reeve_operator;

insert into tenant (id, slug, display_name, plan_id, worker_agent_pool) values
  ('00000000-0000-0000-0000-000000000001', 'system', 'The platform itself',
   '00000000-0000-7000-8000-000000000004', 'dedicated');

-- One of the few doors in the wall: a path's tenant, by slug or id.
create function find_tenant(name text) returns uuid language sql stable security definer set search_path = public, pg_temp
  as $$ select id from tenant where slug = name or id::text = name $$;
revoke execute on function find_tenant from public;
grant execute on function find_tenant to reeve_app, reeve_operator;
