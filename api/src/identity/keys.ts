// The keys that sign agents' sessions: made once under the migration lock, read by every replica.
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose'
import type pg from 'pg'
import type { Database } from '../db/database.ts'
import { allKeys, type PublicJwk } from './store.ts'
import type { Vault } from './vault.ts'

export interface SigningKeys {
  /** Signs new sessions. */
  current: { kid: string; key: CryptoKey }
  /** Verifies; newest first, as the JWKS shows them. */
  published: PublicJwk[]
}

const purpose = 'signing-key'

export async function readSigningKeys(db: Database, vault: Vault): Promise<SigningKeys> {
  const rows = await db.as('operator').many(allKeys)
  const [newest] = rows
  if (!newest) throw new Error('there is no signing key; the first start makes one')
  const jwk = JSON.parse(vault.open(purpose, newest.private_jwk).toString()) as JWK
  const key = (await importJWK(jwk, 'EdDSA')) as CryptoKey
  return { current: { kid: newest.kid, key }, published: rows.map(({ public_jwk }) => public_jwk) }
}

/** Makes the first key, on the migrating connection and under its lock: of several replicas one wins. */
export async function ensureSigningKey(client: pg.Client, vault: Vault): Promise<void> {
  const found = await client.query('select 1 from signing_key limit 1')
  if (found.rowCount !== 0) return
  const pair = await generateKeyPair('EdDSA', { extractable: true })
  const bare = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(bare)
  const published = { ...bare, kid, alg: 'EdDSA', use: 'sig' }
  const sealed = vault.seal(purpose, Buffer.from(JSON.stringify(await exportJWK(pair.privateKey))))
  await client.query('insert into signing_key (kid, public_jwk, private_jwk) values ($1, $2, $3)', [
    kid,
    JSON.stringify(published),
    sealed,
  ])
}
