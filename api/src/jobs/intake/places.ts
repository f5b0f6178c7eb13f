// Where jobs that were just taken in stand in their tenant's queue.
import type { Query } from '../../db/database.ts'
import type { Schemas } from '../../http/revision.ts'
import { Problem } from '../../problem.ts'
import { place } from '../store.ts'
import type { Taken } from './take.ts'

type Job = Schemas['Job']
type Ahead = Record<Job['priority'], number>

const falling: Array<Job['priority']> = ['critical', 'high', 'normal', 'low']

/**
 * Gives each its place. `ahead` says how many waited before them, when that was known; those that were here earlier are
 * looked up.
 */
export async function setPlaces(
  tx: Query,
  outcomes: Iterable<Taken | Problem>,
  ahead: Ahead | undefined,
): Promise<void> {
  const taken = [...outcomes].filter((one): one is Taken => !(one instanceof Problem))
  const before = ahead && { ...ahead }
  // The queue goes by id, and ids of one millisecond have any order.
  const fresh = taken.filter(({ replayed }) => !replayed).toSorted(byId)
  if (before) for (const { job } of fresh) Object.assign(job, { queue: placeOf(job, before) })
  for (const { job, replayed } of taken) {
    if (!replayed || job.status !== 'queued') continue
    Object.assign(job, { queue: (await tx.maybe(place, { job: job.id })) ?? null })
  }
}

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
