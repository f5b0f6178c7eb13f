// The keys that sign checkpoints: made at the first start, and readable for ever.
import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKeyInput,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { type Statement, statementOf, type statementTypes } from '@reeve/openapi'
import type pg from 'pg'
import type { Database } from '../../db/database.ts'
import { keyPurpose, newSigningKey } from '../../identity/keys.ts'
import type { Vault } from '../../identity/vault.ts'
import * as store from './store.ts'

type Kind = (typeof statementTypes)[keyof typeof statementTypes]

export interface AuditKeys {
  /** A compact JWS by the key that signs now, and that key's name. */
  sign: (typ: Kind, payload: object) => Promise<{ kid: string; statement: string }>
  /** What it says; undefined when no key of ours signed it, or it says something of another kind. */
  said: (typ: Kind, statement: string) => Promise<Record<string, unknown> | undefined>
  published: () => Promise<Array<store.AuditKeyRow['public_jwk']>>
}

/** How long what was read is believed by who only checks, in ms: keys rotate, and one that leaked is withdrawn. */
const believed = 5_000

export function createAuditKeys(db: Database, vault: Vault): AuditKeys {
  let known: store.AuditKeyRow[] = []
  let readAt = -Infinity
  const objects = new Map<string, KeyObject>()
  async function read(atLeast = believed): Promise<store.AuditKeyRow[]> {
    if (performance.now() - readAt < atLeast) return known
    known = await db.as('operator').many(store.auditKeys)
    readAt = performance.now()
    return known
  }
  const kept = (name: string, make: () => KeyObject): KeyObject => {
    const key = objects.get(name) ?? make()
    objects.set(name, key)
    return key
  }
  return {
    async sign(typ, payload) {
      // Read anew: what is sealed after a key was withdrawn is not signed by it, on any replica.
      const row = (await read(0)).find(({ signs }) => signs)
      if (!row) throw new Error('there is no key for the audit trail; the first start makes one')
      const { kid } = row
      const key = kept(`private ${kid}`, () => privateKeyOf(vault, row))
      const parts = [{ alg: 'EdDSA', kid, typ }, payload]
      const signed = parts.map((part) => encoded(JSON.stringify(part))).join('.')
      return { kid, statement: `${signed}.${encoded(sign(null, Buffer.from(signed), key))}` }
    },
    async said(typ, text) {
      const statement = statementOf(text)
      const named = ({ kid }: store.AuditKeyRow) => kid === statement?.kid
      // Another replica may have signed with a key that is news here.
      const row = (await read()).find(named) ?? (await read(0)).find(named)
      if (!row || !statement || statement.typ !== typ) return undefined
      const key = kept(row.kid, () => createPublicKey({ key: row.public_jwk, format: 'jwk' }))
      return isSigned(statement, key) ? statement.payload : undefined
    },
    published: async () => (await read()).map(({ public_jwk }) => public_jwk),
  }
}

function privateKeyOf(vault: Vault, { private_jwk }: store.AuditKeyRow): KeyObject {
  const key = JSON.parse(vault.open(keyPurpose, private_jwk).toString()) as JsonWebKeyInput['key']
  return createPrivateKey({ key, format: 'jwk' })
}

const encoded = (value: string | Buffer): string =>
  Buffer.from(value as string).toString('base64url')

const isSigned = ({ signed, signature }: Statement, key: KeyObject): boolean =>
  verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64url'))

/** Makes the first key, on the migrating connection and under its lock: of several replicas one wins. */
export async function ensureAuditKey(client: pg.Client, vault: Vault): Promise<void> {
  const found = await client.query(
    `select 1 from signing_key where purpose = 'audit' and withdrawn_at is null limit 1`,
  )
  if (found.rowCount !== 0) return
  const { kid, published, sealed } = await newSigningKey(vault)
  await client.query(
    `insert into signing_key (kid, purpose, public_jwk, private_jwk) values ($1, 'audit', $2, $3)`,
    [kid, JSON.stringify(published), sealed],
  )
}
