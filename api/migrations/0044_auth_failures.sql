-- Who failed too often, counted across replicas. Losing it in a crash costs nobody more than a new start of the count.

create unlogged table auth_failure (
  key bytea primary key,                 -- of prefix and address
  id uuid not null unique default gen_random_uuid(),
  prefix text not null,                  -- the public part of a credential; empty: of the address, whatever it tried
  address text not null,
  window_at timestamptz not null,
  failures int not null,
  banned_until timestamptz,
  changed_at timestamptz not null
);
create index auth_failure_changed_at on auth_failure (changed_at);
create index auth_failure_banned_until on auth_failure (banned_until) where banned_until is not null;
grant select, insert, update, delete on auth_failure to reeve_operator, reeve_work;
