// Waiting longer after each failure, with full jitter, so that a fleet does not come back as one.

export interface Backoff {
  /** How long to wait now, in ms; the next answer is drawn from twice the range. */
  next(): number
  reset(): void
}

export interface BackoffOptions {
  base_ms?: number
  most_ms?: number
  random?: () => number
}

export function createBackoff(options: BackoffOptions = {}): Backoff {
  const { base_ms = 500, most_ms = 30_000, random = Math.random } = options
  let range = base_ms
  return {
    next() {
      const wait = random() * range
      range = Math.min(most_ms, range * 2)
      return wait
    },
    reset() {
      range = base_ms
    },
  }
}
