// Lost updates: a PUT may name the revision it read, and is refused when that has passed.
import type { components } from '@reeve/openapi'
import type { Query } from '../db/database.ts'
import type { Statement } from '../db/sql.ts'
import { problem } from '../problem.ts'

export type Schemas = components['schemas']

/** The revision in If-Match, or null for "whatever it is". */
export const revisionIn = (headers: Record<string, unknown>): number | null => {
  const text = headers['if-match'] as string | undefined
  return text === undefined ? null : Number(text.slice(1, -1))
}

/**
 * Runs an update whose where clause holds the id and `revision` (null: any). When nothing matched, tells by
 * `read` whether the object is missing or has changed.
 */
export async function replace<Row>(
  tx: Query,
  update: Statement<Row>,
  read: Statement<Row>,
  values: { revision: number | null; [name: string]: unknown },
): Promise<Row> {
  const row = await tx.maybe(update, values)
  if (row) return row
  await tx.one(read, values)
  throw problem('stale', 'It changed since it was read. Read it again and repeat the change.')
}
