-- What dials in. Presence is a lease: nobody has to mark an agent offline.
create table agent (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  pool_id uuid,
  agent_token_id uuid,                -- what it enrolled with; null: removed since, so it cannot renew
  name text not null,
  version text not null default '',
  worker_type text not null,
  max_concurrent int not null check (max_concurrent > 0),
  admission text not null default 'approved' check (admission in ('pending', 'approved', 'denied')),
  administration text not null default 'enabled' check (administration in ('enabled', 'disabled')),
  session uuid,                       -- the stream it is on; a newer one takes its place
  draining boolean not null default false,
  present_until timestamptz,          -- null: it never connected
  last_seen_at timestamptz,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  constraint agent_tenant foreign key (tenant_id) references tenant (id) on delete cascade,
  constraint agent_pool foreign key (pool_id) references pool (id),
  constraint agent_agent_token foreign key (agent_token_id) references agent_token (id) on delete set null
);
create index agent_tenant_id on agent (tenant_id);
create index agent_pool_id on agent (pool_id);
create index agent_agent_token_id on agent (agent_token_id);
call protect_work('agent');
