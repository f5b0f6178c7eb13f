// Takes jobs into a tenant's queue, many in one statement: each is made, known already, or has no room.
import type { Query } from '../../db/database.ts'
import type { Schemas } from '../../http/revision.ts'
import { newId } from '../../ids.ts'
import { Problem, problem } from '../../problem.ts'
import { lockQueue } from '../store.ts'
import { failWithoutSlot } from './capacity.ts'
import { setPlaces } from './places.ts'
import * as store from './store.ts'

type Job = Schemas['Job']

/** Admitted by its type; `payload` is it as JSON. */
export interface Submit {
  job: Schemas['JobSubmit']
  payload: string
  once: { key_hash: Buffer; request_hash: Buffer } | undefined
}

export interface Taken {
  job: Job
  /** It is an earlier one, which the same Idempotency-Key made. */
  replayed: boolean
  /** Its tenant's id, when it is to fail rather than wait for a slot. */
  judged?: string
}

interface Row {
  submit: Submit
  number: number
  id: string
}

type Outcomes = Map<number, Taken | Problem>

/** In the submits' order. Runs in a transaction of the tenant and holds its queue's lock from here to the end. */
export async function takeIn(
  tx: Query,
  work: Query,
  submits: Submit[],
): Promise<Array<Taken | Problem>> {
  const firsts = firstOfKey(submits)
  const rows: Row[] = []
  submits.forEach((submit, number) => {
    if (firsts[number] === number) rows.push({ submit, number, id: newId() })
  })
  const [, [ahead], outcomes] = await Promise.all([
    tx.many(lockQueue),
    tx.many(store.ahead),
    takeRows(tx, rows),
  ])
  await failWithoutSlot(work, tx, outcomes.values())
  await setPlaces(tx, outcomes.values(), ahead)
  return submits.map(({ once }, number) => {
    const first = firsts[number]!
    const outcome = outcomes.get(first)!
    if (first === number || outcome instanceof Problem) return outcome
    return repeatOf(outcome.job, submits[first]!.once!.request_hash, once!.request_hash)
  })
}

/** For each submit the number of the first with its key. */
function firstOfKey(submits: Submit[]): number[] {
  const firsts = new Map<string, number>()
  return submits.map(({ once }, number) => {
    if (!once) return number
    const key = once.key_hash.toString('latin1')
    const first = firsts.get(key) ?? number
    firsts.set(key, first)
    return first
  })
}

/** No two of the rows have one key. */
async function takeRows(tx: Query, rows: Row[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  const left = () => rows.filter(({ number }) => !outcomes.has(number))
  await take(tx, rows, null, outcomes)
  if (outcomes.size === rows.length) return outcomes
  await findEarlier(tx, left(), outcomes)
  if (outcomes.size === rows.length) return outcomes
  const { plan, most, queued } = await tx.one(store.recount)
  const more = queued < most ? await take(tx, left(), most - queued, outcomes) : 0
  for (const { number } of left()) outcomes.set(number, queueFull(plan, most, queued + more))
  return outcomes
}

/** How many there was room for. */
async function take(
  tx: Query,
  rows: Row[],
  room: number | null,
  outcomes: Outcomes,
): Promise<number> {
  const made = await tx.many(store.take, { rows: JSON.stringify(rows.map(columnsOf)), room })
  const byId = new Map(made.map((one) => [one.id, one]))
  for (const { submit, number, id } of rows) {
    const found = byId.get(id)
    if (!found) continue
    const judged = isToFail(submit.job, found) && { judged: found.tenant_id }
    outcomes.set(number, { job: fresh(submit.job, found), replayed: false, ...judged })
  }
  return made.length
}

/** One that may not begin yet waits in any case. */
function isToFail({ on_no_capacity }: Schemas['JobSubmit'], made: store.Made): boolean {
  if ((on_no_capacity ?? made.tenant_says) !== 'fail') return false
  return made.not_before === null || Date.parse(made.not_before) <= Date.parse(made.created_at)
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

/** Spelled out, here and below: copying objects of many properties is what submits would spend most of their time on. */
const columnsOf = ({ submit: { job, payload, once }, number, id }: Row) => ({
  number,
  id,
  type: job.type,
  payload,
  priority: job.priority,
  timeout_seconds: job.timeout_seconds,
  max_attempts: job.max_attempts,
  retry_on_failure: job.retry_on_failure,
  retry_delay_seconds: job.retry_delay_seconds,
  not_before: job.not_before,
  queue_timeout_seconds: job.queue_timeout_seconds,
  capabilities: job.capabilities,
  tools: job.tools,
  labels: job.labels,
  region: job.region,
  preferred_region: job.preferred_region,
  affinity: job.affinity,
  on_no_capacity: job.on_no_capacity,
  key_hash: once && hex(once.key_hash),
  request_hash: once && hex(once.request_hash),
})

/** As PostgreSQL reads a bytea. */
const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`

/** A job that was just made, without reading it back. */
const fresh = (
  job: Schemas['JobSubmit'],
  { id, tenant, not_before, created_at }: store.Made,
): Job => ({
  id,
  tenant,
  type: job.type,
  payload: job.payload,
  priority: job.priority,
  timeout_seconds: job.timeout_seconds!, // set when it was admitted
  max_attempts: job.max_attempts,
  retry_on_failure: job.retry_on_failure,
  retry_delay_seconds: job.retry_delay_seconds,
  not_before,
  queue_timeout_seconds: job.queue_timeout_seconds,
  capabilities: job.capabilities,
  tools: job.tools,
  labels: job.labels,
  region: job.region,
  preferred_region: job.preferred_region,
  affinity: job.affinity,
  on_no_capacity: job.on_no_capacity,
  status: 'queued',
  queue: null,
  dead: false,
  attempt: 0,
  progress: 0,
  progress_message: '',
  result: null,
  error: null,
  agent: null,
  task: null,
  due_at: null,
  created_at,
  assigned_at: null,
  started_at: null,
  finished_at: null,
})
