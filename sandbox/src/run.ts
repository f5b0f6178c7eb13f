// Runs one untrusted script in a thread of its own and says what became of it.
//
// The trust boundary, from the inside out:
//  1. QuickJS in WebAssembly. The script is interpreted; it has no reference to any object of Node. Even a bug in
//     QuickJS' C code stays in that module's linear memory, which has a hard maximum.
//  2. The functions in worker.js (line, progress, sleep, fetch) and Emscripten's few imports are the only doors. They take and
//     give strings and numbers, never objects. A new door belongs there and nowhere else, and is bounded like the others.
//  3. The thread: no environment, bounded heap and stack, terminated from outside. What it says is checked (messages.ts).
//  4. Not held here: a hole in V8 or in Node's threads would reach this process. It holds one session token and
//     the secrets of the tasks it runs; who needs a harder wall runs agents one per tenant, in containers.
import { Worker } from 'node:worker_threads'
import { limits } from './limits.ts'
import { fetchFor } from './fetching.ts'
import { checkMessage, type Assignment, type Message } from './messages.ts'
import type { FetchAnswer, FetchRequest } from './messages.ts'
import type { ErrorCode, Level, Outcome } from './outcome.ts'
import { quickjs } from './wasm.ts'

export interface RunOptions {
  /** The body of an async function: `return` gives the result, `await` works. */
  script: string
  /** Any JSON; the script sees it as `input`. */
  input?: unknown
  /** What the script sees as `config` and as `secrets`, frozen. @default nothing */
  config?: Record<string, string>
  secrets?: Record<string, string>
  /** Wall-clock time until the thread is terminated, 1 to 2^31 - 1 ms, its start included. */
  timeout_ms: number
  /** What QuickJS may allocate, 32 MiB to 1 GiB. @default limits.memory_bytes */
  memory_bytes?: number
  /** Nothing of it runs; the outcome is `completed` with null, or the mistake in its syntax. */
  compile_only?: boolean
  /** Fetches for the script, which has a `fetch` only then. What it throws, the script gets as a TypeError. */
  fetch?: (request: FetchRequest) => Promise<FetchAnswer>
  /** Terminates the thread; the outcome is `cancelled`. */
  signal?: AbortSignal
  onProgress?: (percent: number, message: string) => void
  onLine?: (level: Level, text: string) => void
}

// JavaScript on purpose: a thread started from TypeScript would need a loader on Node 20, 100 ms and more per script.
const file = new URL('./worker.js', import.meta.url)

/** Resolves when the thread is gone, so a caller that frees a slot frees the thread with it. Rejects only on misuse. */
export async function runScript(options: RunOptions): Promise<Outcome> {
  const memory_bytes = options.memory_bytes ?? limits.memory_bytes
  within('timeout_ms', options.timeout_ms, 1, 2 ** 31 - 1)
  within('memory_bytes', memory_bytes, 32 << 20, 1 << 30)
  const input = JSON.stringify(options.input ?? null)
  const { config = {}, secrets = {} } = options
  const fetches = options.fetch !== undefined
  const constants = JSON.stringify({ config, secrets })
  const wasm = await quickjs()
  if (options.signal?.aborted) return { status: 'cancelled' }
  const { script, compile_only = false } = options
  const worker = start({ wasm, script, input, constants, fetches, compile_only, memory_bytes })
  try {
    return await ending(worker, options)
  } finally {
    await worker.terminate()
  }
}

function start(assignment: Assignment): Worker {
  const worker = new Worker(file, {
    workerData: { assignment, limits },
    argv: [],
    env: {},
    execArgv: [], // not the parent's loaders and flags
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, stackSizeMb: 16 },
  })
  worker.stdout.resume() // nothing of the thread may reach the host's own output
  worker.stderr.resume()
  return worker
}

/** The first thing to happen decides: a result, an error, the time, the signal, the thread's end. */
function ending(worker: Worker, options: RunOptions): Promise<Outcome> {
  const { signal, timeout_ms } = options
  return new Promise<Outcome>((resolve, reject) => {
    const cancel = () => settle(() => resolve({ status: 'cancelled' }))
    const fail = (code: ErrorCode, message: string) =>
      settle(() => resolve({ status: 'failed', error: { code, message } }))
    const timer = setTimeout(() => {
      fail('timeout', `The script ran longer than ${timeout_ms} ms.`)
    }, timeout_ms)
    signal?.addEventListener('abort', cancel, { once: true })
    function settle(tell: () => void): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
      worker.removeAllListeners('message')
      tell()
    }
    worker.on('message', (raw) => {
      try {
        const outcome = receive(checkMessage(raw), options, worker)
        if (outcome) settle(() => resolve(outcome))
      } catch (cause) {
        settle(() => reject(cause as Error)) // a listener of the caller's threw
      }
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        fail('out-of-memory', 'The script used more memory than its thread may have.')
      } else fail('sandbox-failed', `The sandbox failed: ${error.message}`.slice(0, 500))
    })
    worker.on('exit', (code) => fail('sandbox-failed', `The sandbox ended with code ${code}.`))
  })
}

function receive(
  message: Message | undefined,
  options: RunOptions,
  worker: Worker,
): Outcome | undefined {
  if (message === undefined) return undefined
  switch (message.kind) {
    case 'line':
      options.onLine?.(message.level, message.text)
      return undefined
    case 'progress':
      options.onProgress?.(message.percent, message.message)
      return undefined
    case 'fetch':
      void fetchFor(options, message).then((reply) => worker.postMessage(reply))
      return undefined
    case 'completed':
      return { status: 'completed', result: JSON.parse(message.result) }
    case 'failed':
      return { status: 'failed', error: message.error }
  }
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}.`)
}
