// Forgets the workers of brokers that are gone: a broker that was killed could not do it.
import * as inline from '../inline/store.ts'
import { inlineType } from '../tenants/rules.ts'
import type { Sweep } from './sweep.ts'

/** How long one may be silent beyond a lease: it says that it is there every few seconds, also while it is disabled. */
const patience = 15

export const workers = (leaseSeconds: number): Sweep => ({
  name: 'workers',
  lock: 7_311_845_029,
  every: Math.min(30_000, leaseSeconds * 1000),
  run: async (tx) => ({
    forgotten: (
      await tx.many(inline.forget, { worker_type: inlineType, seconds: leaseSeconds + patience })
    ).length,
  }),
})
