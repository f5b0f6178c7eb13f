// One job in a thread of its handler: begun, heard, stopped when it must be, and what became of it.
import type { Worker } from 'node:worker_threads'
import { limits as sandbox, type Pool } from '@reeve/sandbox'
import { completed } from './result.ts'
import { failed, graceOf, textOf, type Ending, type Task } from './runner.ts'
import { begunBy, limits, type Given, type Said, type Told } from './threads.ts'

/** Threads that die of an earlier job before they begin with this one; then it is given up. */
const mostThreads = 3

/** What ends a job from outside: its time or its signal, whichever is first. */
interface Stop {
  signal: AbortSignal
  /** What the job has ended as, once the signal aborted. */
  ending: Ending
}

/** @param fresh whether it wants a thread that no other job has used or will use */
export async function inThread(pool: Pool, task: Task, fresh: boolean): Promise<Ending> {
  const { signal, timeout_ms } = task
  if (signal.aborted) return { status: 'cancelled' }
  const stopping = new AbortController()
  const stop: Stop = { signal: stopping.signal, ending: { status: 'cancelled' } }
  const timer = setTimeout(() => {
    stop.ending = failed('timeout', `The handler ran longer than ${timeout_ms} ms.`)
    stopping.abort('timeout')
  }, timeout_ms)
  const cancel = () => stopping.abort(signal.reason)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (let threads = 1; ; threads += 1) {
      const ending = await lend(pool, task, stop, fresh)
      if (ending !== 'not-begun') return ending
      if (threads === mostThreads)
        return failed('handler-crashed', 'Its threads died before they began with the job.')
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
  }
}

async function lend(
  pool: Pool,
  task: Task,
  stop: Stop,
  fresh: boolean,
): Promise<Ending | 'not-begun'> {
  let thread: Worker | undefined
  try {
    thread = await (fresh ? pool.takeNew() : pool.take(stop.signal))
  } catch (error) {
    return crash(error as NodeJS.ErrnoException)
  }
  if (thread === undefined) return stop.ending
  if (stop.signal.aborted) {
    await pool.end(thread) // it was being started for this job
    return stop.ending
  }
  const { ending, again } = await endingIn(thread, task, stop)
  if (again && !fresh) pool.give(thread)
  else await pool.end(thread)
  return ending
}

interface End {
  ending: Ending | 'not-begun'
  /** Whether the thread may do another job: not after a crash, and not once it was told to stop. */
  again: boolean
}

/** The first thing to happen decides; once it is told to stop, why it was decides, however it ends. */
function endingIn(thread: Worker, task: Task, stop: Stop): Promise<End> {
  const { job: id, attempt, tenant, type, payload, timeout_ms } = task
  const begun = begunBy.get(thread)!
  const number = Atomics.load(begun, 0) + 1
  const tell = (told: Told) => thread.postMessage(told)
  return new Promise((resolve) => {
    let force: NodeJS.Timeout | undefined
    const settle = (ending: Ending | 'not-begun', again = false) => {
      clearTimeout(force)
      stop.signal.removeEventListener('abort', onStop)
      thread.off('message', onMessage)
      thread.off('error', onError)
      thread.off('exit', onExit)
      const stopped = stop.signal.aborted
      resolve(stopped ? { ending: stop.ending, again: false } : { ending, again })
    }
    const onStop = () => {
      tell({ number, stop: String(stop.signal.reason) })
      force = setTimeout(settle, graceOf(stop.signal.reason), stop.ending)
    }
    const onMessage = ([of, said]: [number, Said]) => {
      const ending = of === number ? heard(said, task) : undefined
      if (ending) settle(ending, true)
    }
    // a thread that died of what an earlier job had left behind
    const unlessEarlier = (ending: Ending) =>
      settle(Atomics.load(begun, 0) === number ? ending : 'not-begun')
    const onError = (error: NodeJS.ErrnoException) => unlessEarlier(crash(error))
    const onExit = (code: number) =>
      unlessEarlier(failed('handler-crashed', `The handler ended its thread with code ${code}.`))
    thread.on('message', onMessage)
    thread.on('error', onError)
    thread.on('exit', onExit)
    const job = { id, attempt, tenant, type, payload, timeout_ms }
    tell({ number, job } satisfies Given)
    stop.signal.addEventListener('abort', onStop, { once: true })
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

/** What a stray callback threw, or memory that ran out. */
function crash(error: NodeJS.ErrnoException): Ending {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return failed('out-of-memory', `The handler used more than ${limits.memory_mb} MiB.`)
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return failed('handler-crashed', textOf(`The handler crashed: ${said}`, sandbox.message_chars))
}
