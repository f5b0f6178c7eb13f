// The operations on tasks.
import { checkScript } from '@reeve/sandbox'
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace, type Schemas } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { stopAgentsOf } from '../jobs/cancel.ts'
import { ofCustomer, payloadFits } from '../jobs/rules.ts'
import { mistake } from '../problem.ts'
import { cancel as cancelRuns } from '../runs/store.ts'
import { checkTiming, jitterOf, nextDue, type Timing } from './rules.ts'
import * as store from './store.ts'

type Tx = Context['tx']
type Given = Schemas['TaskUpdate']

export const tasks = {
  listTasks: ({ query }, { tx }) => page(tx, store.all, query),
  async createTask({ path, body }, { tx }) {
    ofCustomer(path.tenant)
    await check(body)
    const id = newId()
    const input = JSON.stringify(body.input)
    return tx.one(store.insert, { id, ...body, input, ...(await dueOf(tx, id, body)) })
  },
  getTask: ({ path }, { tx }) => tx.one(store.byName, path),
  async updateTask({ path, body }, { tx, revision }) {
    const before = await tx.one(store.held, path)
    await check(body)
    const { next_due_at, next_run_at } = before
    const due = sameTiming(before, body)
      ? { next_due_at, next_run_at }
      : await dueOf(tx, before.id, body)
    const change = { ...path, ...body, input: JSON.stringify(body.input), ...due, revision }
    return replace(tx, store.replace, store.byName, change)
  },
  async deleteTask({ path }, { tx }) {
    const { id } = await tx.one(store.held, path)
    await stopAgentsOf(tx, await tx.many(cancelRuns, { tasks: [id] }))
    await tx.one(store.remove, path)
  },
} satisfies Partial<Handlers>

async function check(body: Given): Promise<void> {
  payloadFits({ script: body.script, input: body.input })
  checkTiming(body)
  const wrong = await checkScript(body.script)
  if (!wrong) return
  const { message, line, column } = wrong
  const place = line === undefined ? '' : ` in line ${line}, column ${column ?? 1}`
  throw mistake('/script', `does not compile: ${message}${place}`)
}

async function dueOf(tx: Tx, id: string, timing: Timing) {
  const { now } = await tx.one(store.clock)
  const due = nextDue(timing, new Date(now))
  const run = due && new Date(due.getTime() + jitterOf(id, timing.jitter_seconds))
  return { next_due_at: due && due.toISOString(), next_run_at: run && run.toISOString() }
}

const timing = [
  'schedule',
  'time_zone',
  'jitter_seconds',
  'starts_at',
  'ends_at',
  'paused',
] as const satisfies Array<keyof Timing>

const sameTiming = (before: Timing, after: Timing): boolean =>
  timing.every((name) => before[name] === after[name])
