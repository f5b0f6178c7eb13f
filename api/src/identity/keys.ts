// The keys that sign sessions: the first is made under the migration lock, and every replica follows their rotation.
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose'
import type { Logger } from 'pino'
import type pg from 'pg'
import type { Database } from '../db/database.ts'
import type { Hints } from '../db/listen.ts'
import { rereadable } from './reread.ts'
import { sessionKeys, type KeyRow, type PublicJwk } from './store.ts'
import type { Vault } from './vault.ts'

export interface SigningKeys extends AsyncDisposable {
  /** Signs new sessions. */
  signing: () => { kid: string; key: CryptoKey }
  /** Undefined for a key that nobody knows, or that was withdrawn. */
  verifying: (kid: string) => Promise<CryptoKey | undefined>
  /** As the JWKS shows them, newest first: also the one that will sign next. */
  published: () => PublicJwk[]
  refresh: () => Promise<void>
}

interface Known extends KeyRow {
  privateKey: CryptoKey
  publicKey: CryptoKey
}

export const keyPurpose = 'signing-key'

/** How often keys are read again should a hint be lost, and how soon an unknown one is asked for again, in ms. */
const times = { reread: 5_000, unknown: 1_000 }

/** Unknown keys that are asked for within that time. */
const most = 10

export async function openSigningKeys(
  db: Database,
  vault: Vault,
  hints: Pick<Hints, 'on'>,
  log: Logger,
  now: () => number,
): Promise<SigningKeys> {
  let known: Known[] = []
  const unknown = new Map<string, number>()

  async function read(): Promise<void> {
    const rows = await db.as('operator').many(sessionKeys)
    const before = new Map(known.map((one) => [one.kid, one]))
    known = await Promise.all(
      rows.map(async (row) => ({
        ...(before.get(row.kid) ?? (await imported(vault, row))),
        ...row,
      })),
    )
  }
  const refresh = rereadable(read)
  /** A key that is not known may have been made a moment ago; but whoever makes kids up is not to make us read. */
  const mayAsk = (kid: string): boolean => {
    const moment = performance.now() - times.unknown
    for (const [asked, at] of unknown) if (at < moment) unknown.delete(asked)
    if (unknown.has(kid) || unknown.size >= most) return false
    unknown.set(kid, performance.now())
    return true
  }
  const reread = (): void =>
    void refresh().catch((error: unknown) =>
      log.warn({ operation: 'keys', err: error }, 'cannot read the signing keys'),
    )
  const alive = () => known.filter(({ retires_at }) => retires_at === null || retires_at > now())

  await read()
  if (known.length === 0) throw new Error('there is no signing key; the first start makes one')
  hints.on('keys', reread)
  const timer = setInterval(reread, times.reread)
  return {
    signing() {
      const current = known.find(({ signs_from }) => signs_from <= now()) ?? known.at(-1)!
      return { kid: current.kid, key: current.privateKey }
    },
    async verifying(kid) {
      const find = () => alive().find((one) => one.kid === kid)?.publicKey
      const found = find()
      if (found || !mayAsk(kid)) return found
      await refresh()
      return find()
    },
    published: () => alive().map(({ public_jwk }) => public_jwk),
    refresh,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await refresh.idle()
    },
  }
}

async function imported(vault: Vault, { public_jwk, private_jwk }: KeyRow) {
  const jwk = JSON.parse(vault.open(keyPurpose, private_jwk).toString()) as JWK
  const [privateKey, publicKey] = await Promise.all([
    importJWK(jwk, 'EdDSA') as Promise<CryptoKey>,
    importJWK(public_jwk as unknown as JWK, 'EdDSA') as Promise<CryptoKey>,
  ])
  return { privateKey, publicKey }
}

/** A new pair: what is published, and what is sealed. */
export async function newSigningKey(vault: Vault) {
  const pair = await generateKeyPair('EdDSA', { extractable: true })
  const bare = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(bare)
  const published = { ...bare, kid, alg: 'EdDSA', use: 'sig' }
  const sealed = vault.seal(
    keyPurpose,
    Buffer.from(JSON.stringify(await exportJWK(pair.privateKey))),
  )
  return { kid, published, sealed }
}

/** Makes the first key, on the migrating connection and under its lock: of several replicas one wins. */
export async function ensureSigningKey(client: pg.Client, vault: Vault): Promise<void> {
  const found = await client.query(
    `select 1 from signing_key where purpose = 'session' and withdrawn_at is null limit 1`,
  )
  if (found.rowCount !== 0) return
  const { kid, published, sealed } = await newSigningKey(vault)
  await client.query('insert into signing_key (kid, public_jwk, private_jwk) values ($1, $2, $3)', [
    kid,
    JSON.stringify(published),
    sealed,
  ])
}
