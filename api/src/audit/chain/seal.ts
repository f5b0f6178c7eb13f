// Seals what was committed: gives each event its place in the chain and its hash, and signs how far that goes.
import { hash } from 'node:crypto'
import {
  type AuditedEvent,
  bytesOf,
  chained,
  digestOf,
  hexOf,
  type Link,
  statementTypes,
} from '@reeve/openapi'
import type { Query } from '../../db/database.ts'
import type { AuditKeys } from './keys.ts'
import * as store from './store.ts'

export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/**
 * Events of one statement; most of one run, so that its locks are short and other work gets its turn; and after how
 * many events, or how many ms with any, there is a checkpoint.
 */
const most = { batch: 1000, run: 20_000, unsigned: 1000, unsigned_ms: 60_000 }

export interface Sealed {
  /** How many there were, by result. */
  counts: Record<string, number>
  /** There is more to seal than one run does. */
  more: boolean
}

/** In the caller's transaction. */
export async function sealSome(tx: Query, keys: AuditKeys): Promise<Sealed> {
  const head = await tx.one(store.holdHead)
  const late = head.unsigned_ms >= most.unsigned_ms
  let link: Link = head
  let signed = head.sequence - head.unsigned
  let more = true
  const counts: Record<string, number> = {}
  for (let sealed = 0; more && sealed < most.run; sealed += most.batch) {
    const events = await tx.many(store.unsealed, { limit: most.batch })
    more = events.length === most.batch
    if (events.length > 0) link = await sealBatch(tx, link, events)
    for (const { result } of events) counts[result] = (counts[result] ?? 0) + 1
    const unsigned = link.sequence - signed
    if (unsigned < (late ? 1 : most.unsigned)) continue
    await sign(tx, keys, link)
    signed = link.sequence
  }
  return { counts, more }
}

async function sealBatch(
  tx: Query,
  before: Link,
  events: Array<Omit<AuditedEvent, 'sequence'>>,
): Promise<Link> {
  let { sequence } = before
  let prev: Uint8Array = bytesOf(before.hash)
  const rows = events.map((event) => {
    sequence += 1
    const row = { id: event.id, sequence, prev_hash: prev, hash: nextOf(prev, event, sequence) }
    prev = row.hash
    return row
  })
  const { sealed } = await tx.one(store.seal, {
    ids: rows.map(({ id }) => id),
    sequences: rows.map((row) => row.sequence),
    prev_hashes: rows.map(({ prev_hash }) => Buffer.from(prev_hash)),
    hashes: rows.map((row) => Buffer.from(row.hash)),
  })
  if (sealed !== rows.length) throw new Error(`sealed ${sealed} of ${rows.length} audit events`)
  await tx.many(store.moveHead, { sequence, hash: Buffer.from(prev) })
  return { sequence, hash: hexOf(prev) }
}

function nextOf(
  prev: Uint8Array,
  event: Omit<AuditedEvent, 'sequence'>,
  sequence: number,
): Uint8Array {
  return chained(prev, digestOf({ ...event, sequence }, sha256), sha256)
}

async function sign(tx: Query, keys: AuditKeys, { sequence, hash: hashed }: Link): Promise<void> {
  const { at } = await tx.one(store.now)
  const signed = await keys.sign(statementTypes.checkpoint, { sequence, hash: hashed, at })
  await tx.many(store.addCheckpoint, { sequence, hash: Buffer.from(hashed, 'hex'), ...signed })
}
