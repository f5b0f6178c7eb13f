-- Signing keys get an id, so that they are listed as everything is.
alter table signing_key add column id uuid not null default gen_random_uuid();
create unique index signing_key_id on signing_key (id);

-- Roots of the vault. A root seals the data keys of values; it is itself sealed under the master key, or, while the
-- master key changes, under two of them.
create table vault_key (
  key_id bytea not null,              -- of the root, as envelopes name it
  master_id bytea not null,           -- of the master key
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  primary key (key_id, master_id)
);
grant select, delete on vault_key to reeve_operator;

-- Which master key a broker runs with.
alter table replica add column master_id bytea;
grant select on replica to reeve_operator;
