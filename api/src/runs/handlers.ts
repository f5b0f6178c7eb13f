// The operations on a task's runs. Each run is a job.
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { newId } from '../ids.ts'
import { roomInQueue } from '../jobs/submit.ts'
import { wake } from '../queue/wake.ts'
import { byName as taskByName } from '../tasks/store.ts'
import * as store from './store.ts'

export const runs = {
  async listTaskRuns({ path, query }, { tx }) {
    const { id: task_id } = await tx.one(taskByName, path)
    const asked = { ...query, task_id }
    return page(tx, store.ofTask, asked)
  },
  async submitTaskRun({ path }, { tx }) {
    const { id: task_id } = await tx.one(taskByName, path)
    await roomInQueue(tx)
    const run = await tx.one(store.insert, { id: newId(), task_id })
    await wake(tx)
    return run
  },
} satisfies Partial<Handlers>
