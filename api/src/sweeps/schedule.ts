// Makes the runs of tasks that have become due. One replica at a time does it, and each task moves on in the same
// transaction: a due time has one run, whatever dies in between.
import type { Query } from '../db/database.ts'
import { lacking, run as asked } from '../fleet/capacity.ts'
import { newId } from '../ids.ts'
import { stopAgentsOf } from '../jobs/cancel.ts'
import { wake } from '../queue/wake.ts'
import * as runs from '../runs/store.ts'
import { type Due, dueBy, jitterOf, overlapping } from '../tasks/rules.ts'
import * as tasks from '../tasks/store.ts'
import type { Sweep } from './sweep.ts'

/** When a task that could not be told is looked at again, in ms. */
const again = 60_000

/** Most tasks moved on in one transaction. */
const limit = 500

export const schedule: Sweep = {
  name: 'schedule',
  lock: 7_311_845_025,
  every: 500,
  async run(tx: Query) {
    const due = await tx.many(tasks.due, { limit })
    if (due.length === 0) return {}
    const busy = await tx.many(runs.busy, { tasks: due.map(({ id }) => id) })
    const plans = due.map((task) =>
      plan(
        task,
        busy.some(({ task: id }) => id === task.id),
      ),
    )
    const replaced = plans.filter(({ replaces }) => replaces).map(({ task }) => task)
    const ended = replaced.length > 0 ? await tx.many(runs.cancel, { tasks: replaced }) : []
    await stopAgentsOf(tx, ended)
    const { made, failed } = await insert(tx, plans)
    await tx.many(tasks.advance, {
      tasks: plans.map(({ task }) => task),
      next_due_ats: plans.map(({ next }) => next?.toISOString() ?? null),
      next_run_ats: plans.map(({ nextRun }) => nextRun?.toISOString() ?? null),
    })
    const skipped = plans.reduce((sum, one) => sum + one.skipped, 0)
    const broken = plans.filter((one) => one.broken).length
    return { made, failed, skipped, broken, replaced: ended.length }
  },
}

interface Plan {
  task: string
  tenant: string
  fails: boolean
  runs: Date[]
  next: Date | null
  nextRun: Date | null
  skipped: number
  broken: boolean
  /** Whether what runs is cancelled first. */
  replaces: boolean
}

/** One that cannot be told, say in a time zone that this Node does not know, must not hold up all others. */
function dueOf(task: tasks.DueTask, jitter: number): Due & { broken?: boolean } {
  const [first, now] = [new Date(task.next_due_at), new Date(task.now)]
  try {
    return dueBy(task, first, jitter, now)
  } catch {
    return { runs: [], next: first, broken: true }
  }
}

function plan(task: tasks.DueTask, busy: boolean): Plan {
  const jitter = jitterOf(task.id, task.jitter_seconds)
  const due = dueOf(task, jitter)
  const runs = overlapping(task.overlap, due.runs, busy)
  return {
    task: task.id,
    tenant: task.tenant_id,
    fails: task.fails,
    runs,
    next: due.next,
    nextRun: due.broken ? later(new Date(task.now), again) : due.next && later(due.next, jitter),
    skipped: due.runs.length - runs.length,
    broken: due.broken ?? false,
    replaces: task.overlap === 'replace' && busy && runs.length > 0,
  }
}

/** A due time for which there is no free slot, or no room in the queue, has a run that failed for it. */
async function insert(tx: Query, plans: Plan[]): Promise<{ made: number; failed: number }> {
  const due = plans.flatMap(({ runs: times, ...plan }) => times.map((at) => ({ ...plan, at })))
  if (due.length === 0) return { made: 0, failed: 0 }
  const tenants = [...new Set(due.map(({ tenant }) => tenant))]
  await tx.many(runs.lockQueues, { tenants })
  const lacks = await lacking(
    tx,
    due.map((one) => ({ ...one, asked })),
  )
  const rooms = new Map((await tx.many(runs.rooms, { tenants })).map((one) => [one.tenant, one]))
  const judged = due.map((one, index) => {
    const lack = lacks[index]
    return {
      ...one,
      dead: lack !== undefined,
      error: lack ?? queueFull(rooms.get(one.tenant)!),
    }
  })
  const made = await tx.many(runs.insertDue, columnsOf(judged.filter(({ error }) => !error)))
  const refused = judged.filter(({ error }) => error)
  if (refused.length > 0) {
    const errors = refused.map(({ error }) => JSON.stringify(error))
    const deads = refused.map(({ dead }) => dead)
    await tx.many(runs.insertFailed, { ...columnsOf(refused), errors, deads })
  }
  if (made.length > 0) await wake(tx)
  return { made: made.length, failed: refused.length }
}

const columnsOf = (due: Array<{ task: string; at: Date }>) => ({
  ids: due.map(() => newId()),
  tasks: due.map(({ task }) => task),
  due_ats: due.map(({ at }) => at.toISOString()),
})

/** Takes a place in a tenant's queue; an error when there is none. */
function queueFull(its: { plan: string; most: number; room: number }) {
  its.room -= 1
  if (its.room >= 0) return undefined
  const message = `The plan ${its.plan} lets ${its.most} jobs wait, and as many did when this was due.`
  return { code: 'queue-full', message }
}

const later = (time: Date, ms: number): Date => new Date(time.getTime() + ms)
