-- Plans belong to the platform.
create table plan (
  id uuid primary key,
  name text not null,
  description text not null default '',
  max_concurrent_jobs int not null check (max_concurrent_jobs > 0),
  max_queued_jobs int not null check (max_queued_jobs > 0),
  weight int not null default 1 check (weight > 0),
  built_in boolean not null default false,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint plan_name_taken unique (name)
);
grant select, insert, update, delete on plan to reeve_operator;
grant select on plan to reeve_app, reeve_work;

insert into plan (id, name, description, max_concurrent_jobs, max_queued_jobs, weight, built_in) values
  ('00000000-0000-7000-8000-000000000001', 'free', 'To try it.', 2, 10, 1, true),
  ('00000000-0000-7000-8000-000000000002', 'starter', 'For small teams.', 5, 50, 2, true),
  ('00000000-0000-7000-8000-000000000003', 'pro', 'For daily use.', 10, 100, 4, true),
  ('00000000-0000-7000-8000-000000000004', 'enterprise', 'For large tenants.', 50, 500, 8, true);
