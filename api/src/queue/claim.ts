// One claim: gives jobs of a lane to agents of it, to tenants in turn. What it costs depends on how much it gives out.
import { randomUUID } from 'node:crypto'
import { type Database, type Query, together, type Transaction } from '../db/database.ts'
import { allot, emptyOf, type Plan, type Quotas, quotasOf } from './allot.ts'
import { type Candidate, missingFor } from './choose.ts'
import { type Lane, lapse, resize } from './fair.ts'
import * as lanes from './lanes/store.ts'
import * as places from './places/store.ts'
import * as store from './store.ts'

/** Whose work it is, and who there is to do it. */
export interface Crew {
  /** The key of the lane. */
  lane: string
  /** The pool that the agents belong to; nothing is claimed while it is paused. */
  pool_id: string | null
  agents: Array<{ agent: string; session: string }>
}

export interface Claim {
  given: store.Claimed[]
  /** Whether another claim may find more. */
  again: boolean
}

/** Most jobs given out in one transaction, so that its locks are short. */
const batch = 100
/** Most tenants that join or leave in one transaction. */
const most = 1000
/** Most pairs of a requirement and a weight that one claim looks at. */
const mostDemands = 500

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
    const { lane, claims, agents, demands } = seen
    const limit = Math.min(
      batch,
      agents.reduce((all, { free }) => all + free, 0),
    )
    const quotas = quotasOf(lane, demands, limit)
    const heads = await front(tx, crew.lane, { lane, claims, demands, limit, quotas })
    const plan = allot(lane, { heads, quotas, agents, limit })
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
  crew: Crew['agents'],
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

interface Seen {
  lane: Lane
  claims: number
  agents: Candidate[]
  /** What somebody here can do. */
  demands: lanes.Demand[]
}

/** Locks the lane; undefined when there is nothing to give or nobody to give it to. */
async function look(
  tx: Transaction,
  { lane: key, pool_id, agents }: Crew,
): Promise<Seen | undefined> {
  const asked = {
    agents: agents.map(({ agent }) => agent),
    sessions: agents.map(({ session }) => session),
  }
  const [, [locked], paused, hired, holds, waited] = await Promise.all([
    tx.many(store.byKey),
    tx.many(lanes.lock, { lane: key }),
    tx.many(lanes.paused, { pool_id }),
    tx.many(store.capacity, asked),
    tx.many(store.holds, asked),
    demandOf(tx, key),
  ])
  if (!locked) {
    if (waited.length === 0) return undefined
    await tx.many(lanes.create, { lane: key })
    return look(tx, { lane: key, pool_id, agents })
  }
  const { claims, ...lane } = locked
  const holders = withRoom(hired, holds)
  const demands = waited.filter((one) =>
    holders.some((holder) => missingFor(one, holder).length === 0),
  )
  return paused.length > 0 || demands.length === 0
    ? undefined
    : { lane, claims, agents: holders, demands }
}

function withRoom(agents: Candidate[], holds: Array<{ id: string; jobs: number }>): Candidate[] {
  const jobs = new Map(holds.map((one) => [one.id, one.jobs]))
  return agents
    .map((agent) => {
      const held = jobs.get(agent.id) ?? 0
      return { ...agent, held, free: agent.free - held }
    })
    .filter(({ free }) => free > 0)
}

/** Beyond the most, some at random: so none is overlooked for ever. */
async function demandOf(query: Query, lane: string): Promise<lanes.Demand[]> {
  const first = await query.many(lanes.demand, { lane, from: zero, limit: mostDemands })
  if (first.length < mostDemands) return first
  return query.many(lanes.demand, { lane, from: randomUUID(), limit: mostDemands })
}

const zero = '00000000-0000-0000-0000-000000000000'

type Front = Omit<Seen, 'agents'> & { limit: number; quotas: Quotas }

/** Who leaves, who joins, and then the heads of those whose turn comes first. */
async function front(
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
    tx.many(places.lapse, { lane: key, ...lapses(lane), limit: most }),
    tx.many(places.join, { ...pairs, ...joiners, turn: lane.turn, clock: lane.clock, claims }),
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

interface After {
  lane: Lane
  claims: number
  served: Plan['served']
  empty: string[]
}

async function keep(
  tx: Transaction,
  key: string,
  { lane, claims, served, empty }: After,
): Promise<number> {
  const last = [...new Map(served.map((one) => [one.tenant, one])).values()]
  const [, , settled] = await Promise.all([
    last.length > 0 &&
      tx.many(places.serve, {
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
