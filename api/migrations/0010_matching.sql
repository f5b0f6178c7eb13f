-- What a job asks of its agent, when it may begin, and how often it is tried.
do $$
declare
  name text;
begin
  drop view any_job;
  foreach name in array array['job', 'job_finished'] loop
    execute format($ddl$
      alter table %I
        add column retry_on_failure boolean not null default false,
        add column retry_delay_seconds int not null default 0,
        add column not_before timestamptz,               -- null: at once; also the end of a retry's delay
        add column queue_timeout_seconds int not null default 86400,
        add column capabilities text[] not null default '{}',
        add column tools text[] not null default '{}',
        add column labels text[] not null default '{}',
        add column region text,                          -- null: anywhere
        add column preferred_region text,
        add column queued_at timestamptz not null default now(), -- when it last entered the queue
        add column spent int not null default 0,         -- attempts before the last requeue
        add column dead boolean not null default false   -- ended for want of an agent or of attempts
    $ddl$, name);
  end loop;
end $$;
alter table job drop constraint job_status_check;
alter table job add constraint job_status check (status in ('queued', 'assigned', 'running'));
alter table job_finished add constraint job_finished_status check (status in ('completed', 'failed', 'cancelled', 'expired'));
create index job_held_of on job (tenant_id) where lease_until is not null; -- what counts against a plan's limit
create index job_finished_dead on job_finished (tenant_id, id) where dead;

create view any_job with (security_invoker = true) as
  select * from job union all select * from job_finished;
grant select on any_job to reeve_app, reeve_operator, reeve_work;
