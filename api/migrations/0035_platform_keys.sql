-- Platform keys: shared secrets that the platform's own agents prove to hold without sending them. The broker needs the
-- key itself for that, so it is kept sealed.
create table platform_key (
  id uuid primary key,
  name text not null,
  description text not null default '',
  pool_id uuid,                       -- null: its agents are in no pool
  key_id text not null,               -- names the key in a proof; tells nothing of it
  sealed bytea,                       -- null once it is retired
  previous_key_id text,               -- the key before, taken until previous_until
  previous_sealed bytea,
  previous_until timestamptz,
  expires_in_days int check (expires_in_days > 0),
  expires_at timestamptz,             -- null: never
  retired_at timestamptz,             -- null: not retired
  last_used_at timestamptz,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  constraint platform_key_name_taken unique (name),
  constraint platform_key_key_id unique (key_id),
  constraint platform_key_previous_key_id unique (previous_key_id),
  constraint platform_key_pool foreign key (pool_id) references pool (id)
);
create index platform_key_pool_id on platform_key (pool_id);
grant select, insert, update, delete on platform_key to reeve_operator;

-- One of the few doors in the wall: the key by which a proof is checked, and what its agents join.
create function find_platform_key(wanted text)
  returns table (id uuid, name text, sealed bytea, pool_id uuid, pool text, ends_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
    select platform_key.id, platform_key.name, live.sealed, pool.id, pool.name, live.ends_at
    from platform_key
    cross join lateral (values
      (platform_key.key_id, platform_key.sealed, platform_key.expires_at),
      (platform_key.previous_key_id, platform_key.previous_sealed, platform_key.previous_until)
    ) as live (key_id, sealed, ends_at)
    left join pool on pool.id = platform_key.pool_id
    where (platform_key.key_id = wanted or platform_key.previous_key_id = wanted)
    and live.key_id = wanted
    and platform_key.retired_at is null
    and (live.ends_at is null or live.ends_at > now())
  $$;
revoke execute on function find_platform_key from public;
grant execute on function find_platform_key to reeve_app;
