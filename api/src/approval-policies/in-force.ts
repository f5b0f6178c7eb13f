// The approval policies that are in force, remembered for a moment: they are asked for at each enrolment and change seldom.
import type { Database } from '../db/database.ts'
import type { Hints } from '../db/listen.ts'
import type { Policy } from './rules.ts'
import * as store from './store.ts'

export interface Policies {
  inForce: () => Promise<Policy[]>
  /** One has changed on this replica: the next enrolment reads them anew. */
  forget: () => void
}

/** How long they are remembered at most, in ms, should the hint that another replica changed one be lost. */
const life_ms = 1_000

export function createPolicies(
  db: Database,
  hints: Pick<Hints, 'on'>,
  now: () => number = () => performance.now(),
): Policies {
  let known: { policies: Promise<Policy[]>; until: number } | undefined
  const forget = (): void => void (known = undefined)
  hints.on('policies', forget)
  return {
    forget,
    inForce() {
      if (known && now() < known.until) return known.policies
      const policies = db.as('work').many(store.inForce)
      const read = { policies, until: now() + life_ms }
      known = read
      policies.catch(() => {
        if (known === read) forget()
      })
      return policies
    },
  }
}
