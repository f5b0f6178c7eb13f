-- Which brokers are alive and what they know, keys that rotate, challenges that were used, and more about audit events.

-- How far each broker has read revocations. Lost with a crash of the database, and then made again at once.
create unlogged table replica (
  id uuid primary key,
  applied bigint not null,
  alive_until timestamptz not null,
  started_at timestamptz not null default now()
);
grant select, insert, update, delete on replica to reeve_work;

alter table signing_key
  add column purpose text not null default 'session' check (purpose in ('session', 'audit')),
  add column signs_from timestamptz not null default now(), -- published before, so that everybody knows it by then
  add column superseded_at timestamptz,
  add column retires_at timestamptz,                        -- what it signed has ended by then
  add column withdrawn_at timestamptz;                      -- it leaked
grant insert, update on signing_key to reeve_operator;

-- Challenges that were answered. Making one stores nothing.
create table spent_nonce (
  nonce bytea primary key,
  expires_at timestamptz not null
);
create index spent_nonce_expires_at on spent_nonce (expires_at);
grant select, insert on spent_nonce to reeve_app, reeve_operator, reeve_work;
grant delete on spent_nonce to reeve_work; -- the sweep

alter table audit_event
  alter column at set default date_trunc('milliseconds', clock_timestamp()),
  add column agent_id uuid,
  add column subject text,
  add column task_id text,
  add column app_id uuid,
  add column extra jsonb not null default '{}';
