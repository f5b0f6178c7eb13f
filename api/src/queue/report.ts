// What an agent says about an attempt. It counts only while the attempt holds its job (fencing).
import { timingSafeEqual } from 'node:crypto'
import type { ReportOutput } from '@reeve/openapi/agent'
import type { Database, Query } from '../db/database.ts'
import type { Vault } from '../identity/vault.ts'
import { problem } from '../problem.ts'
import { errorOf, resultOf } from './outcome.ts'
import * as store from './attempts/store.ts'

/** Which attempt, at which job, by which agent. */
export interface Holding {
  job: string
  attempt: number
  agent: string
}

/** Proof that an agent was given an attempt. Any replica can check it; nothing of it is stored. */
export const jobToken = (vault: Vault, { job, attempt, agent }: Holding): string =>
  vault.mac('job-token', `${job}:${attempt}:${agent}`).toString('base64url')

export interface Reporter {
  /** Takes a report, or throws the problem to answer it with. Resolves to whether the agent has a free slot again. */
  take: (agent: string, report: ReportOutput) => Promise<boolean>
}

export function createReporter(db: Database, vault: Vault, lease_seconds: number): Reporter {
  return {
    async take(agent, report) {
      if (!report.attempt) throw problem('invalid-request', 'The report names no attempt.')
      const holding = { ...report.attempt, agent }
      const expected = Buffer.from(jobToken(vault, holding))
      const given = Buffer.from(report.job_token)
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw problem('unauthenticated', 'The job token is not the one of this attempt.')
      const taken = await apply(db.as('work'), { ...holding, lease_seconds }, report)
      if (!taken) throw problem('conflict', 'This attempt no longer holds the job.')
      return report.event === 'result'
    },
  }
}

type Values = Holding & { lease_seconds: number }

async function apply(query: Query, values: Values, report: ReportOutput): Promise<boolean> {
  if (report.started) return some(await query.many(store.start, values))
  if (report.progress) {
    const percent = Math.min(100, Math.max(0, report.progress.percent))
    return some(
      await query.many(store.progress, {
        ...values,
        percent,
        message: clean(report.progress.message, 1000),
      }),
    )
  }
  if (report.lines) return addLines(query, values, report.lines)
  if (report.result) return finish(query, values, report.result)
  throw problem('invalid-request', 'The report holds no event that this broker knows.')
}

const levels = new Set(['debug', 'info', 'warn', 'error'])

async function addLines(
  query: Query,
  values: Values,
  { lines }: NonNullable<ReportOutput['lines']>,
): Promise<boolean> {
  const known = lines.slice(0, 1000)
  const added = await query.many(store.addLines, {
    ...values,
    numbers: known.map(({ number }) => number),
    levels: known.map(({ level }) => (levels.has(level) ? level : 'info')),
    texts: known.map(({ text }) => clean(text, 16_384)),
    ats: known.map(({ at }) =>
      (Number.isNaN(Date.parse(at)) ? new Date() : new Date(at)).toISOString(),
    ),
  })
  return some(added)
}

async function finish(
  query: Query,
  values: Values,
  given: NonNullable<ReportOutput['result']>,
): Promise<boolean> {
  const { status } = given
  // A job is cancelled by its submitter; the agent only confirms that it stopped.
  if (status === 'cancelled') return some(await query.many(store.finishedBy, { ...values, status }))
  if (status !== 'completed' && status !== 'failed')
    throw problem('invalid-request', 'A result is `completed`, `failed` or `cancelled`.')
  const result = status === 'completed' ? resultOf(given.result) : null
  const error = status === 'failed' ? errorOf(given.error) : null
  // An agent that drains is no fault of the job: another one takes it while attempts are left.
  if (codeOf(error) === 'agent-stopped' && some(await query.many(store.release, values)))
    return true
  if (status === 'failed' && some(await query.many(store.retry, { ...values, error }))) return true
  if (some(await query.many(store.finish, { ...values, status, result, error }))) return true
  return some(await query.many(store.finishedBy, { ...values, status }))
}

const codeOf = (error: string | null): unknown =>
  error && (JSON.parse(error) as { code: string }).code

const some = (rows: unknown[]): boolean => rows.length > 0

/** PostgreSQL keeps no NUL in text; what is too long is cut, for it is only shown. */
const clean = (text: string, length: number): string =>
  text.replaceAll('\0', '\uFFFD').slice(0, length)
