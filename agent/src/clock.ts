// Time as a dependency, so that tests can turn it. Leases are measured with the monotonic clock only.

export interface Clock {
  /** Milliseconds of a clock that never jumps. */
  now(): number
  /** The time of day, for people. */
  date(): Date
  /** Calls back once, after at least so many milliseconds; returns what prevents it. */
  after(ms: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, ms), 2 ** 31 - 1))
    return () => clearTimeout(timer)
  },
}

/** Resolves after a time, or at once when the signal aborts; the caller looks at the signal. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal?.addEventListener('abort', done, { once: true })
  })
}
