-- Keys that sign agents' sessions. The private half is sealed under the master key.
create table signing_key (
  kid text primary key,               -- RFC 7638 thumbprint
  public_jwk json not null,
  private_jwk bytea not null,         -- envelope
  created_at timestamptz not null default now()
);
grant select on signing_key to reeve_operator;
