-- Values of tenants for their tasks.
create table secret (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  name text not null,
  description text not null default '',
  value bytea,                        -- sealed (AES-256-GCM under the master key); null: it was cleared
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint secret_name_taken unique (tenant_id, name),
  constraint secret_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
call protect_by_tenant('secret');
-- Whoever hands out work resolves what it needs.
create policy work on secret to reeve_work using (true);
grant select (tenant_id, name, value) on secret to reeve_work;

create table variable (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  name text not null,
  description text not null default '',
  value text not null,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint variable_name_taken unique (tenant_id, name),
  constraint variable_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
call protect_by_tenant('variable');
create policy work on variable to reeve_work using (true);
grant select (tenant_id, name, value) on variable to reeve_work;
