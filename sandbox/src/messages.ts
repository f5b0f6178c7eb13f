// What a running script's thread says to its host, and the host's check of it: the thread is not trusted to be well-formed.
import type { MessagePort } from 'node:worker_threads'
import { limits } from './limits.ts'
import { errorCodes, levels, type ErrorCode, type Level, type ScriptError } from './outcome.ts'

/** One script, as the host gives it to a thread. */
export interface Assignment {
  script: string
  input: string // JSON
  /** Constants beside the input, as JSON of an object: `config` and `secrets`. */
  constants: string
  /** Those for which there is somebody to answer. */
  asks: Asks[]
  compile_only: boolean
  memory_bytes: number
}

/** What a thread gets: a script, and a port that is this script's alone. */
export interface Order {
  assignment: Assignment
  port: MessagePort
}

/** What a script may ask of its host: an address of the web, or its tenant's API. */
export const asks = ['fetch', 'api'] as const

export type Asks = (typeof asks)[number]

/** What a script asks to be fetched, as it said it. Whoever fetches decides what of it is done. */
export interface FetchRequest {
  /** Of `api`, the path. */
  url: string
  method: string
  headers: Record<string, string>
  body: string | null
}

export interface FetchAnswer {
  url: string
  status: number
  headers: Record<string, string>
  body: string
}

/** What the host says to a thread: the answer to a call, as JSON, or why there is none. */
export type Reply = { call: number; answer: string } | { call: number; error: string }

export type Message =
  | { kind: 'line'; level: Level; text: string }
  | { kind: 'progress'; percent: number; message: string }
  | { kind: 'ask'; of: Asks; call: number; request: string } // JSON of a FetchRequest
  | Ended

export type Ended =
  // `result` is JSON; `again` says that the thread may run another script
  { kind: 'completed'; result: string; again?: boolean } | { kind: 'failed'; error: ScriptError }

/** The message again, bounded and with known fields only; undefined when it is none. */
export function checkMessage(raw: unknown): Message | undefined {
  const message = raw as Record<string, unknown>
  if (typeof raw !== 'object' || raw === null) return undefined
  if (message['kind'] === 'line') {
    const level = levels.find((known) => known === message['level'])
    return level && { kind: 'line', level, text: textOf(message['text'], limits.line_chars + 100) }
  }
  if (message['kind'] === 'progress') {
    const percent = Math.round(Math.min(100, Math.max(0, Number(message['percent']) || 0)))
    return { kind: 'progress', percent, message: textOf(message['message'], limits.message_chars) }
  }
  if (message['kind'] === 'ask') return checkAsk(message)
  if (message['kind'] === 'completed') {
    const result = message['result']
    const fits = typeof result === 'string' && result.length <= limits.result_bytes
    return fits ? { kind: 'completed', result, again: message['again'] === true } : undefined
  }
  return message['kind'] === 'failed'
    ? { kind: 'failed', error: checkError(message['error']) }
    : undefined
}

function checkAsk({ of, call, request }: Record<string, unknown>): Message | undefined {
  const known = asks.find((each) => each === of)
  const fits = typeof request === 'string' && request.length <= limits.fetch_chars
  return known && fits && Number.isSafeInteger(call)
    ? { kind: 'ask', of: known, call: Number(call), request }
    : undefined
}

function checkError(raw: unknown): ScriptError {
  const error = (raw ?? {}) as Record<string, unknown>
  const code: ErrorCode = errorCodes.find((known) => known === error['code']) ?? 'sandbox-failed'
  return {
    code,
    message: textOf(error['message'], limits.message_chars + 100),
    ...(Number.isSafeInteger(error['line']) && { line: Number(error['line']) }),
    ...(Number.isSafeInteger(error['column']) && { column: Number(error['column']) }),
    ...(error['stack'] ? { stack: textOf(error['stack'], limits.stack_chars) } : {}),
  }
}

/** No NUL and no lone surrogate: neither PostgreSQL's text nor protobuf's string can hold them. */
function textOf(value: unknown, length: number): string {
  return (typeof value === 'string' ? value : '')
    .slice(0, length)
    .replaceAll(/\0|\p{Surrogate}/gu, '\ufffd')
}
