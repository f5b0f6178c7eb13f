-- Whether all that a revocation ended is marked as ended; until then it counts, however old it is.
alter table revocation add column marked boolean not null default false;
create index revocation_unmarked on revocation (created_at) where not marked;
create index revocation_level on revocation (level, act);

create or replace function revoked(keys text[], generation bigint) returns boolean language sql stable parallel safe as $$
  select exists (
    select from public.revocation
    where revocation.key = any (keys)
    and (revocation.number > generation or revocation.verb = 'ban')
    and revocation.verb <> 'expire'
    and revocation.lifted_at is null
    and revocation.starts_at <= now()
    and (revocation.until is null or revocation.until > now() or (revocation.verb = 'revoke' and not revocation.marked))
  ) $$;
