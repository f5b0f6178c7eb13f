// Hints between replicas, sent inside the transaction they speak of: one per statement, never one per row.
import type { Hint } from '../db/listen.ts'
import type { Database, Query } from '../db/database.ts'
import { grouped } from '../db/grouped.ts'
import { notify } from './store.ts'

export async function hint(query: Query, what: Hint): Promise<void> {
  await query.many(notify, { hint: JSON.stringify(what) })
}

/** There may be something to claim. */
export const wake = (query: Query): Promise<void> => hint(query, { kind: 'work' })

/** The same outside a transaction; many at one moment are one hint. */
export function createWakeOthers(db: Database): () => Promise<void> {
  const together = grouped<null, null>({
    async run(_, items) {
      await wake(db.as('work'))
      return items.map(() => null)
    },
    ...{ most: 10_000, waiting: 100_000, lanes: 1, patience: 10_000 },
  })
  return async () => void (await together('', null))
}
