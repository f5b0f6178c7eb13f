// One claim: gives jobs of a lane to agents of it, to tenants in turn. What it costs depends on how much it gives out.
import { type Database, together, type Transaction } from '../db/database.ts'
import { emptyOf, type Plan, quotasOf } from './allot.ts'
import { type Agents, allotEnough, roomOf } from './hire.ts'
import { batch, type Crew, look } from './look.ts'
import { front } from './places/front.ts'
import { keep } from './places/keep.ts'
import * as store from './store.ts'

export interface Claim {
  given: store.Claimed[]
  /** Whether another claim may find more. */
  again: boolean
}

const nothing: Claim = { given: [], again: false }

/**
 * What was chosen is nearly always given, so what comes of it goes out together with it. If somebody was just changing a
 * job or an agent of those, nothing is given, and then step by step what is left of it.
 */
export async function claim(db: Database, crew: Crew, lease_seconds: number): Promise<Claim> {
  try {
    return await claimed(db, crew, { lease_seconds, whole: true })
  } catch (error) {
    if (!store.gaveFewer(error)) throw error
    return claimed(db, crew, { lease_seconds, whole: false })
  }
}

interface How {
  lease_seconds: number
  /** All that was chosen is given, or nothing. */
  whole: boolean
}

function claimed(db: Database, crew: Crew, how: How): Promise<Claim> {
  return db.transaction('work', async (tx) => {
    const seen = await look(tx, crew)
    if (!seen) return nothing
    const { lane, claims, agents, demands, some } = seen
    const limit = Math.min(batch, roomOf(agents))
    const quotas = quotasOf(lane, demands, limit)
    const heads = await front(tx, crew.lane, { lane, claims, demands, limit, quotas })
    const plan = await allotEnough(tx, crew.agents, lane, { heads, quotas, agents, limit, some })
    const assigned = assign(tx, plan, crew.agents, how)
    const ids = new Set((how.whole ? plan.choices : await assigned).map(idOf))
    const [given, settled] = await together([
      assigned,
      keep(tx, crew.lane, {
        lane,
        claims: claims + ids.size,
        served: plan.served.filter(({ job }) => ids.has(job)),
        empty: emptyOf(heads, ids),
      }),
      tx.commit(), // goes out with the statements before it
    ])
    const more = plan.more || ids.size < plan.choices.length
    const room = ids.size === batch || ids.size < limit
    return { given, again: more && room && ids.size + settled > 0 }
  })
}

const idOf = (one: { job: string } | { id: string }): string => ('id' in one ? one.id : one.job)

/** In the order of the turns, which the statement does not keep. */
async function assign(
  tx: Transaction,
  { choices }: Plan,
  crew: Agents,
  { lease_seconds, whole }: How,
): Promise<store.Claimed[]> {
  if (choices.length === 0) return []
  const sessionOf = new Map(crew.map(({ agent, session }) => [agent, session]))
  const agents = choices.map(({ agent }) => agent)
  const [, given] = await together([
    tx.many(store.lockAgents, { agents }),
    tx.many(whole ? store.assignAll : store.assign, {
      jobs: choices.map(({ job }) => job),
      agents,
      sessions: agents.map((agent) => sessionOf.get(agent)!),
      lease_seconds,
    }),
  ])
  const places = new Map(choices.map(({ job }, place) => [job, place]))
  return given.toSorted((one, other) => places.get(one.id)! - places.get(other.id)!)
}
