// One who follows a job: woken when there may be more, stopped when it must end, and read from only as it is taken.
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Watch } from './stream.ts'

/** A stream is read no more often than this, in ms, however much happens to its job. */
const breath = 50

/** How long a stream that was stopped has to hand over what it holds, in ms. */
const grace = 5_000

export interface Follower extends Watch {
  readonly job: string
  readonly principal: string
  readonly recheck: () => Promise<void>
  /** There may be more. */
  wake: () => void
  /** Ends the stream after what it is telling. */
  stop: () => void
  /** Since when its reader has taken nothing of what is there for it. */
  stalledSince: () => number | undefined
  /** What goes to the reader. Ends with the pieces, or when the follower is stopped. */
  carry: (pieces: AsyncGenerator<string, void, void>) => Readable
}

interface Given {
  job: string
  principal: string
  recheck: () => Promise<void>
  /** How long it lives at most, in ms. */
  lifetime: number
  gone: AbortSignal
  /** Called once, when it is over. */
  over: (follower: Follower) => void
}

export function createFollower({ job, principal, recheck, lifetime, gone, over }: Given): Follower {
  let changes = 0
  let waiting: (() => void) | undefined
  let stalled: number | undefined
  let stream: Readable | undefined
  const stop = new AbortController()
  const end = () => {
    if (stop.signal.aborted) return
    stop.abort()
    waiting?.()
    setTimeout(() => stream?.destroy(), grace).unref()
  }
  const life = setTimeout(end, lifetime)
  const follower: Follower = {
    job,
    principal,
    recheck,
    get changes() {
      return changes
    },
    get stopped() {
      return stop.signal.aborted
    },
    async past(known, ms) {
      const rest = delay(breath, undefined, { signal: stop.signal }).catch(() => {})
      if (changes === known && !stop.signal.aborted) {
        const woken = new Promise<void>((resolve) => (waiting = resolve))
        const timer = setTimeout(() => waiting?.(), ms)
        await woken
        clearTimeout(timer)
      }
      await rest
    },
    wake() {
      changes += 1
      waiting?.()
    },
    stop: end,
    stalledSince: () => stalled,
    carry(pieces) {
      stream = readable(pieces, {
        stalled: (since) => (stalled = since),
        closed() {
          clearTimeout(life)
          end()
          over(follower)
        },
      })
      return stream
    },
  }
  gone.addEventListener('abort', () => stream?.destroy())
  return follower
}

interface Tells {
  /** Its reader takes nothing since then; undefined: it does. */
  stalled: (since: number | undefined) => void
  closed: () => void
}

/** The next piece is made when there is room for it, and the pieces end with their reader. */
function readable(
  pieces: AsyncGenerator<string, void, void>,
  { stalled, closed }: Tells,
): Readable {
  return new Readable({
    highWaterMark: 16_384,
    read() {
      stalled(undefined)
      pieces.next().then(
        ({ done, value }) => {
          const wanted = this.push(done ? null : value)
          if (!wanted && !done) stalled(performance.now())
        },
        (error: Error) => this.destroy(error),
      )
    },
    destroy(error, done) {
      closed()
      void pieces.return().catch(() => {})
      done(error)
    },
  })
}
