// Cursor pages: one row more than asked for tells whether there is a next page.
import type { Query } from '../db/database.ts'
import type { Statement } from '../db/sql.ts'
import { isId } from '../ids.ts'
import { problem } from '../problem.ts'

interface Paging {
  limit: number
  cursor?: string
}

export interface Page<Row> {
  items: Row[]
  next_cursor: string | null
}

/**
 * One page of a statement that takes `after` (the last id seen, or null) and `limit`. Filters that were not
 * asked for are null.
 */
export async function page<Row extends { id: string }>(
  query: Query,
  statement: Statement<Row>,
  { limit, cursor, ...filters }: Paging,
): Promise<Page<Row>> {
  const after = cursor === undefined ? null : idOf(cursor)
  const asked = Object.fromEntries(statement.names.map((name) => [name, null]))
  const rows = await query.many(statement, { ...asked, ...filters, after, limit: limit + 1 })
  return {
    items: rows.slice(0, limit),
    next_cursor: rows.length > limit ? cursorOf(rows[limit - 1]!.id) : null,
  }
}

export const cursorOf = (text: string): string => Buffer.from(text).toString('base64url')

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!isId(id)) throw badCursor()
  return id
}

export const badCursor = () =>
  problem(
    'invalid-request',
    'The cursor is not one of ours. Pass the `next_cursor` of the page before.',
    {
      errors: [{ in: 'query', pointer: '/cursor', detail: 'is not a cursor of this list' }],
    },
  )
