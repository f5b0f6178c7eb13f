// The chain of audit events: what is under a digest, and what is wrong with a chain that was changed.
import { createHash, hash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  type AuditedEvent,
  auditedFields,
  breakOf,
  bytesOf,
  chained,
  digestOf,
  type Entry,
  genesis,
  hexOf,
  type Link,
  type SealedEvent,
} from './audit.ts'

const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')

const event = (sequence: number, more: Partial<AuditedEvent> = {}): AuditedEvent => ({
  sequence,
  id: '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11',
  at: '2026-01-02T03:04:05.678Z',
  operation: 'createPool',
  result: 'done',
  actor_kind: 'operator',
  actor_id: '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c12',
  actor_name: 'admin',
  tenant_id: null,
  target: '/api/v1/pools',
  detail: null,
  request_id: 'req-1',
  agent_id: null,
  subject: null,
  task_id: null,
  app_id: null,
  extra: {},
  ...more,
})

function seal(events: AuditedEvent[]): SealedEvent[] {
  let before = genesis
  return events.map((one) => {
    const hashed = hexOf(chained(bytesOf(before.hash), digestOf(one, sha256), sha256))
    const sealed = { ...one, prev_hash: before.hash, hash: hashed }
    before = sealed
    return sealed
  })
}

const firstBreak = (entries: Entry[]): string | undefined => {
  let before: Link = genesis
  for (const entry of entries) {
    const broken = breakOf(before, entry, sha256)
    if (broken) return `${broken} at ${entry.sequence}`
    before = entry
  }
  return undefined
}

/** Apart from the code under test: lengths of four bytes, ffffffff for null, a list's count before its items. */
function byHand(domain: string, fields: Array<string | Buffer | null | string[]>): Buffer {
  const u32 = (value: number) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value])
  const one = (field: string | Buffer | null | string[]): Buffer => {
    if (field === null) return Buffer.from('ffffffff', 'hex')
    if (Array.isArray(field)) return Buffer.concat([u32(field.length), ...field.map(one)])
    return Buffer.concat([u32(Buffer.byteLength(field)), Buffer.from(field as string)])
  }
  return createHash('sha256')
    .update(Buffer.concat([domain, ...fields].map(one)))
    .digest()
}

test('an event and its link are hashed as the documentation says', () => {
  const one = event(1, { detail: 'a|b\nc', extra: { b: '2', a: '1' } })
  const fields = [
    ...['1', one.id, one.at, 'createPool', 'done', 'operator', one.actor_id, 'admin', null],
    ...['/api/v1/pools', 'a|b\nc', 'req-1', null, null, null, null, ['a', '1', 'b', '2']],
  ]
  const digest = byHand('reeve/audit/event/v1', fields)
  expect(hexOf(digestOf(one, sha256))).toBe(digest.toString('hex'))
  const link = byHand('reeve/audit/chain/v1', [Buffer.alloc(32), digest])
  expect(seal([one])[0]!.hash).toBe(link.toString('hex'))
})

test('every field is under the digest, and null is not the empty text', () => {
  const before = hexOf(digestOf(event(1), sha256))
  const seen = new Set([before])
  for (const name of auditedFields)
    for (const value of [null, '', 'x', 'xy'])
      seen.add(hexOf(digestOf(event(1, { [name]: value } as Partial<AuditedEvent>), sha256)))
  seen.add(hexOf(digestOf(event(2), sha256)))
  for (const extra of [{ a: 'b' }, { ab: '' }, { a: '', b: '' }] as AuditedEvent['extra'][])
    seen.add(hexOf(digestOf(event(1, { extra }), sha256)))
  // Of each field's four values one may be the event's own: those that are null there.
  const nulls = auditedFields.filter((name) => event(1)[name] === null).length
  expect(seen.size).toBe(1 + 4 * auditedFields.length - nulls + 1 + 3)
})

test('what belongs to one field cannot move to the next', () => {
  const one = event(1, { actor_name: 'a|b', target: 'c' })
  const other = event(1, { actor_name: 'a', target: 'b|c' })
  expect(digestOf(one, sha256)).not.toEqual(digestOf(other, sha256))
})

test('a chain as it was sealed has no break', () => {
  expect(firstBreak(seal([1, 2, 3].map((at) => event(at))))).toBeUndefined()
})

const chain = seal([1, 2, 3, 4].map((at) => event(at)))
const [one, two, three, four] = chain as [SealedEvent, SealedEvent, SealedEvent, SealedEvent]
const forged = { ...two, detail: 'nothing to see' }
const resealed = {
  ...forged,
  hash: hexOf(chained(bytesOf(one.hash), digestOf(forged, sha256), sha256)),
}

test.each<[string, Entry[], string]>([
  ['an edited event', [one, forged, three], 'hash_mismatch at 2'],
  ['an edited event that was sealed anew', [one, resealed, three], 'prev_hash_mismatch at 3'],
  ['a removed event', [one, three, four], 'gap at 3'],
  ['a removed beginning', [two, three], 'gap at 2'],
  ['swapped events', [one, three, two], 'gap at 3'],
  ['a repeated event', [one, one, two], 'gap at 1'],
  ['an inserted event', [one, { ...resealed, id: 'x' }, two], 'hash_mismatch at 2'],
  ['an edited hash', [one, { ...two, hash: one.hash }, three], 'hash_mismatch at 2'],
  ['an edited previous hash', [one, { ...two, prev_hash: two.hash }], 'prev_hash_mismatch at 2'],
  ['no hash at all', [one, { ...two, hash: '' }], 'hash_mismatch at 2'],
  ['a lone surrogate', [{ ...one, detail: '\ud800' }], 'hash_mismatch at 1'],
])('%s is found', (_, entries, found) => {
  expect(firstBreak(entries)).toBe(found)
})

test('a hidden event holds its place by its digest alone', () => {
  const { sequence, prev_hash, hash: sealed } = two
  const digest = hexOf(digestOf(two, sha256))
  const hidden = { sequence, prev_hash, hash: sealed, digest }
  expect(firstBreak([one, hidden, three])).toBeUndefined()
  expect(firstBreak([one, { ...hidden, digest: one.hash }, three])).toBe('hash_mismatch at 2')
  expect(firstBreak([one, { ...hidden, digest: 'no' }, three])).toBe('hash_mismatch at 2')
})
