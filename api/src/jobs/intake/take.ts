// Takes jobs into a tenant's queue, many in one statement: each is made, known already, or has no room.
import { type Database, type Query, together } from '../../db/database.ts'
import { isEverybodys } from '../../db/grouped.ts'
import type { Schemas } from '../../http/revision.ts'
import { type Problem, problem } from '../../problem.ts'
import { wake } from '../../queue/wake.ts'
import { lockQueue } from '../store.ts'
import { failWithoutSlot } from './capacity.ts'
import { type Ahead, placeEarlier, placeFresh } from './places.ts'
import { eventsAsJson, freshJob, type Row, rowsAsJson, rowsOf, type Submit } from './rows.ts'
import * as store from './store.ts'

type Job = Schemas['Job']

export interface Taken {
  job: Job
  /** It is an earlier one, which the same Idempotency-Key made. */
  replayed: boolean
  /** Its tenant's id, when it is to fail rather than wait for a slot. */
  judged?: string
}

type Outcomes = Map<number, Taken | Problem>

/**
 * Takes a group of submits in transactions of its own; in the submits' order. Most groups are through in one round trip.
 * What needs a second look (a key that is known, a queue that may be full, work that is not to wait) gets it in a second
 * transaction: those who wait for it have no part in the first.
 */
export async function takeTogether(
  db: Database,
  tenant: string,
  submits: Submit[],
): Promise<Array<Taken | Error>> {
  const { rows, firsts } = rowsOf(submits)
  const outcomes: Map<number, Taken | Error> = await takeAtOnce(db, tenant, rows)
  const left = rows.filter(({ number }) => !outcomes.has(number))
  for (const [number, outcome] of await takeLeft(db, tenant, left)) outcomes.set(number, outcome)
  return answersOf(submits, firsts, outcomes)
}

/** The same in a transaction of the tenant; holds its queue's lock from here to the end. */
export async function takeIn(
  tx: Query,
  work: Query,
  submits: Submit[],
): Promise<Array<Taken | Problem>> {
  const { rows, firsts } = rowsOf(submits)
  return answersOf(submits, firsts, await takeRows(tx, work, rows))
}

