-- Work that is added costs less: what it waits for is worked out once for jobs that ask for the same, not for each job.
create or replace function job_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(lane_shape_lock());
  perform pg_advisory_xact_lock_shared(lane_tenant_lock(tenant_id))
    from (select distinct tenant_id from added) as one;
  insert into waiting (tenant_id, requirement, lane, weight, type, capabilities, tools, labels, region, is_run)
  select one.tenant_id, one.requirement,
    lane_of(tenant.id, tenant.worker_agent_pool, tenant.worker_type, pool_assignment.pool_id), plan.weight,
    one.type, one.capabilities, one.tools, one.labels, one.region, one.is_run
  from (
    select distinct on (tenant_id, requirement) tenant_id, requirement, type, capabilities, tools, labels, region,
      task_id is not null as is_run
    from added
    where status = 'queued' and not deferred
    order by tenant_id, requirement
  ) as one
  join tenant on tenant.id = one.tenant_id
  join plan on plan.id = tenant.plan_id
  left join pool_assignment on pool_assignment.tenant_id = tenant.id
  order by one.tenant_id, one.requirement
  on conflict do nothing;
  return null;
end $$;
