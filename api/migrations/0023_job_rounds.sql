-- What a job went through before its present round: from the queue to an agent and back into the queue. The round that
-- a job is in, or ended in, stands in its own row; so most jobs never have a row here, and those that do pay for it
-- only when they come back.
create table job_round (
  job_id uuid not null,
  number int not null,                -- counts from 0 within the job
  tenant_id uuid not null,
  attempt int not null,               -- the one that was in it; that of the round before, if nobody took it
  agent_id uuid,
  assigned_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz not null,
  status text not null                -- what it came to; queued: it went back by itself
    check (status in ('queued', 'failed', 'cancelled', 'expired')),
  error json,
  primary key (job_id, number),
  constraint job_round_tenant foreign key (tenant_id) references tenant (id) on delete cascade
);
call protect_work('job_round');

-- Whoever takes a lease away and puts the job back: a sweep, a report, a poll that reached nobody.
create function keep_job_round() returns trigger language plpgsql as $$
declare
  next int := (select coalesce(max(number) + 1, 0) from job_round where job_id = new.id);
begin
  if next < 1000 then -- an agent that takes and drops a job for ever fills no table
    insert into job_round (job_id, number, tenant_id, attempt, agent_id, assigned_at, started_at, ended_at, status, error)
    values (new.id, next, new.tenant_id, old.attempt, old.agent_id, old.assigned_at, old.started_at, now(), 'queued',
      case when new.error::text is distinct from old.error::text then new.error end);
  end if;
  return null;
end $$;
create trigger job_round after update of status on job
  for each row when (old.lease_until is not null and new.status = 'queued')
  execute function keep_job_round();
