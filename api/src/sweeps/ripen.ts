// Lets jobs into the queue when they may begin: those with a `not_before`, and those that wait before another attempt.
import { sql } from '../db/sql.ts'
import { wake } from '../queue/wake.ts'
import type { Sweep } from './sweep.ts'

const ripen = sql<{ id: string }>`
  update job
  set deferred = false
  from (
    select id from job
    where deferred and not_before <= now()
    order by not_before
    limit 1000
    for update skip locked
  ) as ripe
  where job.id = ripe.id
  returning job.id`

export const ripening: Sweep = {
  name: 'ripening',
  lock: 7_311_845_031,
  every: 500,
  async run(tx) {
    const ripened = (await tx.many(ripen)).length
    if (ripened > 0) await wake(tx)
    return { ripened }
  },
}
