// Hints between replicas, sent inside the transaction they speak of: one per statement, never one per row.
import type { Hint } from '../db/listen.ts'
import type { Query } from '../db/database.ts'
import { notify } from './store.ts'

export async function hint(query: Query, what: Hint): Promise<void> {
  await query.many(notify, { hint: JSON.stringify(what) })
}

/** There may be something to claim. */
export const wake = (query: Query): Promise<void> => hint(query, { kind: 'work' })