/** Those that are to wait and certainly have room. All its statements are sent before one is answered. */
async function takeAtOnce(db: Database, tenant: string, rows: Row[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  if (rows.some(({ submit }) => submit.job.on_no_capacity === 'fail')) return outcomes
  const tx = await db.begin('app')
  try {
    const [, ahead] = await together([
      tx.many(store.enter, { tenant }),
      take(tx, rows, { room: null, waits: true }, outcomes),
      wake(tx),
      tx.commit(),
    ])
    placeFresh(outcomes.values(), ahead)
    return outcomes
  } catch (error) {
    await tx.rollback()
    throw error
  }
}

/** Fails for none but whom it is about: others of the group are through already, and must not be tried again. */
async function takeLeft(
  db: Database,
  tenant: string,
  rows: Row[],
): Promise<Map<number, Taken | Error>> {
  if (rows.length === 0) return new Map()
  try {
    return await takeSlowly(db, tenant, rows)
  } catch (error) {
    if (rows.length === 1 || isEverybodys(error))
      return new Map(rows.map(({ number }) => [number, error as Error]))
    const alone = new Map<number, Taken | Error>()
    for (const row of rows)
      for (const [number, outcome] of await takeLeft(db, tenant, [row])) alone.set(number, outcome)
    return alone
  }
}

async function takeSlowly(db: Database, tenant: string, rows: Row[]): Promise<Outcomes> {
  const tx = await db.begin('app', tenant)
  try {
    const outcomes = await takeRows(tx, db.as('work'), rows)
    await Promise.all([wake(tx), tx.commit()])
    return outcomes
  } catch (error) {
    await tx.rollback()
    throw error
  }
}

/** No two of the rows have one key. */
async function takeRows(tx: Query, work: Query, rows: Row[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  const [, ahead] = await Promise.all([
    tx.many(lockQueue),
    take(tx, rows, { room: null, waits: false }, outcomes),
  ])
  if (outcomes.size < rows.length) await lookAgain(tx, rows, outcomes)
  await failWithoutSlot(work, tx, outcomes.values())
  placeFresh(outcomes.values(), ahead)
  await placeEarlier(tx, outcomes.values())
  return outcomes
}

/** At those that were not made: by their keys, and by a fresh count of the queue. */
async function lookAgain(tx: Query, rows: Row[], outcomes: Outcomes): Promise<void> {
  const left = () => rows.filter(({ number }) => !outcomes.has(number))
  await findEarlier(tx, left(), outcomes)
  if (outcomes.size === rows.length) return
  const { plan, most, queued } = await tx.one(store.recount)
  const before = outcomes.size
  if (queued < most) await take(tx, left(), { room: most - queued, waits: false }, outcomes)
  const more = outcomes.size - before
  for (const { number } of left()) outcomes.set(number, queueFull(plan, most, queued + more))
}

/** Adds those that were made to the outcomes, and tells how many waited before them, if that is known. */
async function take(
  tx: Query,
  rows: Row[],
  how: { room: number | null; waits: boolean },
  outcomes: Outcomes,
): Promise<Ahead | undefined> {
  const taking = await tx.maybe(store.take, {
    rows: rowsAsJson(rows),
    events: eventsAsJson(rows),
    ...how,
  })
  if (!taking) return undefined
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  for (const [number, not_before] of taking.made ?? []) {
    const row = byNumber.get(number)!
    const job = freshJob(row, taking, not_before)
    const judged = isToFail(job, taking) && { judged: taking.tenant_id }
    outcomes.set(number, { job, replayed: false, ...judged })
  }
  return taking.ahead ?? undefined
}

/** One that may not begin yet waits in any case. */
function isToFail(job: Job, { tenant_says }: store.Taking): boolean {
  if ((job.on_no_capacity ?? tenant_says) !== 'fail') return false
  return job.not_before === null || Date.parse(job.not_before) <= Date.parse(job.created_at)
}

async function findEarlier(tx: Query, rows: Row[], outcomes: Outcomes): Promise<void> {
  const keyed = rows.flatMap(({ submit: { once }, number }) => (once ? [{ once, number }] : []))
  if (keyed.length === 0) return
  const key_hashes = keyed.map(({ once }) => once.key_hash)
  const found = await tx.many(store.byKeys, { key_hashes })
  for (const { key_hash, request_hash, ...job } of found)
    for (const { once, number } of keyed)
      if (once.key_hash.equals(key_hash))
        outcomes.set(number, repeatOf(job, request_hash, once.request_hash))
}

/** In the submits' order; whoever came with the key of one before it, is told of that one. */
function answersOf<Failure extends Error>(
  submits: Submit[],
  firsts: number[],
  outcomes: Map<number, Taken | Failure>,
): Array<Taken | Failure | Problem> {
  return submits.map(({ once }, number) => {
    const first = firsts[number]!
    const outcome = outcomes.get(first)!
    if (first === number || outcome instanceof Error) return outcome
    return repeatOf(outcome.job, submits[first]!.once!.request_hash, once!.request_hash)
  })
}

function repeatOf(job: Job, first: Buffer, again: Buffer): Taken | Problem {
  if (first.equals(again)) return { job, replayed: true }
  const detail = 'This Idempotency-Key was used for another job. Use a new key for each job.'
  return problem('key-reused', detail)
}

/** A full queue refuses at once: a submit that could not be kept is worse than one that is not taken. */
export function queueFull(plan: string, most: number, queued: number): Problem {
  const detail = `The plan ${plan} lets ${most} jobs wait, and ${queued} do.`
  return problem('queue-full', detail, { retryAfter: 5 })
}
