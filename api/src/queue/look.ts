// What a claim finds in its lane: whose turn it is, what is waited for, and who there is to do it.
import { randomUUID } from 'node:crypto'
import type { Query, Transaction } from '../db/database.ts'
import type { Lane } from './fair.ts'
import { type Agents, fewOf, type Hired, hire, hireEnough } from './hire.ts'
import * as lanes from './lanes/store.ts'
import * as store from './store.ts'

/** Whose work it is, and who there is to do it. */
export interface Crew {
  /** The key of the lane. */
  lane: string
  /** The pool that the agents belong to; nothing is claimed while it is paused. */
  pool_id: string | null
  agents: Agents
}

/** Most jobs given out in one transaction, so that its locks are short. */
export const batch = 100
/** Most pairs of a requirement and a weight that one claim looks at. */
const mostDemands = 500

export interface Seen extends Hired {
  lane: Lane
  claims: number
}

/** Locks the lane; undefined when there is nothing to give or nobody to give it to. */
export async function look(
  tx: Transaction,
  { lane: key, pool_id, agents }: Crew,
): Promise<Seen | undefined> {
  const [, [locked], paused, looked, waited] = await Promise.all([
    tx.many(store.byKey),
    tx.many(lanes.lock, { lane: key }),
    tx.many(lanes.paused, { pool_id }),
    hire(tx, fewOf(agents)),
    demandOf(tx, key),
  ])
  if (!locked) {
    if (waited.length === 0) return undefined
    await tx.many(lanes.create, { lane: key })
    return look(tx, { lane: key, pool_id, agents })
  }
  if (paused.length > 0 || waited.length === 0) return undefined
  const { claims, ...lane } = locked
  const hired = await hireEnough(tx, agents, { looked, waited, batch })
  return hired.demands.length === 0 ? undefined : { lane, claims, ...hired }
}

/** Beyond the most, some at random: so none is overlooked for ever. */
async function demandOf(query: Query, lane: string): Promise<lanes.Demand[]> {
  const first = await query.many(lanes.demand, { lane, from: zero, limit: mostDemands })
  if (first.length < mostDemands) return first
  return query.many(lanes.demand, { lane, from: randomUUID(), limit: mostDemands })
}

const zero = '00000000-0000-0000-0000-000000000000'
