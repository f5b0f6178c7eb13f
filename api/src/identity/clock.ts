// The database's clock, as this replica knows it: what it told last, and the time since by our own monotonic clock.

export interface Clock {
  /** In ms since the epoch. */
  now: () => number
  /** The database told a time somewhere between these two moments (ms of `performance.now`). */
  told: (time: number, asked: number, answered: number) => void
}

/** How much two clocks part at most, in ms for each ms. */
const drift = 0.000_5

export function createClock(
  mono: () => number = () => performance.now(),
  first = Date.now(),
): Clock {
  let known = { time: first, at: mono(), error: Infinity }
  return {
    now: () => known.time + mono() - known.at,
    told(time, asked, answered) {
      const error = (answered - asked) / 2
      // An answer that took long says little: what was known better is kept until it has grown old.
      if (error > known.error + (answered - known.at) * drift) return
      known = { time, at: (asked + answered) / 2, error }
    },
  }
}
