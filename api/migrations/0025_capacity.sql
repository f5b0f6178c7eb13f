-- How many runs of a tenant's tasks are held at once, and what becomes of work that no agent has room for.
alter table tenant
  add column task_max_concurrent int check (task_max_concurrent > 0), -- null: no cap
  add column on_no_capacity text check (on_no_capacity in ('fail', 'queue')); -- null: runs fail, submitted jobs wait
alter table task
  add column on_no_capacity text check (on_no_capacity in ('fail', 'queue')); -- null: as its tenant says

-- A job keeps its own wish, too, so that it can be read back; null: as its tenant says.
do $$
declare
  name text;
begin
  drop view any_job;
  foreach name in array array['job', 'job_finished'] loop
    execute format(
      'alter table %I add column on_no_capacity text check (on_no_capacity in (''fail'', ''queue''))', name);
  end loop;
end $$;
create view any_job with (security_invoker = true) as
  select * from job union all select * from job_finished;
grant select on any_job to reeve_app, reeve_operator, reeve_work;

-- An agent that was told to connect again, because its broker stops, is expected for a while: it is offline, but no
-- work fails for want of it.
alter table agent add column returns_until timestamptz; -- null: it is not expected
