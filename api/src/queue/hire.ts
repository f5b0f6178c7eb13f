// Who there is for a claim: a few of the lane's agents, at random, or all of them where those will not do.
import type { Transaction } from '../db/database.ts'
import { allot, type Known, type Plan } from './allot.ts'
import { type Candidate, missingFor } from './choose.ts'
import type { Lane } from './fair.ts'
import type { Demand, Head } from './lanes/store.ts'
import * as store from './store.ts'

/** Agents of a lane that are connected to this replica, each with the session that may be given work. */
export type Agents = ReadonlyArray<{ agent: string; session: string }>

/** So many are looked at first: what a claim costs does not grow with the fleet. */
export const few = 256

export interface Hired {
  /** Those that have room. */
  agents: Candidate[]
  /** What somebody among them can do. */
  demands: Demand[]
  /** Whether the lane has others. */
  some: boolean
}

/** Neighbours from a random one on, so that each has the same chance. */
export function fewOf(agents: Agents): Agents {
  if (agents.length <= few) return agents
  const first = Math.floor(Math.random() * agents.length)
  return [...agents, ...agents.slice(0, few)].slice(first, first + few)
}

/** Agents with room. */
export async function hire(tx: Transaction, agents: Agents): Promise<Candidate[]> {
  const asked = {
    agents: agents.map(({ agent }) => agent),
    sessions: agents.map(({ session }) => session),
  }
  const [hired, holds] = await Promise.all([
    tx.many(store.capacity, asked),
    tx.many(store.holds, asked),
  ])
  const jobs = new Map(holds.map((one) => [one.id, one.jobs]))
  return hired
    .map((agent) => {
      const held = jobs.get(agent.id) ?? 0
      return { ...agent, held, free: agent.free - held }
    })
    .filter(({ free }) => free > 0)
}

/** All are looked at when the few have no room for `batch` jobs, or cannot do all that is waited for. */
export async function hireEnough(
  tx: Transaction,
  all: Agents,
  { looked, waited, batch }: { looked: Candidate[]; waited: Demand[]; batch: number },
): Promise<Hired> {
  const hired = { agents: looked, demands: doable(waited, looked), some: all.length > few }
  if (!hired.some || (roomOf(looked) >= batch && hired.demands.length === waited.length))
    return hired
  const agents = await hire(tx, all)
  return { agents, demands: doable(waited, agents), some: false }
}

export const roomOf = (agents: Candidate[]): number =>
  agents.reduce((all, { free }) => all + free, 0)

const doable = (waited: Demand[], agents: Candidate[]): Demand[] =>
  waited.filter((one) => agents.some((agent) => missingFor(one, agent).length === 0))

/** The same once the jobs are known: all are looked at when one has a wish, or was passed over among the few. */
export async function allotEnough(
  tx: Transaction,
  all: Agents,
  lane: Lane,
  { some, ...known }: Known & Pick<Hired, 'some'>,
): Promise<Plan> {
  if (!some) return allot(lane, known)
  const amongAll = async () => allot(lane, { ...known, agents: await hire(tx, all) })
  if (known.heads.some(hasWish)) return amongAll()
  const before = structuredClone(lane)
  const plan = allot(lane, known)
  if (!plan.passed) return plan
  Object.assign(lane, before)
  return amongAll()
}

/** That one agent has it rather than another; that another than the last has it can be granted by almost any. */
const hasWish = ({ preferred_region, affinity, agent_id }: Head): boolean =>
  preferred_region !== null || (affinity === 'prefer-warm' && Boolean(agent_id))
