// Agents that wait to be let in and have stopped asking are gone: nobody has to clean up after them.
import { forgotten, ghosts, silent } from '../../enrolments/tickets/store.ts'
import { most, type Sweep } from '../sweep.ts'

export const pending: Sweep = {
  name: 'pending',
  lock: 7_311_845_041,
  every: 30_000,
  async run(tx) {
    const [stopped, gone, old] = [
      await tx.many(silent, { most }),
      await tx.many(ghosts, { most }),
      await tx.many(forgotten, { most }),
    ]
    return { stopped_asking: stopped.length, agents_gone: gone.length, forgotten: old.length }
  },
}
