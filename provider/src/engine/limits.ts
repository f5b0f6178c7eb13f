// How fast the broker, or what stands before it, wants to be asked: Retry-After and the RateLimit headers.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './http.ts'

type Headers = Answer['headers']

/** For how many ms nothing more should be asked; 0: no word of it. */
export function askedPause({ status, headers }: Answer, now = Date.now()): number {
  const said = retryAfter(headers, now)
  if (said > 0) return said
  return status === 429 || isSpent(headers) ? untilReset(headers) : 0
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function retryAfter(headers: Headers, now: number): number {
  const value = headers['retry-after']?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  return Math.max(0, (Date.parse(value) || 0) - now)
}

/** `RateLimit: "default";r=0;t=30`, and the three headers that it grew from. */
const isSpent = (headers: Headers): boolean =>
  textOf(headers, 'ratelimit-remaining') === '0' || /;\s*r=0\b/.test(textOf(headers, 'ratelimit'))

function untilReset(headers: Headers): number {
  const [, seconds] = /;\s*t=(\d+)/.exec(textOf(headers, 'ratelimit')) ?? []
  return (Number(seconds ?? textOf(headers, 'ratelimit-reset')) || 0) * 1000
}

const textOf = (headers: Headers, name: string): string => String(headers[name] ?? '').trim()

/** One for all calls: who was told to wait waits for all others, too. */
export interface Pace {
  heed(answer: Answer): void
  /** Until it may be asked again, or as long as anybody is patient. */
  turn(longest: number, stopped: AbortSignal): Promise<void>
}

export function createPace(): Pace {
  let until = 0
  return {
    heed(answer) {
      const pause = askedPause(answer)
      if (pause > 0) until = Math.max(until, Date.now() + pause)
    },
    async turn(longest, signal) {
      const pause = Math.min(until - Date.now(), longest)
      if (pause > 0) await sleep(pause, undefined, { signal })
    },
  }
}
