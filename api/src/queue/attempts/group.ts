// What many agents say of their attempts at one moment, in one statement for each kind of report and one transaction.
import { type Database, type Query, together } from '../../db/database.ts'
import { byKey } from '../store.ts'
import type { Line, Outcome, Said } from './said.ts'
import * as store from './store.ts'
import type { Both, Holding } from './store.ts'

/** For each of what was said whether it counted. False may also mean that the job is locked just now. */
export async function takeTogether(
  db: Database,
  lease_seconds: number,
  said: Said[],
): Promise<boolean[]> {
  const plan = planOf(said)
  if (isEmpty(plan)) return said.map(() => false)
  const work = (query: Query) => statementsOf(query, plan, lease_seconds, 'now')
  const forgettable = plan.results.size === 0 && plan.lines.length === 0
  const rows = await db.transaction('work', async (tx) => {
    const sent = [tx.many(byKey), forgettable && tx.many(store.mayBeForgotten)]
    const [taken] = await together([together(work(tx)), tx.commit(), ...sent]) // one round trip
    return taken
  })
  return answers(said, plan, rows.flat() as Taken[])
}

/** The same for one report, which waits for whoever has its job locked. */
export async function takeAlone(db: Database, lease_seconds: number, said: Said): Promise<boolean> {
  const plan = planOf([said])
  const query = db.as('work')
  const rows = await Promise.all(statementsOf(query, plan, lease_seconds, 'waiting'))
  if (answers([said], plan, rows.flat())[0]) return true
  if (said.event.kind !== 'result') return false
  const outcomes = [said.event.outcome.status]
  return (await query.many(store.finishedBy, { ...columnsOf([said]), outcomes })).length > 0
}

interface Told extends Holding {
  /** When its start came, if that is among what is taken now. */
  begun: number | undefined
  outcome: Outcome
}

/** What to do, by attempt: of a start, progress and lines, and of a result, in this order whatever came first. */
interface Plan {
  starts: Map<string, Holding & { at: number }>
  progress: Map<string, Holding & { percent: number; message: string }>
  lines: Array<Holding & { lines: Line[] }>
  results: Map<string, Told>
  /** What was said of an attempt after its result. */
  late: Set<Said>
}

const isEmpty = ({ starts, progress, lines, results }: Plan): boolean =>
  starts.size + progress.size + lines.length + results.size === 0

type Taken = Holding & { kind: Said['event']['kind'] }

export const keyOf = ({ job, attempt, agent }: Holding): string => `${job}:${attempt}:${agent}`

function planOf(said: Said[]): Plan {
  const plan: Plan = {
    starts: new Map(),
    progress: new Map(),
    lines: [],
    results: new Map(),
    late: new Set(),
  }
  for (const one of said) {
    const { event, ...holding } = one
    const key = keyOf(holding)
    if (plan.results.has(key)) {
      plan.late.add(one) // of two results, too, the first counts
      continue
    }
    if (event.kind === 'started') plan.starts.set(key, holding)
    if (event.kind === 'progress') plan.progress.set(key, { ...holding, ...event })
    if (event.kind === 'lines') plan.lines.push({ ...holding, ...event })
    if (event.kind === 'result' && event.outcome.status !== 'cancelled')
      plan.results.set(key, { ...holding, begun: undefined, outcome: event.outcome })
  }
  // The row that a result takes away need not be written for its start.
  for (const [key, told] of plan.results)
    if (told.outcome.status === 'completed') {
      told.begun = plan.starts.get(key)?.at
      plan.starts.delete(key)
    }
  return plan
}

function statementsOf(
  query: Query,
  { starts, progress, lines, results }: Plan,
  lease_seconds: number,
  how: keyof Both,
): Array<Promise<Taken[]>> {
  const sent: Array<Promise<Taken[]>> = []
  const send = (kind: Taken['kind'], rows: Promise<Holding[]>) =>
    sent.push(rows.then((taken) => taken.map((one) => ({ ...one, kind }))))
  if (starts.size > 0) {
    const all = [...starts.values()]
    const values = { ...columnsOf(all), ago: all.map(({ at }) => since(at)), lease_seconds }
    send('started', query.many(store.start[how], values))
  }
  if (progress.size > 0) {
    const all = [...progress.values()]
    const percents = all.map(({ percent }) => percent)
    const messages = all.map(({ message }) => message)
    const values = { ...columnsOf(all), percents, messages, lease_seconds }
    send('progress', query.many(store.progress[how], values))
  }
  if (lines.length > 0) send('lines', query.many(store.addLines, columnsOfLines(lines)))
  if (results.size > 0)
    send('result', query.many(store.finish[how], columnsOfResults([...results.values()])))
  return sent
}

function answers(said: Said[], { results, late }: Plan, rows: Taken[]): boolean[] {
  const taken = new Set(rows.map((row) => `${row.kind}:${keyOf(row)}`))
  return said.map((one) => {
    if (late.has(one)) return false
    const key = keyOf(one)
    const { kind } = one.event
    const counts = kind === 'started' && results.get(key)?.begun !== undefined ? 'result' : kind
    return taken.has(`${counts}:${key}`)
  })
}

export const columnsOf = (all: Holding[]) => ({
  jobs: all.map(({ job }) => job),
  attempts: all.map(({ attempt }) => attempt),
  agents: all.map(({ agent }) => agent),
})

function columnsOfLines(all: Plan['lines']) {
  const each = all.flatMap(({ lines, ...holding }) => lines.map((line) => ({ ...holding, line })))
  return {
    ...columnsOf(all),
    line_jobs: each.map(({ job }) => job),
    line_attempts: each.map(({ attempt }) => attempt),
    numbers: each.map(({ line }) => line.number),
    levels: each.map(({ line }) => line.level),
    texts: each.map(({ line }) => line.text),
    ats: each.map(({ line }) => line.at),
  }
}

const columnsOfResults = (all: Told[]) => ({
  ...columnsOf(all),
  outcomes: all.map(({ outcome }) => outcome.status),
  results: all.map(({ outcome }) => outcome.result),
  errors: all.map(({ outcome }) => outcome.error),
  stopped: all.map(({ outcome }) => outcome.stopped),
  begun: all.map(({ begun }) => (begun === undefined ? null : since(begun))),
})

/** In seconds. */
const since = (at: number): number => (performance.now() - at) / 1000
