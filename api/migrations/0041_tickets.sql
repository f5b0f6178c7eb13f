-- Agents that wait to be let in, and those that were registered ahead.
create index enrolment_waiting on enrolment (ask_until) where state = 'pending';
create unique index agent_registered_name_taken
  on agent (tenant_id, name, coalesce(pool_id, '00000000-0000-0000-0000-000000000000')) where registered;
create index agent_pending on agent (id) where admission = 'pending';
