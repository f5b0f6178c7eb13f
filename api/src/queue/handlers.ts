// The operations on the queue as a whole.
import type { Handlers } from '../http/contract.ts'
import type { Schemas } from '../http/revision.ts'
import { bound, sum } from './fair.ts'
import { type LaneRow, lanesShown, type ShareRow, shares } from './shares/store.ts'

export const queue = {
  async getQueueFairness({ query }, { tx }) {
    const { lane = null, tenant = null, limit } = query
    const lanes = await tx.many(lanesShown, { lane, tenant, limit })
    const rows = await tx.many(shares, { lanes: lanes.map((one) => one.lane), tenant, limit })
    return { lanes: lanes.map((one) => shown(one, rows)) }
  },
} satisfies Partial<Handlers>

function shown({ classes, ...lane }: LaneRow, rows: ShareRow[]): Schemas['QueueLane'] {
  const weights = sum({ clock: 0, turn: 0, classes })
  const slack = classes.length
  return {
    ...lane,
    members: classes.reduce((all, { members }) => all + members, 0),
    weights,
    slack,
    tenants: rows
      .filter((row) => row.lane === lane.lane)
      .map(({ lane: _, ...row }) => ({ ...row, ...promised(row.weight, classes, lane) })),
  }
}

/** What a tenant of this weight gets, and for how many claims of others it waits at most. */
export function promised(
  weight: number,
  classes: LaneRow['classes'],
  { claims_per_second }: Pick<LaneRow, 'claims_per_second'>,
) {
  // One that has no turn yet would be another member.
  const counted = classes.some((one) => one.weight === weight)
  const weights = sum({ clock: 0, turn: 0, classes }) + (counted ? 0 : weight)
  const bound_claims = bound(weights, classes.length + (counted ? 0 : 1), weight)
  const bound_seconds = claims_per_second ? bound_claims / claims_per_second : null
  return { share: weight / weights, bound_claims, bound_seconds }
}
