// Whose signatures count, and whether a statement carries one of them.
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { type AuditKey, type Statement, statementOf, type statementTypes } from '@reeve/openapi'

export type Trusted = Map<string, KeyObject>

export function trustedOf(keys: AuditKey[]): Trusted {
  return new Map(keys.map((key) => [key.kid, publicKey(key)]))
}

function publicKey({ kty, crv, x }: AuditKey): KeyObject {
  return createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
}

/** The name of a key is the hash of what it is (RFC 7638), so none can be put under another's name. */
export function isNamedByItself({ kty, crv, x, kid }: AuditKey): boolean {
  return hash('sha256', JSON.stringify({ crv, kty, x }), 'base64url') === kid
}

/** What a statement says, if its type is this one and a trusted key signed it. */
export function saidBy(
  trusted: Trusted,
  typ: (typeof statementTypes)[keyof typeof statementTypes],
  jws: string,
): { payload: Record<string, unknown>; kid: string } | 'unknown_key' | undefined {
  const statement = statementOf(jws)
  if (statement === undefined || statement.typ !== typ) return undefined
  const key = trusted.get(statement.kid)
  if (!key) return 'unknown_key'
  return isSigned(statement, key) ? statement : undefined
}

const isSigned = ({ signed, signature }: Statement, key: KeyObject): boolean =>
  verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64url'))
