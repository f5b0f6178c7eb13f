-- Sessions that go on: a token's successor can be made again, byte by byte, while its answer may have been lost.
alter table enrolment
  add column jti_generation bigint not null default 0; -- the last revocation that was known when jti was issued
create index enrolment_subject on enrolment (tenant_id, subject);
