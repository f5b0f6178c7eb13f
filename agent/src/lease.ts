// The agent's own view of one lease. It always ends before the broker's view does.
import type { Clock } from './clock.ts'

export interface Lease {
  /**
   * Whether the attempt is still this agent's. Whoever acts outside on behalf of a script asks this first, each time:
   * sending a result, each fetch.
   */
  held(): boolean
  /** Counts from when the request was sent, not from when the answer came. */
  renew(since: number, lease_ms: number): void
  end(): void
}

/** What is taken off, for the message's way and for stopping: a fifth, at most five seconds. */
export function marginOf(lease_ms: number): number {
  return Math.min(lease_ms / 5, 5_000)
}

export function createLease(clock: Clock, lease_ms: number, onOver: () => void): Lease {
  let until = Number.NEGATIVE_INFINITY
  let cancel = () => {}
  const watch = () => {
    cancel()
    cancel = clock.after(until - clock.now(), () => {
      if (clock.now() < until) watch()
      else onOver()
    })
  }
  const lease: Lease = {
    held: () => clock.now() < until,
    renew(since, ms) {
      const next = since + ms - marginOf(ms)
      if (next <= until) return // an answer that came late says nothing new
      until = next
      watch()
    },
    end() {
      until = Number.NEGATIVE_INFINITY
      cancel()
    },
  }
  lease.renew(clock.now(), lease_ms)
  return lease
}
