// Runs authors' handlers: a thread for each job, so that whatever a handler does fails its job and not the agent.
import { Worker } from 'node:worker_threads'
import { limits as sandbox } from '@reeve/sandbox'
import { variables, type Variable } from '../variables.ts'
import { failed, grace_ms, graceOf, textOf, type Ending, type Runner, type Task } from './runner.ts'

export const limits = {
  line_chars: sandbox.line_chars,
  lines_burst: sandbox.lines.burst,
  lines_per_second: sandbox.lines.per_second,
  memory_mb: 512,
  load_ms: 30_000,
} as const

/** What the thread is started with; without a job it only says which types the module handles. */
export interface Assigned {
  module: string
  limits: typeof limits
  job?: { id: string; attempt: number; tenant: string; type: string; payload: unknown; timeout_ms: number } // prettier-ignore
}

export type Said =
  | { kind: 'types'; types: string[] }
  | { kind: 'line'; level: 'debug' | 'info' | 'warn' | 'error'; text: string }
  | { kind: 'progress'; percent: number; message: string }
  | { kind: 'completed'; result: string } // JSON
  | { kind: 'failed'; code: string; message: string; stack: string }

const file = new URL('./thread.js', import.meta.url)

function start(assigned: Assigned): Worker {
  const worker = new Worker(file, {
    workerData: assigned,
    argv: [],
    env: withoutSecrets(process.env),
    stdout: true, // the agent's own output is its log
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.memory_mb },
  })
  worker.stdout.resume()
  worker.stderr.resume()
  return worker
}

function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret = (name: string) => {
    const known: Record<string, Variable> = variables
    return known[name]?.type === 'secret'
  }
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret(name)))
}

/** The job types that a module (a file: URL) has handlers for. Throws what is wrong with it. */
export async function typesIn(module: string): Promise<string[]> {
  const worker = start({ module, limits })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<string[]>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it takes too long to load')), limits.load_ms)
      worker.on('message', (said: Said) => {
        if (said.kind === 'types') resolve(said.types)
      })
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`it ended its thread with code ${code}`)))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

/** Runs jobs with the handlers of a module. */
export function threadRunner(module: string): Runner {
  return async (task) => {
    const { job: id, attempt, tenant, type, payload, timeout_ms } = task
    if (task.signal.aborted) return { status: 'cancelled' }
    const worker = start({
      module,
      limits,
      job: { id, attempt, tenant, type, payload, timeout_ms },
    })
    try {
      return await endingOf(worker, task)
    } finally {
      await worker.terminate()
    }
  }
}

/** The first thing to happen decides; once it is told to stop, why it was decides, however it ends. */
function endingOf(worker: Worker, task: Task): Promise<Ending> {
  const { signal, timeout_ms } = task
  return new Promise((resolve) => {
    let stopped: Ending | undefined
    let force: NodeJS.Timeout | undefined
    const settle = (ending: Ending) => {
      clearTimeout(timer)
      clearTimeout(force)
      signal.removeEventListener('abort', cancel)
      worker.removeAllListeners('message')
      resolve(stopped ?? ending)
    }
    const stop = (why: string, ending: Ending, ms: number) => {
      if (stopped) return
      stopped = ending
      worker.postMessage(why)
      force = setTimeout(settle, ms, ending)
    }
    const cancel = () => {
      const why = String(signal.reason)
      stop(why, { status: 'cancelled' }, graceOf(why))
    }
    const timer = setTimeout(() => {
      stop('timeout', failed('timeout', `The handler ran longer than ${timeout_ms} ms.`), grace_ms)
    }, timeout_ms)
    signal.addEventListener('abort', cancel, { once: true })
    worker.on('message', (said: Said) => {
      const ending = heard(said, task)
      if (ending) settle(ending)
    })
    worker.on('error', (error: NodeJS.ErrnoException) => settle(crash(error)))
    worker.on('exit', (code) =>
      settle(failed('handler-crashed', `The handler ended its thread with code ${code}.`)),
    )
  })
}

function heard(said: Said, { onLine, onProgress }: Task): Ending | undefined {
  switch (said.kind) {
    case 'line':
      onLine(said.level, textOf(said.text, limits.line_chars))
      return undefined
    case 'progress': {
      const percent = Math.round(Math.min(100, Math.max(0, said.percent || 0)))
      onProgress(percent, textOf(said.message, sandbox.message_chars))
      return undefined
    }
    case 'completed':
      return completed(said.result)
    case 'failed': {
      const stack = textOf(said.stack, sandbox.stack_chars)
      const message = textOf(said.message, sandbox.message_chars)
      return { status: 'failed', error: { code: said.code, message, ...(stack && { stack }) } }
    }
    case 'types':
      return undefined
  }
}

function completed(json: string): Ending {
  const { result_bytes, result_depth } = sandbox
  if (Buffer.byteLength(json) > result_bytes)
    return failed('result-too-large', `The result's JSON is over ${result_bytes} bytes.`)
  const result: unknown = JSON.parse(json)
  if (depthOf(result, result_depth) > result_depth)
    return failed('result-too-large', `The result is nested deeper than ${result_depth} levels.`)
  return { status: 'completed', result }
}

/** How deep it is nested; looks no deeper than one level over `most`. */
export function depthOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (most === 0) return 1
  let deepest = 0
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, most - 1))
  return 1 + deepest
}

/** What a stray callback threw, or memory that ran out. */
function crash(error: NodeJS.ErrnoException): Ending {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return failed('out-of-memory', `The handler used more than ${limits.memory_mb} MiB.`)
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return failed('handler-crashed', textOf(`The handler crashed: ${said}`, sandbox.message_chars))
}
