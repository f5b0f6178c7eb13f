// Every SQL statement about signing keys.
import { sql } from '../db/sql.ts'

export interface PublicJwk {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
  alg: 'EdDSA'
  use: 'sig'
}

export const allKeys = sql<{ kid: string; public_jwk: PublicJwk; private_jwk: Buffer }>`
  select kid, public_jwk, private_jwk from signing_key order by created_at desc`
