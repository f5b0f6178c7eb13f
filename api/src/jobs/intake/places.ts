// Where jobs that were just taken in stand in their tenant's queue.
import type { Query } from '../../db/database.ts'
import type { Schemas } from '../../http/revision.ts'
import { place } from '../store.ts'
import type { Taken } from './take.ts'

type Job = Schemas['Job']
/** How many waited before what was just taken in, by priority. */
export type Ahead = Record<Job['priority'], number>

const falling: Array<Job['priority']> = ['critical', 'high', 'normal', 'low']

/** Gives each that was just made its place, when it is known how many waited before them. */
export function placeFresh(outcomes: Iterable<Taken | Error>, ahead: Ahead | undefined): void {
  if (!ahead) return
  const before = { ...ahead }
  // The queue goes by id, and ids of one millisecond have any order.
  const fresh = takenOf(outcomes).filter(({ replayed }) => !replayed)
  for (const { job } of fresh.toSorted(byId)) Object.assign(job, { queue: placeOf(job, before) })
}

/** Looks up the places of those that were here earlier. */
export async function placeEarlier(tx: Query, outcomes: Iterable<Taken | Error>): Promise<void> {
  for (const { job, replayed } of takenOf(outcomes))
    if (replayed && job.status === 'queued')
      Object.assign(job, { queue: (await tx.maybe(place, { job: job.id })) ?? null })
}

const takenOf = (outcomes: Iterable<Taken | Error>): Taken[] =>
  [...outcomes].filter((one): one is Taken => !(one instanceof Error))

const byId = (a: Taken, b: Taken): number => (a.job.id < b.job.id ? -1 : 1)

/** It stands before all that is submitted later with its priority or a lower one. */
function placeOf(job: Job, before: Ahead): Job['queue'] {
  const { status, priority, not_before, created_at } = job
  const waits = not_before === null || Date.parse(not_before) <= Date.parse(created_at)
  if (status !== 'queued' || !waits) return null
  const position = before[priority] + 1
  for (const lower of falling.slice(falling.indexOf(priority))) before[lower] += 1
  return { position, exact: true }
}
