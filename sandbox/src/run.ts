// Runs one untrusted script in a thread that does nothing else meanwhile, and says what became of it.
//
// The trust boundary, from the inside out:
//  1. QuickJS in WebAssembly. The script is interpreted; it has no reference to any object of Node. Even a bug in
//     QuickJS' C code stays in that instance's linear memory, which has a hard maximum. An instance – memory, runtime,
//     context, globals – is made for one script and used for no other (instance.js); scripts share compiled code alone.
//  2. The functions in doors.js (line, progress, sleep, fetch, api) and Emscripten's few imports are the only doors. They
//     take and give strings and numbers, never objects. A new door belongs there and nowhere else, bounded like the
//     others. They are made for one script, and shut when it ends: its sleeps are struck off, and what the host says to
//     it or hears of it goes through a port of its own that is closed then, so a late answer reaches nobody.
//  3. The thread: no environment, bounded heap and stack, terminated from outside. What it says is checked (messages.ts).
//     It runs one script at a time. It runs another only after a script that completed, with bounded memory: after an
//     error, a timeout, a cancel or want of memory the thread is terminated, whatever it says of itself.
//  4. Not held here: a hole that lets a script out of WebAssembly would reach the scripts that its thread runs later; one
//     in V8 or in Node's threads, this process. It holds one session token and the secrets of the tasks it runs; who
//     needs a harder wall runs agents one per tenant, in containers. Memory that is given back is not wiped.
import type { Worker } from 'node:worker_threads'
import type { Answerers } from './asking.ts'
import { limits } from './limits.ts'
import { asks, type Assignment } from './messages.ts'
import { failed, type Level, type Outcome } from './outcome.ts'
import { perform, sandboxFailed } from './perform.ts'
import { Pool, type PoolOptions } from './pool.ts'
import { startThread } from './threads.ts'

export interface RunOptions extends Answerers {
  /** The body of an async function: `return` gives the result, `await` works. */
  script: string
  /** Any JSON; the script sees it as `input`. */
  input?: unknown
  /** What the script sees as `config` and as `secrets`, frozen. @default nothing */
  config?: Record<string, string>
  secrets?: Record<string, string>
  /** Wall-clock time until the thread is terminated, 1 to 2^31 - 1 ms; the wait for a thread counts. */
  timeout_ms: number
  /** What QuickJS may allocate, 32 MiB to 1 GiB. @default limits.memory_bytes */
  memory_bytes?: number
  /** Nothing of it runs; the outcome is `completed` with null, or the mistake in its syntax. */
  compile_only?: boolean
  /** Terminates the thread; the outcome is `cancelled`. */
  signal?: AbortSignal
  onProgress?: (percent: number, message: string) => void
  onLine?: (level: Level, text: string) => void
}

export interface Sandbox {
  /**
   * Resolves when the script's thread is free or gone, so a caller that frees a slot frees the thread with it.
   * Rejects only on misuse.
   */
  run(options: RunOptions): Promise<Outcome>
  /** Ends the threads that wait for scripts. */
  close(): Promise<void>
}

/** Threads of its own; none before the first script. */
export function createSandbox(options: Partial<PoolOptions> = {}): Sandbox {
  const { spare_threads: spares, idle_ms, start_ms } = limits
  const pool = new Pool({ start: startThread, start_ms, spares, idle_ms, ...options })
  return { run: (options) => run(pool, options), close: () => pool.close() }
}

let shared: Sandbox | undefined

/** Runs a script with the threads that this process shares. */
export function runScript(options: RunOptions): Promise<Outcome> {
  shared ??= createSandbox()
  return shared.run(options)
}

async function run(pool: Pool, options: RunOptions): Promise<Outcome> {
  const { signal, timeout_ms } = options
  const assignment = assignmentOf(options)
  if (signal?.aborted) return { status: 'cancelled' }
  const stop = new AbortController()
  let outcome: Outcome = { status: 'cancelled' }
  const timer = setTimeout(() => {
    outcome = failed('timeout', `The script ran longer than ${timeout_ms} ms.`)
    stop.abort()
  }, timeout_ms)
  const cancel = () => stop.abort()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return (await inThread(pool, assignment, options, stop.signal)) ?? outcome
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}

/** Undefined when it was stopped. */
async function inThread(
  pool: Pool,
  assignment: Assignment,
  options: RunOptions,
  stopped: AbortSignal,
): Promise<Outcome | undefined> {
  let thread: Worker | undefined
  try {
    thread = await pool.take(stopped)
  } catch (error) {
    return sandboxFailed(error)
  }
  if (thread === undefined) return undefined
  let again = false
  try {
    const end = await perform(thread, assignment, options, stopped)
    again = end.again
    return end.outcome
  } finally {
    if (again) pool.give(thread)
    else await pool.end(thread)
  }
}

function assignmentOf(options: RunOptions): Assignment {
  const { script, input = null, config = {}, secrets = {}, compile_only = false } = options
  const memory_bytes = options.memory_bytes ?? limits.memory_bytes
  within('timeout_ms', options.timeout_ms, 1, 2 ** 31 - 1)
  within('memory_bytes', memory_bytes, 32 << 20, 1 << 30)
  return {
    script,
    input: JSON.stringify(input),
    constants: JSON.stringify({ config, secrets }),
    asks: asks.filter((of) => options[of] !== undefined),
    compile_only,
    memory_bytes,
  }
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}.`)
}
