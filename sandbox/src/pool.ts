// Warm threads: started ahead, lent for one piece of work at a time, and ended when nobody has needed them for a while.
import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'

export interface PoolOptions {
  /** A new thread. Its first message, within `start_ms`, says that it is ready for work. */
  start(): Worker | Promise<Worker>
  start_ms: number
  /** How many stand ready beside those at work, from the first use on. */
  spares: number
  /** A thread that nobody has needed for so long is ended. */
  idle_ms: number
}

interface Waiter {
  since: number
  resolve(thread: Worker | undefined): void
  reject(cause: unknown): void
}

/** More at the same time would only slow each other down. */
const starts = Math.min(4, availableParallelism())
/** Who has waited so long for a thread at work gets a new one: many short pieces of work need few threads. */
const patience_ms = 25

export class Pool {
  readonly #options: PoolOptions
  readonly #idle: { thread: Worker; since: number }[] = [] // the one used last is at the end
  readonly #waiting: Waiter[] = []
  readonly #alive = new Set<Worker>()
  #starting = 0
  #taken = Number.NEGATIVE_INFINITY // when a thread was last wanted
  #timer: NodeJS.Timeout | undefined
  #growing: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** A thread that does nothing else; undefined when the signal aborted first. Rejects when none can be started. */
  take(signal: AbortSignal): Promise<Worker | undefined> {
    this.#taken = performance.now()
    if (signal.aborted) return Promise.resolve(undefined)
    const ready = this.#idle.pop()?.thread
    if (ready !== undefined) {
      ready.ref()
      this.#grow()
      return Promise.resolve(ready)
    }
    const taken = this.#wait(signal)
    this.#grow()
    return taken
  }

  /** A thread nobody has used, for one who must have such a one. */
  takeNew(): Promise<Worker> {
    return this.#start()
  }

  /** Hands a thread back that can be used again. */
  give(thread: Worker): void {
    if (thread.threadId === -1) return // it died just now
    const waiter = this.#waiting.shift()
    if (waiter) return waiter.resolve(thread)
    if (this.#closed) return void this.end(thread)
    thread.unref() // who only waits keeps no process alive
    this.#idle.push({ thread, since: performance.now() })
    this.#timer ??= setTimeout(() => this.#sweep(), this.#options.idle_ms).unref()
  }

  /** Ends a thread that cannot be used again. Resolves when it is gone. */
  async end(thread: Worker): Promise<void> {
    this.#forget(thread)
    if (this.#waiting.length > 0) this.#grow() // perhaps for this one
    await thread.terminate()
  }

  /** Ends the threads that wait for work; those at work are ended when they come back. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await Promise.all(this.#idle.splice(0).map(({ thread }) => this.end(thread)))
  }

  #wait(signal: AbortSignal): Promise<Worker | undefined> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.#waiting.indexOf(waiter)
        if (index !== -1) this.#waiting.splice(index, 1)
        resolve(undefined)
      }
      const waiter: Waiter = {
        since: performance.now(),
        resolve(thread) {
          signal.removeEventListener('abort', leave)
          resolve(thread)
        },
        reject(cause) {
          signal.removeEventListener('abort', leave)
          reject(cause as Error)
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiter)
    })
  }

  /** Starts what is missing, a few at a time; whoever waits gets the first thread that is free, new or used. */
  #grow(): void {
    while (this.#starting < Math.min(starts, this.#missing())) {
      this.#starting += 1
      this.#start()
        .finally(() => (this.#starting -= 1))
        .then(
          (thread) => {
            this.give(thread)
            this.#grow()
          },
          (cause: unknown) => {
            this.#waiting.shift()?.reject(cause)
            if (this.#waiting.length > 0) this.#grow() // a spare that cannot be started is not tried again
          },
        )
        .catch(() => {}) // nothing above throws
    }
    if (this.#waiting.length === 0 || this.#growing !== undefined) return
    this.#growing = setTimeout(() => {
      this.#growing = undefined
      this.#grow()
    }, patience_ms)
  }

  #missing(): number {
    const waiting = this.#waiting.length
    if (waiting === 0) return this.#closed ? 0 : this.#options.spares - this.#idle.length
    if (this.#alive.size === 0) return waiting
    const before = performance.now() - patience_ms
    const first = this.#waiting.findIndex(({ since }) => since > before)
    return first === -1 ? waiting : first
  }

  async #start(): Promise<Worker> {
    const thread = await this.#options.start()
    // listeners of the pool's own for as long as the thread lives; who has lent it adds theirs
    thread.on('error', () => this.#forget(thread))
    thread.on('exit', () => this.#forget(thread))
    try {
      await ready(thread, this.#options.start_ms)
    } catch (cause) {
      await this.end(thread)
      throw cause
    }
    this.#alive.add(thread)
    return thread
  }

  #forget(thread: Worker): void {
    this.#alive.delete(thread)
    const index = this.#idle.findIndex((each) => each.thread === thread)
    if (index !== -1) this.#idle.splice(index, 1)
  }

  /** Spares stay while the pool is in use at all. */
  #sweep(): void {
    this.#timer = undefined
    const { idle_ms, spares } = this.#options
    const before = performance.now() - idle_ms
    const kept = this.#taken > before ? spares : 0
    while (this.#idle.length > kept && this.#idle[0]!.since <= before)
      void this.end(this.#idle.shift()!.thread)
    if (this.#idle.length > 0) this.#timer = setTimeout(() => this.#sweep(), idle_ms).unref()
  }
}

function ready(thread: Worker, within_ms: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const settle = (tell: () => void) => {
      clearTimeout(timer)
      thread.off('error', reject)
      thread.off('exit', ended)
      tell()
    }
    const timer = setTimeout(() => reject(new Error('it takes too long to load')), within_ms)
    const ended = (code: number) => reject(new Error(`it ended its thread with code ${code}`))
    thread.once('message', () => settle(resolve))
    thread.once('error', reject)
    thread.once('exit', ended)
  })
}
