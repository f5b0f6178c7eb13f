// The operations on a task's runs. Each run is a job.
import type { Database } from '../db/database.ts'
import { lacking, run as asked } from '../fleet/capacity.ts'
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { newId } from '../ids.ts'
import { readJob } from '../jobs/read.ts'
import { roomInQueue } from '../jobs/submit.ts'
import { wake } from '../queue/wake.ts'
import { asked as taskAsked, byName as taskByName } from '../tasks/store.ts'
import * as store from './store.ts'

export const runs = (db: Database) =>
  ({
    async listTaskRuns({ path, query }, { tx }) {
      const { id: task_id } = await tx.one(taskByName, path)
      const asked = { ...query, task_id }
      return page(tx, store.ofTask, asked)
    },
    async submitTaskRun({ path }, { tx }) {
      const { id: task_id, tenant_id: tenant, fails } = await tx.one(taskAsked, path)
      await roomInQueue(tx)
      const id = newId()
      // Not the tenant's own eyes: the agents that work for it need not be its own.
      const [error] = await lacking(db.as('work'), [{ tenant, fails, asked }])
      if (error) {
        const failed = { errors: [JSON.stringify(error)], deads: [true] }
        await tx.many(store.insertFailed, {
          ids: [id],
          tasks: [task_id],
          due_ats: [null],
          ...failed,
        })
        return readJob(tx, { job: id })
      }
      await tx.one(store.insert, { id, task_id })
      await wake(tx)
      return readJob(tx, { job: id })
    },
  }) satisfies Partial<Handlers>
