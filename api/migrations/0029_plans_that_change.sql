-- A plan that changes reaches every tenant on it: who they are is asked under the lock, so that whoever comes to the plan
-- just then is not left with the weight and the limit it had before.
create or replace function plan_changed() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(lane_shape_lock());
  perform rearrange(array(select id from tenant where plan_id = new.id));
  return null;
end $$;

-- Whoever deletes a tenant holds its lanes first, as a claim does.
grant update on lane to reeve_operator;
