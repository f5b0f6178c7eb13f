// Waits for something to become true: asks again and again, and fails with what it saw last.
import { setTimeout as delay } from 'node:timers/promises'

/** Asks until the answer is accepted; after `timeout` ms it throws with the last answer. */
export async function until<T>(
  ask: () => T | Promise<T>,
  accept: (answer: T) => boolean = Boolean,
  timeout = 20_000,
): Promise<T> {
  const end = performance.now() + timeout
  for (;;) {
    const answer = await ask()
    if (accept(answer)) return answer
    if (performance.now() > end)
      throw new Error(`still not so after ${timeout} ms: ${JSON.stringify(answer)}`)
    await delay(20)
  }
}
