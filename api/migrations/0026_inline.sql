-- Tenants whose scripts run inside the brokers. A broker's own worker is a row like any agent's, of the system tenant,
-- with a worker type that no agent and no tenant can name.
alter table tenant
  add column worker_mode text not null default 'agent' check (worker_mode in ('agent', 'inline'));

-- Inline tenants share one lane, whatever their pool: that of the brokers' own workers.
create or replace function lane_of(tenant uuid, worker_agent_pool text, worker_type text, pool uuid) returns text
  language sql stable parallel safe as $$
    select case
      when (select one.worker_mode from public.tenant as one where one.id = tenant) = 'inline' then 'platform:(inline)'
      when worker_agent_pool = 'dedicated' then 'tenant:' || tenant || ':' || worker_type
      when pool is not null then 'pool:' || pool || ':' || worker_type
      else 'platform:' || worker_type
    end $$;
