// Verifies the chain in the database, a stretch at a time, so that nobody else waits for it.
import { type Break, breakOf, type Link, type SealedEvent, statementTypes } from '@reeve/openapi'
import type { Query } from '../../db/database.ts'
import type { Schemas } from '../../http/revision.ts'
import { problem } from '../../problem.ts'
import type { AuditKeys } from './keys.ts'
import { sha256 } from './seal.ts'
import * as store from './store.ts'

/** Events of one statement, and how long one walk goes on, in ms: less than a client waits for its answer. */
const most = { stretch: 1000, ms: 15_000 }

type Broken = Schemas['AuditBreak']

/** `query` sees the events of all tenants. Without `after` from the beginning of what is kept. */
export async function verifyChain(
  query: Query,
  keys: AuditKeys,
  after: number | undefined,
  gone: AbortSignal,
): Promise<Schemas['AuditVerification']> {
  const began = performance.now()
  const head = await query.one(store.readHead)
  const start = await startOf(query, head, after)
  const walk = { link: start, checkpoints: 0, broken: undefined as Broken | undefined }
  const late = () => performance.now() - began > most.ms
  while (!walk.broken && walk.link.sequence < head.sequence && !late()) {
    gone.throwIfAborted()
    const events = await query.many(store.stretch, {
      after: walk.link.sequence,
      limit: most.stretch,
    })
    if (events.length === 0) walk.broken = missing(walk.link)
    else await follow(walk, events, query, keys)
  }
  const { link, checkpoints, broken } = walk
  const { unsealed } = await query.one(store.countUnsealed)
  return {
    ok: !broken,
    ...{ after: start.sequence, last: link.sequence, verified: link.sequence - start.sequence },
    ...{ checkpoints, unsealed, first_broken: broken ?? null },
    next: !broken && link.sequence < head.sequence ? link.sequence : null,
    ms: Math.round(performance.now() - began),
  }
}

const missing = ({ sequence }: Link): Broken => ({
  sequence: sequence + 1,
  id: null,
  reason: 'gap',
})

/** The hash of where to begin is believed; checkpoints further on say whether it is right. */
export async function startOf(
  query: Query,
  { anchor, anchor_hash, sequence: last }: store.Head,
  after: number | undefined,
): Promise<Link> {
  if (after === undefined || after === anchor) return { sequence: anchor, hash: anchor_hash }
  const found = after > last ? undefined : await query.maybe(store.hashAt, { sequence: after })
  if (!found)
    throw problem(
      'conflict',
      `There is no sealed event ${after}: the trail is kept from ${anchor + 1} to ${last}.`,
    )
  return { sequence: after, hash: found.hash }
}

/** Moves on to the last event that is in order. */
async function follow(
  walk: { link: Link; checkpoints: number; broken: Broken | undefined },
  events: SealedEvent[],
  query: Query,
  keys: AuditKeys,
): Promise<void> {
  const [first, last] = [events[0]!.sequence, events.at(-1)!.sequence]
  const signed = await signedBetween(query, keys, first, last)
  for (const event of events) {
    const reason = breakOf(walk.link, event, sha256) ?? breakBySignature(signed, event)
    if (reason) return void (walk.broken = broken(walk.link, event, reason))
    walk.link = { sequence: event.sequence, hash: event.hash }
    if (signed.has(event.sequence)) walk.checkpoints += 1
  }
}

function broken({ sequence }: Link, { id }: SealedEvent, reason: Break | 'checkpoint_mismatch') {
  return { sequence: sequence + 1, id: reason === 'gap' ? null : id, reason }
}

type Signed = Map<number, Record<string, unknown> | undefined>

/** What the checkpoints say; undefined for one that no key of ours signed. */
async function signedBetween(
  query: Query,
  keys: AuditKeys,
  from: number,
  to: number,
): Promise<Signed> {
  const rows = await query.many(store.checkpointsBetween, { from, to })
  const said = rows.map(async ({ sequence, statement }) => {
    return [sequence, await keys.said(statementTypes.checkpoint, statement)] as const
  })
  return new Map(await Promise.all(said))
}

function breakBySignature(
  signed: Signed,
  { sequence, hash }: Link,
): 'checkpoint_mismatch' | undefined {
  if (!signed.has(sequence)) return undefined
  const said = signed.get(sequence)
  return said?.['sequence'] === sequence && said['hash'] === hash
    ? undefined
    : 'checkpoint_mismatch'
}
