-- Pools belong to the platform; a tenant is assigned to one of them at most.
create table pool (
  id uuid primary key,
  name text not null,
  description text not null default '',
  labels text[] not null default '{}',
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint pool_name_taken unique (name)
);
grant select, insert, update, delete on pool to reeve_operator;
grant select on pool to reeve_app, reeve_work;

create table pool_assignment (
  id uuid primary key,
  pool_id uuid not null,
  tenant_id uuid not null,
  created_at timestamptz not null default now(),
  constraint pool_assignment_one_pool unique (tenant_id),
  constraint pool_assignment_pool foreign key (pool_id) references pool (id),
  constraint pool_assignment_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
create index pool_assignment_pool_id on pool_assignment (pool_id);
-- Tenants do not see it: the platform decides whose agents work for whom.
alter table pool_assignment enable row level security;
create policy operator on pool_assignment to reeve_operator using (true) with check (true);
create policy work on pool_assignment to reeve_work using (true);
grant select, insert, update, delete on pool_assignment to reeve_operator;
grant select on pool_assignment to reeve_work;
