// A report as the queue takes it: checked and cut to what is stored, for an agent is not trusted with the contract.
import type { ReportOutput } from '@reeve/openapi/agent'
import { problem } from '../../problem.ts'
import { errorOf, resultOf } from '../outcome.ts'
import type { Holding } from './store.ts'

export interface Line {
  number: number
  level: string
  text: string
  at: string
}

export interface Outcome {
  status: 'completed' | 'failed' | 'cancelled'
  /** JSON; null unless completed. */
  result: string | null
  /** JSON; null unless failed. */
  error: string | null
  /** The agent had to stop; the job is not to blame. */
  stopped: boolean
}

export type Event =
  | { kind: 'started' }
  | { kind: 'progress'; percent: number; message: string }
  | { kind: 'lines'; lines: Line[] }
  | { kind: 'result'; outcome: Outcome }

/** What an agent says of an attempt. */
export interface Said extends Holding {
  event: Event
  /** When it came, by this process's clock, in ms. */
  at: number
}

/** Throws the problem to answer with. */
export function eventOf(report: ReportOutput): Event {
  if (report.started) return { kind: 'started' }
  if (report.progress) {
    const { percent, message } = report.progress
    const within = Math.min(100, Math.max(0, percent))
    return { kind: 'progress', percent: within, message: clean(message, 1000) }
  }
  if (report.lines) return { kind: 'lines', lines: report.lines.lines.slice(0, 1000).map(lineOf) }
  if (report.result) return { kind: 'result', outcome: outcomeOf(report.result) }
  throw problem('invalid-request', 'The report holds no event that this broker knows.')
}

const levels = new Set(['debug', 'info', 'warn', 'error'])

function lineOf({ number, level, text, at }: Line): Line {
  const known = levels.has(level) ? level : 'info'
  return { number, level: known, text: clean(text, 16_384), at: timeOf(at) }
}

/** The agent's clock, when it says something that a database can keep. */
function timeOf(at: string): string {
  const time = new Date(at)
  const year = time.getUTCFullYear()
  return (year > 0 && year < 10_000 ? time : new Date()).toISOString()
}

function outcomeOf(given: NonNullable<ReportOutput['result']>): Outcome {
  const { status } = given
  if (status !== 'completed' && status !== 'failed' && status !== 'cancelled')
    throw problem('invalid-request', 'A result is `completed`, `failed` or `cancelled`.')
  const result = status === 'completed' ? resultOf(given.result) : null
  const error = status === 'failed' ? errorOf(given.error) : null
  const code = error && (JSON.parse(error) as { code: string }).code
  return { status, result, error, stopped: code === 'agent-stopped' }
}

/** PostgreSQL keeps no NUL in text; what is too long is cut, for it is only shown. */
const clean = (text: string, length: number): string =>
  text.replaceAll('\0', '\uFFFD').slice(0, length)
