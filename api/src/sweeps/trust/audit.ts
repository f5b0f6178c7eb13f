// Seals audit events soon after their commit, and cuts off those that have been kept long enough.
import type { AuditKeys } from '../../audit/chain/keys.ts'
import { sealSome } from '../../audit/chain/seal.ts'
import { cutUpTo } from '../../audit/chain/store.ts'
import type { TrustMetrics } from '../../trust-metrics.ts'
import type { Sweep } from '../sweep.ts'

/** It has no counts for the log: every change would be there once more. */
export function sealing(
  keys: AuditKeys,
  { auditEvents, auditSealing }: Pick<TrustMetrics, 'auditEvents' | 'auditSealing'>,
): Sweep {
  let more = false
  return {
    name: 'audit-sealing',
    lock: 7_311_845_046,
    every: 500,
    async run(tx) {
      const began = performance.now()
      const sealed = await sealSome(tx, keys)
      more = sealed.more
      const counted = Object.entries(sealed.counts)
      for (const [result, count] of counted) auditEvents.inc({ result }, count)
      if (counted.length > 0) auditSealing.observe((performance.now() - began) / 1000)
      return {}
    },
    async due() {
      const again = more
      more = false
      return again ? 0 : null
    },
  }
}

/** How many events one run removes: a long past is worked off over many runs. */
const most = 5_000

export const auditRetention = (days: number): Sweep => ({
  name: 'audit-retention',
  lock: 7_311_845_047,
  every: 60_000,
  run: async (tx) => ({
    removed: days === 0 ? 0 : (await tx.one(cutUpTo, { days, most })).removed,
  }),
})
