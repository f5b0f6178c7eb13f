// Waiting for a fact that nobody announces: asked for again and again, within a limit, until a signal.
import { setTimeout as delay } from 'node:timers/promises'

const pause = 10 // ms; a start takes some 70 ms, so a coarser step would show

export interface Wait {
  /** What is waited for, as the error tells it: "PostgreSQL did not <what> within 60 s". */
  what: string
  seconds: number
  signal?: AbortSignal | undefined
  /** What else the error should show, such as the end of a log. */
  explain?: () => string
}

/** The first answer of `check` that is not undefined. */
export async function until<T>(
  wait: Wait,
  check: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const limit = performance.now() + wait.seconds * 1000
  for (;;) {
    wait.signal?.throwIfAborted()
    const answer = await check()
    if (answer !== undefined) return answer
    if (performance.now() > limit) {
      throw new Error(
        `PostgreSQL did not ${wait.what} within ${wait.seconds} s.${wait.explain?.() ?? ''}`,
      )
    }
    // a signal that aborts here is noticed, with its own reason, at the top of the loop
    await delay(pause, undefined, wait.signal && { signal: wait.signal }).catch(() => undefined)
  }
}
