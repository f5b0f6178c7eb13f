-- What an agent can do: declared when it enrols, reported by its session, and effective where both agree.
create function in_both(declared text[], reported text[]) returns text[] language sql immutable as
  $$ select coalesce(array_agg(one order by place), '{}') from unnest(declared) with ordinality as its (one, place)
     where reported is null or one = any (reported) $$;

alter table agent
  add column declared_region text,                     -- null: it named none
  add column declared_capabilities text[] not null default '{}',
  add column declared_tools text[] not null default '{}',
  add column declared_labels text[] not null default '{}',
  add column reported_region text,                     -- empty: it names none; null: no session has said yet
  add column reported_capabilities text[],             -- null: no session has said yet
  add column reported_tools text[],
  add column reported_labels text[],
  add column types text[] not null default '{script}', -- what its session has handlers for
  add column region text generated always as (
    case when reported_region is null or reported_region = declared_region then declared_region end) stored,
  add column capabilities text[] not null generated always as (in_both(declared_capabilities, reported_capabilities)) stored,
  add column tools text[] not null generated always as (in_both(declared_tools, reported_tools)) stored,
  add column labels text[] not null generated always as (in_both(declared_labels, reported_labels)) stored;
