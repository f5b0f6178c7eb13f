// Background loops. Of several replicas one at a time runs a sweep, under an advisory lock.
import type { Logger } from 'pino'
import type { Database, Query } from '../db/database.ts'
import { sql } from '../db/sql.ts'

export interface Sweep {
  name: string
  /** Key of its advisory lock. */
  lock: number
  /** Milliseconds between two runs. */
  every: number
  /** Does the work in a transaction; returns counts for the log. */
  run: (tx: Query) => Promise<Record<string, number>>
}

const lock = sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${'lock'}) as mine`

/** Runs sweeps until disposed. */
export function startSweeps(db: Database, log: Logger, sweeps: Sweep[]): AsyncDisposable {
  const loops = sweeps.map((sweep) => startSweep(db, log, sweep))
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(loops.map((loop) => loop[Symbol.asyncDispose]()))
    },
  }
}

function startSweep(db: Database, log: Logger, sweep: Sweep): AsyncDisposable {
  let stopped = false
  let timer: NodeJS.Timeout
  let running = Promise.resolve()
  const next = (): void => {
    if (!stopped) timer = setTimeout(() => void (running = once().then(next)), sweep.every)
  }
  const once = async (): Promise<void> => {
    try {
      const counts = await db.transaction<Record<string, number>>('work', async (tx) => {
        const { mine } = await tx.one(lock, { lock: sweep.lock })
        return mine ? sweep.run(tx) : {}
      })
      if (Object.values(counts).some((count) => count > 0))
        log.info({ operation: sweep.name, ...counts }, 'swept')
    } catch (error) {
      log.warn({ operation: sweep.name, err: error }, 'a sweep failed; it will run again')
    }
  }
  next()
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
