-- Scripts on a schedule. A run is a job that names its task.
create table task (
  id uuid primary key,
  tenant_id uuid not null default current_tenant(),
  name text not null,
  description text not null default '',
  script text not null,
  input json not null,                -- json, not jsonb: kept as it was sent, to the digit
  schedule text,                      -- null: it runs only when somebody asks
  time_zone text not null,
  overlap text not null check (overlap in ('allow', 'forbid', 'replace')),
  catch_up text not null check (catch_up in ('none', 'last', 'all')),
  jitter_seconds int not null check (jitter_seconds >= 0),
  starts_at text,                     -- text: read back as it was written
  ends_at text,
  paused boolean not null,
  timeout_seconds int not null,
  priority text not null check (priority in ('critical', 'high', 'normal', 'low')),
  max_attempts int not null,
  next_due_at timestamptz,            -- by the schedule; null: not due any more, paused, or without a schedule
  next_run_at timestamptz,            -- the same with its jitter
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint task_name_taken unique (tenant_id, name),
  constraint task_due check ((next_due_at is null) = (next_run_at is null)),
  constraint task_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
create index task_next_run_at on task (next_run_at) where next_run_at is not null;
call protect_work('task');

-- No foreign key: what has run outlives its task.
do $$
declare
  name text;
begin
  drop view any_job;
  foreach name in array array['job', 'job_finished'] loop
    execute format($ddl$
      alter table %I
        add column task_id uuid,                  -- null: it was submitted
        add column due_at timestamptz             -- null: it was submitted, or somebody ran its task
    $ddl$, name);
    execute format('create index %1$s_task on %1$I (task_id, id) where task_id is not null', name);
  end loop;
end $$;
create unique index job_run on job (task_id, due_at) where due_at is not null; -- a due time has one run
create view any_job with (security_invoker = true) as
  select * from job union all select * from job_finished;
grant select on any_job to reeve_app, reeve_operator, reeve_work;
