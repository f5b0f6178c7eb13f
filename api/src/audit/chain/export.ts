// Writes the chain as lines that can be verified without any broker, a stretch at a time, as fast as they are read.
import { Readable } from 'node:stream'
import {
  checkpointLine,
  digestOf,
  endLine,
  entryLine,
  headerLine,
  hexOf,
  type Link,
  type SealedEvent,
  statementTypes,
} from '@reeve/openapi'
import type { Query } from '../../db/database.ts'
import { problem } from '../../problem.ts'
import type { AuditKeys } from './keys.ts'
import { sha256 } from './seal.ts'
import * as store from './store.ts'
import { startOf } from './verify.ts'

export interface Wanted {
  /** Whose events; null: everybody's. */
  tenant_id: string | null
  after?: number | undefined
  resume?: number | undefined
  events?: number | undefined
}

/** Events of one statement. */
const most = 500

/** How long a reader may take for what it was given, in ms, before it is let go. */
const patience = 30_000

/** `query` sees the events of all tenants: what is not to be seen is left out here. Rejects before the first line. */
export async function exportChain(
  query: Query,
  keys: AuditKeys,
  wanted: Wanted,
): Promise<Readable> {
  const head = await query.one(store.readHead)
  const start = await startOf(query, head, wanted.after)
  const from = wanted.resume === undefined ? start : await startOf(query, head, wanted.resume)
  if (from.sequence < start.sequence)
    throw problem('invalid-request', 'What goes on cannot go on before its beginning.', {
      errors: [{ in: 'query', pointer: '/resume', detail: 'must not be less than after' }],
    })
  const to = Math.min(head.sequence, from.sequence + (wanted.events ?? Infinity))
  const lines = linesOf(query, keys, wanted, { start, from, to, last: head.sequence })
  const stream: Readable = Readable.from(
    hurried(lines, () => stream.destroy()),
    { objectMode: false },
  )
  return stream
}

interface Range {
  /** Where the file begins, and where this answer does. */
  start: Link
  from: Link
  /** The last event of this answer, and of the chain as it was when it was asked for. */
  to: number
  last: number
}

async function* linesOf(
  query: Query,
  keys: AuditKeys,
  { tenant_id, resume }: Wanted,
  { start, from, to, last }: Range,
): AsyncGenerator<string, void, undefined> {
  if (resume === undefined) {
    const header = headerLine({ ...start, tenant_id, keys: await keys.published() })
    yield text([
      header,
      ...lineAt(await signedBetween(query, start.sequence, start.sequence), start),
    ])
  }
  let link = from
  while (link.sequence < to) {
    const limit = Math.min(most, to - link.sequence)
    const events = await query.many(store.stretch, { after: link.sequence, limit })
    // Cut off meanwhile, or removed: a file without an end says so to whoever verifies it.
    if (events.length === 0) return
    link = events.at(-1)!
    const signed = await signedBetween(query, events[0]!.sequence, link.sequence)
    yield text(events.flatMap((event) => [lineOf(event, tenant_id), ...lineAt(signed, event)]))
  }
  if (to < last) return
  const { at } = await query.one(store.now)
  const end = { after: start.sequence, sequence: link.sequence, hash: link.hash, tenant_id, at }
  yield text([endLine((await keys.sign(statementTypes.end, end)).statement)])
}

async function* hurried(
  lines: AsyncGenerator<string, void, undefined>,
  late: () => void,
): AsyncGenerator<string, void, undefined> {
  for await (const some of lines) {
    const timer = setTimeout(late, patience)
    try {
      yield some
    } finally {
      clearTimeout(timer)
    }
  }
}

const text = (lines: string[]): string => lines.map((line) => `${line}\n`).join('')

/** Of another tenant's event, and of the platform's, a tenant gets the place in the chain alone. */
function lineOf(event: SealedEvent, tenant_id: string | null): string {
  if (tenant_id === null || event.tenant_id === tenant_id) return entryLine(event)
  const { sequence, prev_hash, hash } = event
  return entryLine({ sequence, digest: hexOf(digestOf(event, sha256)), prev_hash, hash })
}

type Signed = Map<number, string>

/** Lines of checkpoints, by the event that they are about. */
async function signedBetween(query: Query, from: number, to: number): Promise<Signed> {
  const rows = await query.many(store.checkpointsBetween, { from, to })
  return new Map(rows.map(({ sequence, statement }) => [sequence, checkpointLine(statement)]))
}

const lineAt = (signed: Signed, { sequence }: Link): string[] => {
  const line = signed.get(sequence)
  return line === undefined ? [] : [line]
}
