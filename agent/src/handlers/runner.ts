// What the agent asks of whatever runs jobs of one type: the sandbox, an author's handler, a tool.
import type { Level } from '@reeve/sandbox'
import type { Context } from '../context.ts'

export interface Task {
  job: string
  attempt: number
  tenant: string
  type: string
  payload: unknown
  timeout_ms: number
  /** What the tenant lends to the run of a task. */
  context?: Context
  /** Whether the attempt is still this agent's; asked before each act with an effect outside. */
  held?: () => boolean
  /** Its reason is why: `lost` leaves no time to tidy up, for another agent may have the job already. */
  signal: AbortSignal
  onLine(level: Level, text: string): void
  onProgress(percent: number, message: string): void
}

/** In the words of the contract's JobError. */
export interface Failure {
  code: string
  message: string
  line?: number
  column?: number
  stack?: string
}

export type Ending =
  | { status: 'completed'; result: unknown }
  | { status: 'failed'; error: Failure }
  | { status: 'cancelled' }

/** Settles when nothing of the job runs any more. */
export type Runner = (task: Task) => Promise<Ending>

/** By job type. */
export type Runners = ReadonlyMap<string, Runner>

export const failed = (code: string, message: string): Ending => ({
  status: 'failed',
  error: { code, message },
})

/** Between the signal and the end by force, when the job is out of time or cancelled. */
export const grace_ms = 5_000

/** The same by the signal's reason: an agent that is stopping has little time left to report. */
export function graceOf(reason: unknown): number {
  if (reason === 'lost') return 0
  return reason === 'agent-stopped' ? 2_000 : grace_ms
}

/** No NUL and no lone surrogate: neither PostgreSQL's text nor protobuf's string can hold them. */
export function textOf(value: unknown, length: number): string {
  const text = typeof value === 'string' ? value : ''
  const cut = text.length > length ? `${text.slice(0, length)}… (cut)` : text
  return cut.replaceAll(/\0|\p{Surrogate}/gu, '\ufffd')
}
