// The arithmetic of the audit trail: an event as bytes, its digest, and how each event is chained to the one before.
import { transcript } from './transcripts.ts'

/** What of an event is under its digest. Null is not the empty text. */
export interface AuditedEvent {
  sequence: number
  id: string
  /** ISO 8601 in UTC with milliseconds. */
  at: string
  operation: string
  result: string
  actor_kind: string
  actor_id: string | null
  actor_name: string
  tenant_id: string | null
  target: string
  detail: string | null
  request_id: string
  agent_id: string | null
  subject: string | null
  task_id: string | null
  app_id: string | null
  extra: Record<string, string>
}

/** Where a chain has come to: the number and the hash (64 hex digits) of its last event. */
export interface Link {
  sequence: number
  hash: string
}

interface Chained extends Link {
  prev_hash: string
}

/** An event with its place in the chain. */
export interface SealedEvent extends AuditedEvent, Chained {}

/** The place of an event that is not shown. */
export interface HiddenEvent extends Chained {
  digest: string
}

export type Entry = SealedEvent | HiddenEvent

export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** What can be wrong with an event of a chain. */
export type Break = 'gap' | 'prev_hash_mismatch' | 'hash_mismatch'

/** Before the first event. */
export const genesis: Link = { sequence: 0, hash: '0'.repeat(64) }

/** The fields of an event in the order in which they are hashed and written; `extra` comes after them. */
export const auditedFields = [
  'id',
  'at',
  'operation',
  'result',
  'actor_kind',
  'actor_id',
  'actor_name',
  'tenant_id',
  'target',
  'detail',
  'request_id',
  'agent_id',
  'subject',
  'task_id',
  'app_id',
] as const satisfies ReadonlyArray<keyof AuditedEvent>

/** Throws a TypeError for text that has no bytes of its own (a lone surrogate). */
export function digestOf(event: AuditedEvent, sha256: Sha256): Uint8Array {
  const fields = auditedFields.map((name) => event[name])
  const extra = Object.entries(event.extra).toSorted(byKey).flat()
  return sha256(transcript('reeve/audit/event/v1', [String(event.sequence), ...fields, extra]))
}

const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1)

/** The hash of an event, from the one before it and its own digest. */
export const chained = (prev: Uint8Array, digest: Uint8Array, sha256: Sha256): Uint8Array =>
  sha256(transcript('reeve/audit/chain/v1', [prev, digest]))

/** What is wrong with `entry` as the next of a chain that has come to `before`; undefined when it is the next. */
export function breakOf(before: Link, entry: Entry, sha256: Sha256): Break | undefined {
  if (entry.sequence !== before.sequence + 1) return 'gap'
  if (entry.prev_hash !== before.hash) return 'prev_hash_mismatch'
  return hashOfEntry(entry, before.hash, sha256) === entry.hash ? undefined : 'hash_mismatch'
}

function hashOfEntry(entry: Entry, prev: string, sha256: Sha256): string | undefined {
  try {
    const digest = 'digest' in entry ? bytesOf(entry.digest) : digestOf(entry, sha256)
    return hexOf(chained(bytesOf(prev), digest, sha256))
  } catch (error) {
    if (error instanceof TypeError) return undefined // no broker has written this
    throw error
  }
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += digits[byte]!
  return hex
}

/** Of 64 hex digits. */
export function bytesOf(hex: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new TypeError('a hash is 64 hex digits')
  const bytes = new Uint8Array(32)
  for (let at = 0; at < 32; at++) bytes[at] = digitAt(hex, 2 * at) * 16 + digitAt(hex, 2 * at + 1)
  return bytes
}

function digitAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at)
  return code < 0x3a ? code - 0x30 : code - 0x57
}
