// The file of an exported audit trail: one JSON document a line, each written in one way only, and signed statements.
import { auditedFields, type Entry, type Link } from './audit.ts'

export const auditFormat = 'reeve-audit-1'

/** A public key as the broker publishes it (RFC 8037). */
export interface AuditKey {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
}

/** The first line: where the chain in this file begins, and whose signatures it has. */
export interface Header extends Link {
  format: typeof auditFormat
  /** Of which tenant's events; null: of all. */
  tenant_id: string | null
  keys: AuditKey[]
}

export type Line =
  | { kind: 'header'; header: Header }
  | { kind: 'entry'; entry: Entry }
  | { kind: 'checkpoint'; statement: string }
  | { kind: 'end'; statement: string }

/** What a checkpoint's signature says: up to here the chain is as it is. */
export interface Checkpoint extends Link {
  at: string
}

/** What the signature at a file's end says: this is all of the chain between two places. */
export interface End extends Checkpoint {
  after: number
  tenant_id: string | null
}

/** `typ` of their signatures, so that none is taken for another. */
export const statementTypes = {
  checkpoint: 'reeve-audit-checkpoint',
  end: 'reeve-audit-end',
} as const

export const headerLine = ({ sequence, hash, tenant_id, keys }: Omit<Header, 'format'>): string =>
  JSON.stringify({ format: auditFormat, sequence, hash, tenant_id, keys: keys.map(bareKey) })

export const checkpointLine = (checkpoint: string): string => JSON.stringify({ checkpoint })

export const endLine = (end: string): string => JSON.stringify({ end })

export function entryLine(entry: Entry): string {
  const { sequence, prev_hash, hash } = entry
  if ('digest' in entry) return JSON.stringify({ sequence, digest: entry.digest, prev_hash, hash })
  const bare: Record<string, unknown> = { sequence }
  for (const name of auditedFields) bare[name] = entry[name]
  bare['extra'] = Object.fromEntries(
    Object.entries(entry.extra).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
  return JSON.stringify({ ...bare, prev_hash, hash })
}

export const bareKey = ({ kty, crv, x, kid }: AuditKey): AuditKey => ({ kty, crv, x, kid })

/** Undefined for what no broker writes: an unknown document, or a known one written in another way. */
export function lineOf(text: string): Line | undefined {
  const value = parsed(text)
  if (value === undefined) return undefined
  const { checkpoint, end } = value
  if (typeof checkpoint === 'string')
    return checkpointLine(checkpoint) === text
      ? { kind: 'checkpoint', statement: checkpoint }
      : undefined
  if (typeof end === 'string')
    return endLine(end) === text ? { kind: 'end', statement: end } : undefined
  if ('format' in value) return headerOf(value, text)
  if (!isEntry(value)) return undefined
  const entry = value as unknown as Entry
  return entryLine(entry) === text ? { kind: 'entry', entry } : undefined
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function headerOf(value: Record<string, unknown>, text: string): Line | undefined {
  const { keys } = value
  if (!Array.isArray(keys) || !keys.every(isKey)) return undefined
  const header = value as unknown as Header
  return isLink(value) && headerLine(header) === text ? { kind: 'header', header } : undefined
}

const isKey = (key: unknown): key is AuditKey =>
  typeof key === 'object' &&
  key !== null &&
  ['kty', 'crv', 'x', 'kid'].every((name) => isText((key as Record<string, unknown>)[name]))

const isText = (value: unknown): value is string => typeof value === 'string'

const isLink = (value: Record<string, unknown>): boolean =>
  Number.isSafeInteger(value['sequence']) && isHash(value['hash'])

const isHash = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value)

function isEntry(value: Record<string, unknown>): boolean {
  if (!isLink(value) || !isHash(value['prev_hash'])) return false
  if ('digest' in value) return isHash(value['digest'])
  const { extra } = value
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) return false
  return (
    auditedFields.every((name) => value[name] === null || isText(value[name])) &&
    Object.values(extra).every(isText)
  )
}

export interface Statement {
  kid: string
  typ: string
  /** What the signature is over, and the signature (64 bytes, base64url). */
  signed: string
  signature: string
  /** JSON as it was signed. */
  payload: Record<string, unknown>
}

/** A compact JWS taken apart; undefined when it is none, or is written as only a forger would. */
export function statementOf(jws: string): Statement | undefined {
  const [, head, body, signature] = /^([\w-]{2,400})\.([\w-]{2,1000})\.([\w-]{86})$/.exec(jws) ?? []
  // Of the last character of a signature four bits mean nothing: they must be zero.
  if (head === undefined || body === undefined || !/[AQgw]$/.test(signature!)) return undefined
  const [header, payload] = [parsed(textOf(head)), parsed(textOf(body))]
  if (header?.['alg'] !== 'EdDSA' || payload === undefined) return undefined
  const { kid, typ } = header
  if (!isText(kid) || !isText(typ)) return undefined
  return { kid, typ, signed: `${head}.${body}`, signature: signature!, payload }
}

function textOf(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}
