-- The chain of audit events: a moment after its commit each gets a number and a hash over itself and the one before.
-- Signed checkpoints prove it, and what is too old is cut off up to a checkpoint.

alter table audit_event
  add column sequence bigint,           -- null: not sealed yet
  add column prev_hash bytea,
  add column hash bytea,
  add constraint audit_event_sealed
    check (num_nulls(sequence, prev_hash, hash) in (0, 3)),
  -- What is hashed are texts by name; anything else could be written in more than one way.
  add constraint audit_event_extra
    check (jsonb_typeof(extra) = 'object' and not jsonb_path_exists(extra, 'strict $.* ? (@.type() != "string")'));

create unique index audit_event_sequence on audit_event (sequence) where sequence is not null;
create index audit_event_unsealed on audit_event (id) where sequence is null;

-- Lists are by time, the newest first.
drop index audit_event_at;
create index audit_event_at on audit_event (at, id);
create index audit_event_tenant on audit_event (tenant_id, at, id) where tenant_id is not null;
create index audit_event_agent on audit_event (agent_id, at, id) where agent_id is not null;
create index audit_event_task on audit_event (task_id, at, id) where task_id is not null;
create index audit_event_app on audit_event (app_id, at, id) where app_id is not null;

-- Who writes an event gives it no place; the sealer gives one to what has none, and changes nothing else.
revoke insert on audit_event from reeve_app, reeve_operator;
grant insert (id, at, operation, result, actor_kind, actor_id, actor_name, tenant_id, target, detail, request_id,
  agent_id, subject, task_id, app_id, extra) on audit_event to reeve_app, reeve_operator;
create policy sealed on audit_event for select to reeve_work using (true);
create policy sealing on audit_event for update to reeve_work using (sequence is null) with check (sequence is not null);
grant select, update (sequence, prev_hash, hash) on audit_event to reeve_work;

-- Where the chain has come to, and what it begins with since the last cut.
create table audit_chain (
  one boolean primary key default true check (one),
  sequence bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  anchor bigint not null default 0,
  anchor_hash bytea not null default decode(repeat('00', 32), 'hex'),
  checkpoint bigint not null default 0, -- the last one's
  checkpoint_at timestamptz not null default now()
);
insert into audit_chain default values;
grant select on audit_chain to reeve_app, reeve_operator, reeve_work;
grant update (sequence, hash, checkpoint, checkpoint_at) on audit_chain to reeve_work;

create table audit_checkpoint (
  sequence bigint primary key,
  hash bytea not null,
  kid text not null,
  statement text not null,              -- a compact JWS, signed by an audit key
  at timestamptz not null default now()
);
grant select on audit_checkpoint to reeve_operator, reeve_work;
grant insert on audit_checkpoint to reeve_work;

-- The only way in which events go: whole ranges from the oldest on, up to a checkpoint, which the chain begins with then.
create function cut_audit(upto bigint, most int) returns int language plpgsql security definer
  set search_path = public, pg_temp
as $$
declare
  removed int;
begin
  update audit_chain
  set anchor = audit_checkpoint.sequence, anchor_hash = audit_checkpoint.hash
  from audit_checkpoint
  where audit_checkpoint.sequence = upto and audit_checkpoint.sequence > anchor;
  delete from audit_event
  where ctid = any (array(
    select ctid from audit_event where sequence <= (select anchor from audit_chain) order by sequence limit most
  ));
  get diagnostics removed = row_count;
  delete from audit_checkpoint where sequence < (select anchor from audit_chain);
  return removed;
end $$;
revoke execute on function cut_audit(bigint, int) from public;
grant execute on function cut_audit(bigint, int) to reeve_work;
