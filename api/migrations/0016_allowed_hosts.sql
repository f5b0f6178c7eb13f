-- What the scripts of a tenant's tasks may reach.
alter table tenant add column allowed_hosts text[] not null default '{}';
