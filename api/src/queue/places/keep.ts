// What is kept of a claim: the lane, the places of those that were served, and whom to look at again.
import type { Transaction } from '../../db/database.ts'
import type { Plan } from '../allot.ts'
import type { Lane } from '../fair.ts'
import * as lanes from '../lanes/store.ts'
import * as store from './store.ts'

interface After {
  lane: Lane
  claims: number
  served: Plan['served']
  empty: string[]
}

/** Returns how many tenants' rows it took off the list. */
export async function keep(
  tx: Transaction,
  key: string,
  { lane, claims, served, empty }: After,
): Promise<number> {
  const last = [...new Map(served.map((one) => [one.tenant, one])).values()]
  const [, , settled] = await Promise.all([
    last.length > 0 &&
      tx.many(store.serve, {
        lane: key,
        claims,
        tenants: last.map(({ tenant }) => tenant),
        weights: last.map(({ weight }) => weight),
        turns: last.map(({ turn }) => turn),
        sinces: last.map(({ since }) => since),
      }),
    tx.many(lanes.keep, { ...lane, lane: key, claims, classes: JSON.stringify(lane.classes) }),
    // Last, for whoever adds work to these waits from here on.
    empty.length > 0 ? tx.one(lanes.settle, { tenants: empty }) : { changed: 0 },
  ])
  return settled.changed
}
