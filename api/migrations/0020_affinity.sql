-- Which agent a job would rather have when it is tried again.
do $$
declare
  name text;
begin
  drop view any_job;
  foreach name in array array['job', 'job_finished'] loop
    execute format($ddl$
      alter table %I
        add column affinity text check (affinity in ('prefer-different', 'prefer-warm')) -- null: whoever is least loaded
    $ddl$, name);
  end loop;
end $$;
create view any_job with (security_invoker = true) as
  select * from job union all select * from job_finished;
grant select on any_job to reeve_app, reeve_operator, reeve_work;
