-- Lanes: who competes with whom for agents, and whose turn it is. A claim reads the tenants that wait, never the jobs.

-- Jobs that ask for the same things have the same requirement. An array's text is stable, not immutable, in general;
-- these hold plain names. Of 128 bits, so that nobody finds a second list with another one's requirement.
create function requirement_of(type text, capabilities text[], tools text[], labels text[], region text, is_run boolean)
  returns uuid language plpgsql immutable parallel safe as $$
begin
  return md5(type || ';' || array_to_string(capabilities, ',') || ';' || array_to_string(tools, ',') || ';' ||
    array_to_string(labels, ',') || ';' || coalesce(region, '') || ';' || is_run)::uuid;
end $$;

drop view any_job;
alter table job
  add column deferred boolean not null default false, -- it may not begin yet; a sweep says when it may
  add column requirement uuid not null
    generated always as (requirement_of(type, capabilities, tools, labels, region, task_id is not null)) stored;
alter table job_finished
  add column deferred boolean not null default false,
  add column requirement uuid;                        -- of no use any more, and null
create view any_job with (security_invoker = true) as
  select * from job union all select * from job_finished;
grant select on any_job to reeve_app, reeve_operator, reeve_work;

update job set deferred = true where status = 'queued' and not_before > now();
create index job_ripe on job (tenant_id, requirement, priority, id) where status = 'queued' and not deferred;
create index job_deferred on job (not_before) where deferred;

create function defer_job() returns trigger language plpgsql as $$
begin
  new.deferred := new.status = 'queued' and new.not_before > now();
  return new;
end $$;
create trigger job_deferred before insert or update of not_before on job
  for each row when (new.not_before is not null) execute function defer_job();

-- A lane's row is its lock: whoever claims in it, or moves tenants between lanes, holds it.
create table lane (
  key text primary key,
  clock float8 not null default 0,         -- virtual time: in one unit a tenant of weight w is due w claims
  turn bigint not null default 0,          -- the last place given out
  classes json not null default '[]',      -- weight, members, tag, open: see queue/fair.ts
  claims bigint not null default 0,
  sampled_claims bigint not null default 0,
  sampled_at timestamptz not null default now(),
  claimed_at timestamptz,
  claims_per_second float8                 -- between the last two samples; null: there was one at most
);
grant select, insert, update, delete on lane to reeve_work;
grant select on lane to reeve_operator;

-- Tenants that share a lane: they wait in it, or had a turn less than a period ago. Claims alone write it.
create table contender (
  tenant_id uuid not null,
  lane text not null,
  weight int not null,
  turn bigint not null,                    -- its place: lowest first
  since float8 not null,                   -- the lane's clock when it was served last, or joined
  claims bigint not null,                  -- the lane's claims by then
  primary key (tenant_id, lane, weight)
);
create index contender_since on contender (lane, weight, since);

-- What tenants wait for, one row for each requirement of jobs that may begin. Triggers add rows, claims take them away.
create table waiting (
  tenant_id uuid not null,
  requirement uuid not null,
  lane text not null,
  weight int not null,
  turn bigint,                             -- the contender's; null: it has yet to be counted in
  parked boolean not null default false,   -- it was found at a limit: nobody asks again until that may have changed
  asked_at timestamptz not null default clock_timestamp(), -- when it came, or was served last
  type text not null,
  capabilities text[] not null,
  tools text[] not null,
  labels text[] not null,
  region text,
  is_run boolean not null,
  primary key (tenant_id, requirement)
);
create index waiting_turn on waiting (lane, requirement, weight, turn, asked_at) where not parked;

do $$
declare
  name text;
