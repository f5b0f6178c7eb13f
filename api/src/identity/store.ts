// Every SQL statement about who somebody is: signing keys, and the holders of api tokens.
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

export interface FoundPrincipal {
  id: string
  name: string
  scopes: string[]
  tenant_id: string | null
  tenant: string | null
  suspended: boolean
  /** Until it expires. */
  ms_left: number
}

export const findPrincipal = sql<FoundPrincipal>`select * from find_principal(${'hash'})`
