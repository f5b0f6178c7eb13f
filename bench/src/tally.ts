// Follows jobs from their submit over their start to their end, by a number for each.
import { quantile } from './rounds.ts'

export interface Tally {
  /** A job is about to be submitted: its number. */
  submitted: () => number
  started: (job: number, at?: number) => void
  ended: (job: number) => void
  /** Resolves when the job is over. */
  end: (job: number) => Promise<void>
  figures: () => Figures
}

export interface Figures {
  /** From the first submit to now. */
  per_second: number
  start_p50_ms: number
  start_p99_ms: number
  p50_ms: number
  p99_ms: number
}

/** In ms since the epoch, with fractions: comparable between processes of one machine. */
const now = (): number => performance.timeOrigin + performance.now()

interface Life {
  submitted: number
  started?: number
  ended?: number
  over?: () => void
}

export function createTally(): Tally {
  const lives: Life[] = []
  return {
    submitted: () => lives.push({ submitted: now() }) - 1,
    started(job, at = now()) {
      lives[job]!.started = at
    },
    ended(job) {
      const life = lives[job]!
      life.ended ??= now()
      life.over?.()
    },
    async end(job) {
      const life = lives[job]!
      if (life.ended === undefined) await new Promise<void>((resolve) => (life.over = resolve))
    },
    figures() {
      const over = lives.filter(({ ended }) => ended !== undefined)
      const since = (what: 'started' | 'ended') =>
        over.map((life) => life[what]! - life.submitted).toSorted((a, b) => a - b)
      const [waits, cycles] = [since('started'), since('ended')]
      return {
        per_second: (over.length / (now() - lives[0]!.submitted)) * 1000,
        start_p50_ms: quantile(waits, 0.5),
        start_p99_ms: quantile(waits, 0.99),
        p50_ms: quantile(cycles, 0.5),
        p99_ms: quantile(cycles, 0.99),
      }
    },
  }
}
