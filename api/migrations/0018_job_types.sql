-- Kinds of work. They belong to the platform; what a payload must look like is data, not code.
create table job_type (
  id uuid primary key,
  name text not null,
  description text not null default '',
  payload_schema json not null,       -- json, not jsonb: read back as it was written
  max_timeout_seconds int not null default 7200 check (max_timeout_seconds > 0),
  built_in boolean not null default false,
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint job_type_name_taken unique (name)
);
grant select, insert, update, delete on job_type to reeve_operator;
grant select on job_type to reeve_app, reeve_work;

insert into job_type (id, name, description, payload_schema, max_timeout_seconds, built_in) values
  ('00000000-0000-7000-8000-000000000101', 'script', 'A JavaScript program in a sandbox.', $json${"type": "object", "additionalProperties": false, "required": ["script"], "properties": {"script": {"type": "string", "minLength": 1, "maxLength": 1048576, "description": "Body of an async function; what it returns is the result."}, "input": {"default": null, "description": "Any JSON; the script sees it as input."}}}$json$, 7200, true),
  ('00000000-0000-7000-8000-000000000102', 'scan', 'A scanner run against a target.', $json${"type": "object", "additionalProperties": false, "required": ["tool", "target"], "properties": {"tool": {"enum": ["semgrep", "gitleaks", "trivy", "trivy-fs", "trivy-config", "trivy-image", "trivy-full", "nuclei", "bandit", "gosec", "brakeman", "eslint", "tfsec", "checkov", "grype", "dependency"], "description": "A scanner of the allow-list."}, "target": {"type": "string", "minLength": 1, "maxLength": 2048, "pattern": "^(?![\\s-])(?![\\s\\S]*\\.\\.[/\\\\])(?![\\s\\S]*(^|[/\\\\])\\.\\.$)", "description": "A host, URL, image or path. It may not lead upwards (../) nor begin with a dash or a space."}, "templates": {"type": "array", "maxItems": 100, "items": {"type": "string", "pattern": "^(?!.*\\.\\./)[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$", "description": "Name or path of a template, without ../."}}, "options": {"type": "object", "description": "More settings of the tool, by name.", "maxProperties": 50, "propertyNames": {"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}, "additionalProperties": {"type": ["string", "number", "boolean"], "maxLength": 2048}}}}$json$, 7200, true),
  ('00000000-0000-7000-8000-000000000103', 'collect', 'Data collected from a source.', $json${"type": "object", "additionalProperties": false, "required": ["source"], "properties": {"source": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", "description": "What is collected: the name of a collector."}, "target": {"type": "string", "minLength": 1, "maxLength": 2048, "pattern": "^(?![\\s-])(?![\\s\\S]*\\.\\.[/\\\\])(?![\\s\\S]*(^|[/\\\\])\\.\\.$)", "description": "Where it is collected. It may not lead upwards (../) nor begin with a dash or a space."}, "options": {"type": "object", "description": "More settings of the tool, by name.", "maxProperties": 50, "propertyNames": {"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}, "additionalProperties": {"type": ["string", "number", "boolean"], "maxLength": 2048}}}}$json$, 7200, true),
  ('00000000-0000-7000-8000-000000000104', 'health_check', 'A check whether something is well.', $json${"type": "object", "additionalProperties": false, "properties": {"target": {"type": "string", "minLength": 1, "maxLength": 2048, "pattern": "^(?![\\s-])(?![\\s\\S]*\\.\\.[/\\\\])(?![\\s\\S]*(^|[/\\\\])\\.\\.$)", "description": "What is checked. It may not lead upwards (../) nor begin with a dash or a space."}, "checks": {"type": "array", "maxItems": 100, "items": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", "description": "Name of a check."}}, "options": {"type": "object", "description": "More settings of the tool, by name.", "maxProperties": 50, "propertyNames": {"pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"}, "additionalProperties": {"type": ["string", "number", "boolean"], "maxLength": 2048}}}}$json$, 7200, true);
