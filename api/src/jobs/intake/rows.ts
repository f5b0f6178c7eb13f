// A submit on its way to being a job: as PostgreSQL takes it, and as it is answered.
import { type AuditEvent, fieldsOf } from '../../audit/store.ts'
import type { Schemas } from '../../http/revision.ts'
import { newId } from '../../ids.ts'
import type { Taking } from './store.ts'

type Job = Schemas['Job']

/** Admitted by its type; `payload` is it as JSON. */
export interface Submit {
  job: Schemas['JobSubmit']
  payload: string
  once: { key_hash: Buffer; request_hash: Buffer } | undefined
  /** Recorded with the job; a batch has one event for all, which its caller records. */
  event?: AuditEvent
}

export interface Row {
  submit: Submit
  /** The submit's place in its group. */
  number: number
  /** What the job will be called. */
  id: string
}

/** One row for each key; `firsts` says for each submit which row speaks for it. */
export function rowsOf(submits: Submit[]): { rows: Row[]; firsts: number[] } {
  const numbers = new Map<string, number>()
  const rows: Row[] = []
  const firsts = submits.map((submit, number) => {
    const key = submit.once?.key_hash.toString('latin1')
    const first = key === undefined ? number : (numbers.get(key) ?? number)
    if (key !== undefined) numbers.set(key, first)
    if (first === number) rows.push({ submit, number, id: newId() })
    return first
  })
  return { rows, firsts }
}

/**
 * For `store.take`. Spelled out, here and below: copying objects of many properties is what submits would spend most
 * of their time on. What is null or empty is left out: PostgreSQL pays for each property that it reads.
 */
export const rowsAsJson = (rows: Row[]): string => JSON.stringify(rows.map(columnsOf))

/** For `store.take`: what is recorded of each job, if it is made. */
export const eventsAsJson = (rows: Row[]): string =>
  JSON.stringify(
    rows.flatMap(({ submit: { event }, id }) => (event ? [{ job: id, ...fieldsOf(event) }] : [])),
  )

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
  not_before: given(job.not_before),
  queue_timeout_seconds: job.queue_timeout_seconds,
  capabilities: filled(job.capabilities),
  tools: filled(job.tools),
  labels: filled(job.labels),
  region: given(job.region),
  preferred_region: given(job.preferred_region),
  affinity: given(job.affinity),
  on_no_capacity: given(job.on_no_capacity),
  ...(once && { key_hash: hex(once.key_hash), request_hash: hex(once.request_hash) }),
})

const given = <T>(value: T): Exclude<T, null> | undefined =>
  value === null ? undefined : (value as Exclude<T, null>)

const filled = (list: string[]): string[] | undefined => (list.length > 0 ? list : undefined)

/** As PostgreSQL reads a bytea. */
const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`

/** A job that was just made, without reading it back. */
export const freshJob = (
  { submit: { job }, id }: Row,
  { tenant, created_at }: Taking,
  not_before: string | null,
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
  not_before: not_before && momentOf(not_before),
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

/** Never throws: the job is committed by now, and whoever is told of a failure tries again. */
function momentOf(text: string): string {
  const moment = new Date(text)
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString()
}
