// How failures add up to a ban. The table auth_failure counts by the same rules (see store.ts).

/** Times are in ms, of whatever clock the caller has. */
export interface Count {
  /** When the first failure was. The window does not move. */
  windowAt: number
  failures: number
  /** 0: not banned. */
  bannedUntil: number
}

export interface Limits {
  /** The failure that begins a ban. */
  most: number
  window_ms: number
  ban_ms: number
}

/** One failure more. What fails during a ban does not count: a ban ends when it was said to. */
export function withFailure(count: Count | undefined, now: number, limits: Limits): Count {
  if (count && isBanned(count, now)) return count
  const before = count && goesOn(count, now, limits) ? count : { windowAt: now, failures: 0 }
  const failures = before.failures + 1
  const bannedUntil = failures >= limits.most ? now + limits.ban_ms : 0
  return { windowAt: before.windowAt, failures, bannedUntil }
}

export const isBanned = ({ bannedUntil }: Count, now: number): boolean => bannedUntil > now

/** A ban that is over leaves nothing behind. */
const goesOn = ({ bannedUntil, windowAt }: Count, now: number, { window_ms }: Limits): boolean =>
  bannedUntil === 0 && now - windowAt < window_ms

export const isOver = (count: Count, now: number, limits: Limits): boolean =>
  !isBanned(count, now) && !goesOn(count, now, limits)
