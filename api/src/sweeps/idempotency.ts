// Forgets Idempotency-Keys after 24 hours.
import { sql } from '../db/sql.ts'
import type { Sweep } from './sweep.ts'

const forget = sql<{ principal: string }>`
  delete from idempotency
  where created_at < now() - interval '24 hours'
  returning principal`

export const idempotency: Sweep = {
  name: 'idempotency',
  lock: 7_311_845_024,
  every: 600_000,
  run: async (tx) => ({ forgotten: (await tx.many(forget)).length }),
}
