-- Pools can be paused and agents drained: what runs there ends, and nothing new begins.
alter table pool add column paused boolean not null default false;
alter table agent drop constraint agent_administration_check;
alter table agent add constraint agent_administration check (administration in ('enabled', 'draining', 'disabled'));

-- One of the few doors in the wall: how many jobs an agent holds, whoever's they are. A pool's agents belong to one
-- tenant and work for others.
create function jobs_held_by(holder uuid) returns bigint language sql stable security definer
  set search_path = public, pg_temp
  as $$ select count(*) from job where agent_id = holder and lease_until is not null $$;
revoke execute on function jobs_held_by from public;
grant execute on function jobs_held_by to reeve_app, reeve_operator;
