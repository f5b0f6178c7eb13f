// Gives back what silent agents hold. Any number of replicas may run it: one at a time does the work.
import type { Query } from '../db/database.ts'
import { hint, wake } from '../queue/wake.ts'
import * as store from '../queue/store.ts'
import type { Sweep } from './sweep.ts'

/** How long past its timeout an attempt may run before the broker ends it itself, in seconds. */
const grace_seconds = 30

export const leases = (leaseSeconds: number): Sweep => ({
  name: 'leases',
  lock: 7_311_845_023,
  every: Math.min(15_000, (leaseSeconds * 1000) / 4),
  async run(tx: Query) {
    const [requeued, failed, overdue] = await Promise.all([
      tx.many(store.requeue),
      tx.many(store.giveUp),
      tx.many(store.stopOverdue, { grace_seconds }),
    ])
    if (requeued.length > 0) await wake(tx)
    for (const { id: job, attempt, agent_id: agent } of overdue)
      await hint(tx, { kind: 'cancelled', job, attempt, agent })
    return { requeued: requeued.length, failed: failed.length, overdue: overdue.length }
  },
})
