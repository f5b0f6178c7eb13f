// A module of authors' handlers and its threads, so that whatever a handler does fails its job and not the agent.
import { Pool } from '@reeve/sandbox'
import { inThread } from './attempt.ts'
import type { Runner } from './runner.ts'
import { limits, startThread, type Said } from './threads.ts'

export interface HandlerModule {
  /** The job types that it has handlers for. */
  types: string[]
  run: Runner
  /** Ends the threads that wait for jobs. */
  close(): Promise<void>
}

/** Loads a module (a file: URL) in a first thread. Throws what is wrong with it. */
export async function openModule(module: string): Promise<HandlerModule> {
  let fresh = new Map<string, boolean>()
  const pool = new Pool({
    start() {
      const thread = startThread(module)
      thread.once('message', ([, said]: [number, Said]) => {
        if (said.kind === 'types') fresh = said.types
      })
      return thread
    },
    start_ms: limits.load_ms,
    spares: 0,
    idle_ms: limits.idle_ms,
  })
  pool.give(await pool.takeNew())
  return {
    types: [...fresh.keys()],
    run: (task) => inThread(pool, task, fresh.get(task.type) === true),
    close: () => pool.close(),
  }
}
