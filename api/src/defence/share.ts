// Tells other replicas what this one counted, and learns what they did: written together, read after a hint.
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import type { Hints } from '../db/listen.ts'
import { hint } from '../queue/wake.ts'
import type { Ledger } from './ledger.ts'
import * as store from './store.ts'

interface Parts {
  db: Database
  hints: Pick<Hints, 'on'>
  log: Logger
  ledger: Ledger
  limits: { most: number; most_of_address: number; window_seconds: number; ban_seconds: number }
  /** How many addresses are banned. */
  banned: (addresses: number) => void
}

/** Least ms between two rounds. */
const rhythm_ms = 100
/** Most ms between two, should a hint be lost. */
const look_ms = 5_000
/** Rows written at once, rows read at once, and rows that the table may have. */
const [mostWritten, mostRead, mostRows] = [1_000, 10_000, 100_000]

export interface Sharing extends AsyncDisposable {
  /** There is something to write. */
  soon: () => void
}

export function share({ hints, log, ...parts }: Parts): Sharing {
  const { ledger } = parts
  const round = rounds(parts)
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let stopped = false
  let asked = false

  const begin = (): void => {
    asked = false
    running = round()
      .catch((error: unknown) =>
        log.warn({ operation: 'limiter', err: error }, 'could not share failed attempts'),
      )
      .finally(() => {
        running = undefined
        if (!stopped) timer = setTimeout(begin, asked || ledger.waits() ? rhythm_ms : look_ms)
      })
  }
  const soon = (): void => {
    if (asked || stopped) return
    asked = true
    if (running) return
    clearTimeout(timer)
    timer = setTimeout(begin, rhythm_ms)
  }
  hints.on('failures', soon)
  begin()
  return {
    soon,
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** One round: writes what waits, then reads what changed. */
function rounds({ db, ledger, limits, banned }: Omit<Parts, 'hints' | 'log'>) {
  const work = db.as('work')
  let since = new Date(0).toISOString()
  let rows = 0

  async function write(): Promise<void> {
    const cleared = ledger.cleared()
    if (cleared.length > 0) await work.many(store.clear, { keys: cleared })
    const counted = ledger.counted(mostWritten)
    if (counted.keys.length > 0) {
      const full = rows >= mostRows
      const made = await work.many(store.count, { ...counted, ...limits, full })
      rows += made.filter((row) => row.made).length
    }
    await hint(work, { kind: 'failures' })
  }
  return async (): Promise<void> => {
    const writes = ledger.waits()
    if (writes) await write()
    const found = await work.many(store.changed, { since, most: mostRead })
    for (const row of found.toReversed()) ledger.learn(row)
    since = found[0]?.changed_at ?? since
    // Others make rows too; near the end they are counted each time.
    if (!writes || rows > mostRows / 2) rows = (await work.one(store.rows)).count
    banned(ledger.bannedAddresses())
  }
}
