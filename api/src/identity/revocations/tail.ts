// Reads what was revoked, in its order, as long as the broker runs: woken by hints, and again a few times a second.
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from '../../db/database.ts'
import type { Hints } from '../../db/listen.ts'
import { createClock } from '../clock.ts'
import { rereadable } from '../reread.ts'
import { type Applied, createRevoked, type Revoked } from '../revoked.ts'
import * as store from './store.ts'

export interface Tail extends AsyncDisposable {
  memory: Revoked
  /** The database's clock. */
  now: () => number
  /** The last number that was read. */
  number: () => number
  fresh: () => boolean
  refresh: () => Promise<void>
  onApplied: (listener: (rows: Applied[]) => void) => void
}

/** In ms. A replica that has not read for `trusted` reads before it answers; whoever revokes waits longer than that. */
const times = { reread: 250, trusted: 750, alive: 1_500 }

/** Rows of one read. */
const most = 10_000

interface Options {
  db: Database
  hints: Pick<Hints, 'on'>
  log: Logger
  /** Of this replica, and of its master key. */
  id: string
  master_id: Buffer
}

export function createTail({ db, hints, log, id, master_id }: Options): Tail {
  const work = db.as('work')
  const memory = createRevoked()
  const listeners: Array<(rows: Applied[]) => void> = []
  const stop = new AbortController()
  const { now, told } = createClock()
  let [last, readAt] = [0, -Infinity]
  let reporting: Promise<unknown> | undefined

  async function read(): Promise<void> {
    const began = performance.now()
    for (let full = true; full && !stop.signal.aborted;) {
      const asked = performance.now()
      const found = await work.one(store.tail, { after: last, limit: most })
      told(found.now, asked, performance.now())
      full = found.rows.length === most
      apply(found.rows, full ? found.rows.at(-1)!.number : found.number)
    }
    readAt = began
    // Whoever asked need not wait for it, and should it fail the next read reports too.
    const said = { id, applied: last, master_id, seconds: times.alive / 1000 }
    reporting = work.many(store.report, said).catch(() => undefined)
  }

  function apply(rows: store.Row[], number: number): void {
    last = number
    memory.add(rows)
    const begun = memory.begun(now())
    if (begun.length > 0) for (const listener of listeners) listener(begun)
  }

  const refresh = rereadable(read)
  const following = follow(refresh, stop.signal, log)
  hints.on('trust', () => void refresh().catch(() => undefined))
  return {
    ...{ memory, now, refresh },
    number: () => last,
    fresh: () => performance.now() - readAt < times.trusted,
    onApplied: (listener) => void listeners.push(listener),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await following
      await refresh.idle()
      await reporting
    },
  }
}

async function follow(
  refresh: () => Promise<void>,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  let failing = false
  while (!signal.aborted) {
    try {
      await refresh()
      failing = false
    } catch (error) {
      if (!failing && !signal.aborted)
        log.warn({ operation: 'revocations', err: error }, 'cannot read what was revoked')
      failing = true
    }
    await delay(times.reread, undefined, { signal }).catch(() => {})
  }
}
