// Background loops. Of several replicas one at a time runs a sweep, under an advisory lock.
import type { Logger } from 'pino'
import type { Database, Query } from '../db/database.ts'
import { sql } from '../db/sql.ts'

export interface Sweep {
  name: string
  /** Key of its advisory lock. */
  lock: number
  /** Most milliseconds between two runs. */
  every: number
  /** Does the work in a transaction; returns counts for the log. */
  run: (tx: Query) => Promise<Record<string, number>>
  /** In how many milliseconds there will be something to do, when that can be told. */
  due?: (tx: Query) => Promise<number | null>
}

/** Most rows of a kind in one run, so that its locks are short; after a full one comes another at once. */
export const most = 1000

/** Least milliseconds between two runs of one sweep: what is due may be locked by somebody. */
const rest = 100

export interface Sweeps extends AsyncDisposable {
  /** There is something to do, sooner than was known. */
  wake: (name: string) => void
}

const lock = sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${'lock'}) as mine`

/** Runs sweeps until disposed. */
export function startSweeps(db: Database, log: Logger, sweeps: Sweep[]): Sweeps {
  const loops = new Map(sweeps.map((sweep) => [sweep.name, startSweep(db, log, sweep)]))
  return {
    wake: (name) => loops.get(name)?.wake(),
    async [Symbol.asyncDispose]() {
      await Promise.all([...loops.values()].map((loop) => loop[Symbol.asyncDispose]()))
    },
  }
}

interface Loop extends AsyncDisposable {
  wake: () => void
}

function startSweep(db: Database, log: Logger, sweep: Sweep): Loop {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let woken = false
  const begin = (): void => {
    clearTimeout(timer)
    woken = false
    running = once(db, log, sweep).then((wait) => {
      running = undefined
      if (!stopped) timer = setTimeout(begin, woken ? rest : wait)
    })
  }
  timer = setTimeout(begin, sweep.due ? rest : sweep.every)
  return {
    wake() {
      woken = true
      if (!running && !stopped) begin()
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Returns in how many milliseconds to come again. */
async function once(db: Database, log: Logger, sweep: Sweep): Promise<number> {
  const { name: operation, every } = sweep
  try {
    const { counts, due } = await db.transaction('work', async (tx) => {
      const { mine } = await tx.one(lock, { lock: sweep.lock })
      const counts = mine ? await sweep.run(tx) : {}
      return { counts, due: (await sweep.due?.(tx)) ?? null }
    })
    const told = Object.values(counts)
    if (told.some((count) => count > 0)) log.info({ operation, ...counts }, 'swept')
    if (told.some((count) => count >= most)) return rest
    return Math.max(rest, Math.min(every, due ?? every))
  } catch (error) {
    log.warn({ operation, err: error }, 'a sweep failed; it will run again')
    return every
  }
}
