-- How long finished jobs are kept, by plan.
alter table plan add column job_retention_days int check (job_retention_days > 0); -- null: for ever

update plan set job_retention_days = kept.days
from (values ('free', 7), ('starter', 30), ('pro', 90), ('enterprise', 365)) as kept (name, days)
where plan.built_in and plan.name = kept.name;
