// Who leaves a lane, who joins it, and the heads of those whose turn comes first.
import type { Transaction } from '../../db/database.ts'
import type { Quotas } from '../allot.ts'
import { type Lane, lapse, resize } from '../fair.ts'
import * as lanes from '../lanes/store.ts'
import type { Seen } from '../look.ts'
import * as store from './store.ts'

/** Most tenants that join or leave in one transaction. */
const most = 1000

type Front = Omit<Seen, 'agents' | 'some'> & { limit: number; quotas: Quotas }

/** In this order, in one round trip. */
export async function front(
  tx: Transaction,
  key: string,
  { lane, claims, demands, limit, quotas }: Front,
): Promise<lanes.Head[]> {
  const pairs = {
    lane: key,
    weights: demands.map(({ weight }) => weight),
    requirements: demands.map(({ requirement }) => requirement),
  }
  const joiners = { limit: Math.ceil(most / demands.length) }
  const [left, joined, heads] = await Promise.all([
    tx.many(store.lapse, { lane: key, ...lapses(lane), limit: most }),
    tx.many(store.join, { ...pairs, ...joiners, turn: lane.turn, clock: lane.clock, claims }),
    tx.many(lanes.heads, {
      ...pairs,
      classes: [...quotas.keys()],
      quotas: [...quotas.values()],
      limit,
    }),
  ])
  for (const { weight, members } of left) resize(lane, weight, -members)
  for (const { weight, members } of joined) {
    resize(lane, weight, members)
    lane.turn += members
  }
  return heads
}

function lapses(lane: Lane) {
  const weights = lane.classes.map(({ weight }) => weight)
  const times = weights.map((weight) => lapse(lane, weight))
  return { weights, idles: times.map(({ idle }) => idle), stucks: times.map(({ stuck }) => stuck) }
}
