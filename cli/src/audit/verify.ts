// Verifies an exported audit trail without any broker, line by line: the chain, and what was signed of it.
import { hash } from 'node:crypto'
import {
  type AuditKey,
  breakOf,
  type Break,
  type Entry,
  genesis,
  type Header,
  type Line,
  lineOf,
  type Link,
  statementTypes,
} from '@reeve/openapi'
import { linesOf } from './lines.ts'
import { isNamedByItself, saidBy, type Trusted, trustedOf } from './signatures.ts'

export type Reason =
  | Break
  | 'malformed'
  | 'checkpoint_mismatch'
  | 'end_mismatch'
  | 'unknown_key'
  | 'truncated'

/** The first thing that is wrong. */
export interface Broken {
  reason: Reason
  /** The event that it is, or the one it comes after. */
  sequence: number
  id: string | null
  line: number
}

export interface Verdict {
  /** The event that the file begins after; 0: it has the first. */
  after: number
  /** The last event that is proved unbroken by hashes, and how many there are. */
  last: number
  events: number
  checkpoints: number
  /** When the file was made, and which key says so. */
  at: string | null
  kid: string | null
  broken: Broken | null
}

const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')

/** `keys`: whose signatures count; `undefined` trusts those that the file brings along. */
export async function verifyLines(
  chunks: AsyncIterable<string | Uint8Array>,
  keys: AuditKey[] | undefined,
): Promise<Verdict> {
  const reading = new Reading(keys)
  for await (const text of linesOf(chunks)) if (!reading.take(text)) break
  return reading.verdict()
}

/** Lives as long as a file is read: where its chain has come to. */
class Reading {
  #trusted: Trusted | undefined
  #header: Header | undefined
  #link: Link = genesis
  #lines = 0
  #checkpoints = 0
  #end: { at: string; kid: string } | undefined
  #broken: Broken | null = null

  constructor(keys: AuditKey[] | undefined) {
    this.#trusted = keys && trustedOf(keys)
  }

  /** False when there is nothing more to find. */
  take(text: string | undefined): boolean {
    this.#lines += 1
    const line = text === undefined ? undefined : lineOf(text)
    const reason = line === undefined || this.#end ? 'malformed' : this.#reasonOf(line)
    if (reason) this.#break(reason, text, line)
    return reason === undefined
  }

  verdict(): Verdict {
    if (!this.#end && !this.#broken) this.#break('truncated', '', undefined)
    const { sequence: after } = this.#header ?? genesis
    const last = this.#link.sequence
    return {
      ...{ after, last, events: last - after, checkpoints: this.#checkpoints },
      ...{ at: this.#end?.at ?? null, kid: this.#end?.kid ?? null, broken: this.#broken },
    }
  }

  #reasonOf(line: Line): Reason | undefined {
    if (line.kind === 'header') return this.#begin(line.header)
    if (!this.#header) return 'malformed'
    if (line.kind === 'entry') return this.#follow(line.entry)
    return line.kind === 'checkpoint' ? this.#check(line.statement) : this.#close(line.statement)
  }

  #begin(header: Header): Reason | undefined {
    const { sequence, hash: hashed, keys } = header
    const isFirst = sequence === 0
    if (this.#header || !keys.every(isNamedByItself)) return 'malformed'
    if (sequence < 0 || (isFirst && hashed !== genesis.hash)) return 'malformed'
    this.#header = header
    this.#link = { sequence, hash: hashed }
    this.#trusted ??= trustedOf(keys)
    return undefined
  }

  #follow(entry: Entry): Reason | undefined {
    const reason = breakOf(this.#link, entry, sha256)
    // A tenant's file has the tenant's own events, and of others their places alone.
    const { tenant_id } = this.#header!
    if (!reason && tenant_id !== null && 'id' in entry && entry.tenant_id !== tenant_id)
      return 'malformed'
    if (!reason) this.#link = { sequence: entry.sequence, hash: entry.hash }
    return reason
  }

  #check(statement: string): Reason | undefined {
    const said = saidBy(this.#trusted!, statementTypes.checkpoint, statement)
    if (said === 'unknown_key') return said
    if (!said || !this.#isHere(said.payload)) return 'checkpoint_mismatch'
    this.#checkpoints += 1
    return undefined
  }

  #close(statement: string): Reason | undefined {
    const said = saidBy(this.#trusted!, statementTypes.end, statement)
    if (said === 'unknown_key') return said
    const { sequence, tenant_id } = this.#header!
    const { after, tenant_id: whose, at } = said?.payload ?? {}
    if (!said || !this.#isHere(said.payload)) return 'end_mismatch'
    if (after !== sequence || whose !== tenant_id) return 'end_mismatch'
    this.#end = { at: String(at), kid: said.kid }
    return undefined
  }

  #isHere({ sequence, hash: hashed }: Record<string, unknown>): boolean {
    return sequence === this.#link.sequence && hashed === this.#link.hash
  }

  #break(reason: Reason, text: string | undefined, line: Line | undefined): void {
    // Of a line that cannot be read, the id may still be legible.
    const id = /"id":"([0-9a-f-]{36})"/.exec(text ?? '')?.[1] ?? null
    const isEvent = line?.kind === 'entry' || id !== null
    const sequence = this.#link.sequence + (isEvent ? 1 : 0)
    this.#broken = { reason, sequence, id, line: this.#lines }
  }
}