begin
  foreach name in array array['contender', 'waiting'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy operator on %I to reeve_operator using (true)', name);
    execute format('create policy work on %I to reeve_work using (true) with check (true)', name);
    execute format('grant select on %I to reeve_operator', name);
    execute format('grant select, insert, update, delete on %I to reeve_work', name);
  end loop;
end $$;

-- Which agents may run a tenant's jobs, as one word.
create function lane_of(tenant uuid, worker_agent_pool text, worker_type text, pool uuid) returns text
  language sql immutable parallel safe as $$
    select case
      when worker_agent_pool = 'dedicated' then 'tenant:' || tenant::text || ':' || worker_type
      when pool is not null then 'pool:' || pool::text || ':' || worker_type
      else 'platform:' || worker_type
    end $$;

-- Two locks keep a tenant that has work from being forgotten. Whoever adds work, or frees room, shares both until it
-- has committed; a claim takes a tenant off the list only when it gets the tenant's lock for itself without waiting,
-- and looks again once it has it. Whoever changes lanes, weights or limits takes the first for itself.
create function lane_shape_lock() returns bigint language sql immutable as $$ select 7311845030 $$;
create function lane_tenant_lock(tenant uuid) returns bigint language sql immutable
  as $$ select hashtextextended('lane:' || tenant::text, 0) $$;

create function job_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(lane_shape_lock());
  perform pg_advisory_xact_lock_shared(lane_tenant_lock(tenant_id))
    from (select distinct tenant_id from added) as one;
  insert into waiting (tenant_id, requirement, lane, weight, type, capabilities, tools, labels, region, is_run)
  select distinct on (added.tenant_id, added.requirement) added.tenant_id, added.requirement,
    lane_of(tenant.id, tenant.worker_agent_pool, tenant.worker_type, pool_assignment.pool_id), plan.weight,
    added.type, added.capabilities, added.tools, added.labels, added.region, added.task_id is not null
  from added
  join tenant on tenant.id = added.tenant_id
  join plan on plan.id = tenant.plan_id
  left join pool_assignment on pool_assignment.tenant_id = tenant.id
  where added.status = 'queued' and not added.deferred
  order by added.tenant_id, added.requirement
  on conflict do nothing;
  return null;
end $$;
create trigger job_added after insert on job
  referencing new table as added for each statement execute function job_added();

-- Its tenant may have room again.
create function unpark(tenants uuid[]) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(lane_shape_lock());
  perform pg_advisory_xact_lock_shared(lane_tenant_lock(tenant)) from unnest(tenants) as tenant;
  update waiting set parked = false, turn = null where tenant_id = any (tenants) and parked;
end $$;

create function job_ended() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  tenants uuid[] := (select array_agg(distinct tenant_id) from removed where lease_until is not null);
begin
  if tenants is not null then
    perform unpark(tenants);
  end if;
  return null;
end $$;
create trigger job_ended after delete on job
  referencing old table as removed for each statement execute function job_ended();

-- It goes back into the queue, or may begin now.
create function job_came_back() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.lease_until is not null then
    perform unpark(array[new.tenant_id]);
  end if;
  if new.status = 'queued' and not new.deferred then
    perform pg_advisory_xact_lock_shared(lane_shape_lock());
    perform pg_advisory_xact_lock_shared(lane_tenant_lock(new.tenant_id));
    insert into waiting (tenant_id, requirement, lane, weight, type, capabilities, tools, labels, region, is_run)
    select new.tenant_id, new.requirement,
      lane_of(tenant.id, tenant.worker_agent_pool, tenant.worker_type, pool_assignment.pool_id), plan.weight,
      new.type, new.capabilities, new.tools, new.labels, new.region, new.task_id is not null
    from tenant
    join plan on plan.id = tenant.plan_id
    left join pool_assignment on pool_assignment.tenant_id = tenant.id
    where tenant.id = new.tenant_id
    on conflict do nothing;
  end if;
  return null;
end $$;
create trigger job_came_back after update on job for each row
  when ((old.lease_until is not null and new.lease_until is null) or (old.deferred and not new.deferred))
  execute function job_came_back();

-- Their lane, weight or limits may be others now. The contender of the lane they leave stays until its period is over.
create function rearrange(tenants uuid[]) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(lane_shape_lock());
  perform from lane where key in (select lane from waiting where tenant_id = any (tenants)) order by key for update;
  update waiting
  set lane = lane_of(tenant.id, tenant.worker_agent_pool, tenant.worker_type, pool_assignment.pool_id),
    weight = plan.weight, turn = null, parked = false
  from tenant
  join plan on plan.id = tenant.plan_id
  left join pool_assignment on pool_assignment.tenant_id = tenant.id
  where tenant.id = waiting.tenant_id and waiting.tenant_id = any (tenants);
end $$;

create function tenant_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rearrange(array[new.id]);
  return null;
end $$;
create trigger tenant_changed after update on tenant for each row execute function tenant_changed();

create function tenant_assigned() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rearrange(array[old.tenant_id, new.tenant_id]);
  return null;
end $$;
create trigger tenant_assigned after insert or update or delete on pool_assignment
  for each row execute function tenant_assigned();

create function plan_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rearrange(array(select id from tenant where plan_id = new.id));
  return null;
end $$;
create trigger plan_changed after update of weight, max_concurrent_jobs on plan for each row
  when ((old.weight, old.max_concurrent_jobs) is distinct from (new.weight, new.max_concurrent_jobs))
  execute function plan_changed();

create function tenant_removed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from waiting where tenant_id = old.id;
  delete from contender where tenant_id = old.id and lane like 'tenant:%'; -- elsewhere it leaves after its period
  delete from lane where key like 'tenant:' || old.id || ':%';
  return null;
end $$;
create trigger tenant_removed after delete on tenant for each row execute function tenant_removed();

revoke execute on function job_added, unpark, job_ended, job_came_back, rearrange, tenant_changed, tenant_assigned,
  plan_changed, tenant_removed from public;

-- Takes off the list what tenants wait for no more, and sets aside what is at a limit. Of tenants where somebody is
-- just adding work or freeing room nothing changes: the next claim looks again. Returns how many rows it changed.
-- A function, because each of its statements must see what was committed before the locks were taken.
create function settle(tenants uuid[]) returns int language plpgsql as $$
declare
  mine uuid[];
  gone int;
  set_aside int;
begin
  if not pg_try_advisory_xact_lock_shared(lane_shape_lock()) then
    return 0;
  end if;
  mine := array(select tenant from unnest(tenants) as tenant where pg_try_advisory_xact_lock(lane_tenant_lock(tenant)));
  delete from waiting
  where tenant_id = any (mine)
  and not exists (
    select from job
    where job.tenant_id = waiting.tenant_id and job.requirement = waiting.requirement
    and job.status = 'queued' and not job.deferred
  );
  get diagnostics gone = row_count;
  update waiting
  set parked = true
  from tenant
  join plan on plan.id = tenant.plan_id
  cross join lateral (
    select count(*) as jobs, count(task_id) as runs from job
    where job.tenant_id = tenant.id and job.lease_until is not null
  ) as held
  where waiting.tenant_id = any (mine) and not waiting.parked and tenant.id = waiting.tenant_id
  and (tenant.status <> 'active' or held.jobs >= plan.max_concurrent_jobs
    or (waiting.is_run and held.runs >= tenant.task_max_concurrent));
  get diagnostics set_aside = row_count;
  return gone + set_aside;
end $$;

-- What waits already.
insert into waiting (tenant_id, requirement, lane, weight, type, capabilities, tools, labels, region, is_run)
select distinct on (job.tenant_id, job.requirement) job.tenant_id, job.requirement,
  lane_of(tenant.id, tenant.worker_agent_pool, tenant.worker_type, pool_assignment.pool_id), plan.weight,
  job.type, job.capabilities, job.tools, job.labels, job.region, job.task_id is not null
from job
join tenant on tenant.id = job.tenant_id
join plan on plan.id = tenant.plan_id
left join pool_assignment on pool_assignment.tenant_id = tenant.id
where job.status = 'queued' and not job.deferred;
