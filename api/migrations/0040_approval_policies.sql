-- Approval policies belong to the platform: who is let in without a person.
create table approval_policy (
  id uuid primary key,
  name text not null,
  description text not null default '',
  "order" int not null,
  enabled boolean not null default true,
  rules jsonb not null,               -- a list; what is in a rule, the contract says
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint approval_policy_name_taken unique (name),
  constraint approval_policy_rules check (jsonb_typeof(rules) = 'array')
);
grant select, insert, update, delete on approval_policy to reeve_operator;
grant select on approval_policy to reeve_app, reeve_work;

-- A secret that was handed out on purpose lets its holder in. For all other proofs a person decides.
insert into approval_policy (id, name, description, "order", rules) values (
  '00000000-0000-7000-8000-000000000040', 'default',
  'Whoever holds a token or a platform key is let in; for all others a person decides.', 1000,
  '[{ "action": "approve", "methods": ["agent_token", "bootstrap_token", "launch_token", "hmac"], "tenants": [],
      "pools": [], "namespaces": [], "service_accounts": [], "certificate_cns": [], "certificate_sans": [],
      "regions": [], "name_pattern": null, "join_tenant": null, "join_pool": null }]'
);
