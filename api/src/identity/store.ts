// Every SQL statement about who somebody is: signing keys, the vault's roots, and the holders of api tokens.
import { sql } from '../db/sql.ts'

export interface PublicJwk {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
  alg: 'EdDSA'
  use: 'sig'
}

export interface KeyRow {
  kid: string
  public_jwk: PublicJwk
  private_jwk: Buffer
  /** Times in ms since the epoch. */
  signs_from: number
  retires_at: number | null
}

/** Keys of sessions that sign, will sign, or have signed what may be alive; the youngest first. */
export const sessionKeys = sql<KeyRow>`
  select kid, public_jwk, private_jwk, extract(epoch from signs_from) * 1000 as signs_from,
    extract(epoch from retires_at) * 1000 as retires_at
  from signing_key
  where purpose = 'session' and withdrawn_at is null and (retires_at is null or retires_at > now())
  order by signs_from desc, created_at desc`

/** The vault's roots under one master key, the first first. */
export const roots = sql<{ key_id: Buffer; wrapped: Buffer }>`
  select key_id, wrapped
  from vault_key
  where master_id = ${'master_id'}
  order by created_at, key_id`

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
