-- Work. What has ended leaves the hot table, so that a queue's cost does not grow with its past.
create table job (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  type text not null,
  payload json not null,              -- json, not jsonb: kept as it was sent, to the digit
  priority text not null default 'normal' check (priority in ('critical', 'high', 'normal', 'low')),
  timeout_seconds int not null,
  max_attempts int not null,
  status text not null default 'queued'
    check (status in ('queued', 'assigned', 'running', 'completed', 'failed', 'cancelled')),
  attempt int not null default 0,     -- the fencing token: counts how often it was given to an agent
  progress int not null default 0,
  progress_message text not null default '',
  result json,
  error json,
  agent_id uuid,                      -- who holds or held it; null: nobody yet
  lease_until timestamptz,            -- null: nobody holds it
  idempotency_hash bytea,             -- SHA-256 of the submitter's key; null: it sent none
  request_hash bytea,
  created_at timestamptz not null default now(),
  assigned_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  constraint job_tenant foreign key (tenant_id) references tenant (id),
  constraint job_held check ((status in ('assigned', 'running')) = (lease_until is not null))
);
create index job_queued on job (tenant_id, id) where status = 'queued';
create index job_held_by on job (agent_id) where lease_until is not null;
create index job_lease on job (lease_until) where lease_until is not null;
create unique index job_idempotency on job (tenant_id, idempotency_hash) where idempotency_hash is not null;
call protect_work('job');

create table job_finished (
  like job including defaults including comments,
  primary key (id),
  constraint job_finished_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
create index job_finished_tenant_id on job_finished (tenant_id, id);
-- Not unique: a job must be able to end, whatever else was submitted meanwhile.
create index job_finished_idempotency on job_finished (tenant_id, idempotency_hash)
  where idempotency_hash is not null;
call protect_work('job_finished');

-- Every job, wherever it is. The reader's own policies hold.
create view any_job with (security_invoker = true) as
  select * from job union all select * from job_finished;
grant select on any_job to reeve_app, reeve_operator, reeve_work;

create table job_line (
  job_id uuid not null,
  attempt int not null,
  number int not null,                -- from the agent, so that a repeated line is stored once
  tenant_id uuid not null,
  level text not null check (level in ('debug', 'info', 'warn', 'error')),
  text text not null,
  at timestamptz not null,            -- the agent's clock: shown, never decided upon
  primary key (job_id, attempt, number),
  constraint job_line_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
call protect_work('job_line');
