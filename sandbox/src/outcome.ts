// What can become of a script: the closed sets that callers branch on.

/** Why a script failed. A new code only where a program would act differently on it. */
export const errorCodes = [
  'script-error', // the script threw, or awaits something that can never happen
  'syntax-error', // the script does not parse; nothing of it ran
  'timeout', // it ran longer than timeout_ms
  'out-of-memory', // it wanted more than memory_bytes
  'result-too-large', // the JSON of its result is over limits.result_bytes or nested too deep
  'not-serialisable', // its result is no JSON: a function, a symbol, a bigint, a cycle
  'sandbox-failed', // our fault: the thread died in a way no script should be able to cause
] as const

export type ErrorCode = (typeof errorCodes)[number]

export const levels = ['debug', 'info', 'warn', 'error'] as const

export type Level = (typeof levels)[number]

/** Line and column count from 1 and point into the script as its author wrote it. */
export interface ScriptError {
  code: ErrorCode
  message: string
  line?: number
  column?: number
  stack?: string
}

export type Outcome =
  | { status: 'completed'; result: unknown }
  | { status: 'failed'; error: ScriptError }
  | { status: 'cancelled' }

export function failed(code: ErrorCode, message: string): Outcome {
  return { status: 'failed', error: { code, message } }
}
