-- So that the sweep finds what is over without reading the rest.
create index enrolment_over on enrolment (coalesce(ended_at, ends_at)) where state <> 'pending';
