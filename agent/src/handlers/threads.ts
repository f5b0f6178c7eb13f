// The threads of authors' handlers: how one is started, what it is told and what it says.
import { Worker } from 'node:worker_threads'
import { limits as sandbox } from '@reeve/sandbox'
import { variables, type Variable } from '../variables.ts'

export const limits = {
  line_chars: sandbox.line_chars,
  lines_burst: sandbox.lines.burst,
  lines_per_second: sandbox.lines.per_second,
  memory_mb: 512,
  load_ms: 30_000,
  /** A thread that no job has needed for so long is ended. */
  idle_ms: 30_000,
} as const

/** What a thread is started with. */
export interface ThreadData {
  module: string
  limits: typeof limits
  /** The number of the latest job that it began with. */
  begun: Int32Array
}

/** What a thread is given: a job, or the word that one is to stop. Jobs of a thread are numbered. */
export interface Given {
  number: number
  job: { id: string; attempt: number; tenant: string; type: string; payload: unknown; timeout_ms: number } // prettier-ignore
}
export type Told = Given | { number: number; stop: string }

export type Said =
  | { kind: 'types'; types: Map<string, boolean> } // by type, whether it wants a fresh thread
  | { kind: 'line'; level: 'debug' | 'info' | 'warn' | 'error'; text: string }
  | { kind: 'progress'; percent: number; message: string }
  | { kind: 'completed'; result: string } // JSON
  | { kind: 'failed'; code: string; message: string; stack: string }

/** Of each thread, the number of the latest job that it began with, as it says itself: also when it died just then. */
export const begunBy = new WeakMap<Worker, Int32Array>()

const file = new URL('./thread.js', import.meta.url)

export function startThread(module: string): Worker {
  const begun = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(file, {
    workerData: { module, limits, begun } satisfies ThreadData,
    argv: [],
    env: withoutSecrets(process.env),
    stdout: true, // the agent's own output is its log
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.memory_mb },
  })
  worker.stdout.resume()
  worker.stderr.resume()
  begunBy.set(worker, begun)
  return worker
}

function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret = (name: string) => {
    const known: Record<string, Variable> = variables
    return known[name]?.type === 'secret'
  }
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret(name)))
}
