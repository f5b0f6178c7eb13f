// When a task is due, and which of the due times that have passed get a run.
import { createHash } from 'node:crypto'
import { checkTimeZone, type Schedule, ScheduleError, scheduleOf } from '@reeve/openapi/cron'
import { mistake } from '../problem.ts'

export interface Timing {
  schedule: string | null
  time_zone: string
  jitter_seconds: number
  starts_at: string | null
  ends_at: string | null
  paused: boolean
}

/** How late a due time may be noticed without counting as missed, in ms. */
const onTime = 60_000
/** Most missed due times that get a run. */
const mostMissed = 100
/** Due times that are walked through one by one; of more only the latest are looked at. */
const mostPending = 1000

/** Refuses what can never be due, or is not what its author meant. */
export function checkTiming({ schedule, time_zone, starts_at, ends_at }: Timing): void {
  refusing(() => checkTimeZone(time_zone))
  const [start, end] = [momentOf('/starts_at', starts_at), momentOf('/ends_at', ends_at)]
  if (start !== undefined && end !== undefined && start >= end)
    throw mistake('/ends_at', 'must be after starts_at')
  if (schedule === null) return
  const cron = cronOf(schedule, time_zone)
  if (!cron.nextRun(new Date(0))) throw mistake('/schedule', 'never fires: there is no such day')
  const first = start === undefined ? undefined : cron.nextRun(new Date(start - 1))
  if (start !== undefined && end !== undefined && (!first || first.getTime() > end))
    throw mistake('/schedule', 'never fires between starts_at and ends_at')
}

function momentOf(pointer: string, text: string | null): number | undefined {
  if (text === null) return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw mistake(pointer, 'is no point in time')
  return time
}

function cronOf(schedule: string, timeZone: string): Schedule {
  return refusing(() => scheduleOf(schedule, timeZone))
}

function refusing<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof ScheduleError ? mistake(`/${error.about}`, error.message) : error
  }
}

/** The first due time after a moment; null: there is none. */
export function nextDue(timing: Timing, after: Date): Date | null {
  const { schedule, time_zone, paused } = timing
  return schedule === null || paused ? null : nextBy(cronOf(schedule, time_zone), timing, after)
}

function nextBy(cron: Schedule, { starts_at, ends_at }: Timing, after: Date): Date | null {
  const start = starts_at === null ? -Infinity : Date.parse(starts_at) - 1
  const due = cron.nextRun(new Date(Math.max(after.getTime(), start)))
  return due && (ends_at === null || due.getTime() <= Date.parse(ends_at)) ? due : null
}

/** How much later than due a task runs, in ms. It is the task's own and stays, so that runs keep their distance. */
export function jitterOf(id: string, jitter_seconds: number): number {
  const random = createHash('sha256').update(id).digest().readUInt32BE()
  return random % (jitter_seconds * 1000 + 1)
}

export interface Due {
  /** In their order, the times that get a run. */
  runs: Date[]
  /** The first that has not come. */
  next: Date | null
}

/** What has become due from `first` on, by the catch-up policy; `jitter` in ms. */
export function dueBy(
  timing: Timing & { catch_up: 'none' | 'last' | 'all' },
  first: Date,
  jitter: number,
  now: Date,
): Due {
  const { passed, next } = passedSince(timing, first, now.getTime() - jitter)
  const limit = now.getTime() - jitter - onTime
  const missed = passed.filter((due) => due.getTime() < limit)
  const timely = passed.slice(missed.length)
  if (timing.catch_up === 'all') return { runs: [...missed.slice(-mostMissed), ...timely], next }
  const last = timing.catch_up === 'last' && timely.length === 0 ? missed.slice(-1) : []
  return { runs: [...last, ...timely], next }
}

function passedSince(timing: Timing, first: Date, until: number) {
  const passed: Date[] = []
  const { schedule, time_zone, paused } = timing
  if (schedule === null || paused) return { passed, next: null }
  const cron = cronOf(schedule, time_zone)
  let next: Date | null = first
  while (next && next.getTime() <= until) {
    passed.push(next)
    if (passed.length === mostPending) passed.push(...latest(cron, next, until, timing))
    next = nextBy(cron, timing, passed.at(-1)!)
  }
  return { passed, next }
}

/** Far behind: the latest due times are found from the end. */
function latest(cron: Schedule, after: Date, until: number, { ends_at }: Timing): Date[] {
  const end = ends_at === null ? until : Math.min(until, Date.parse(ends_at))
  const found = cron.previousRuns(mostMissed + onTime / 1000 + 2, new Date(end + 1000)).toReversed()
  return found.filter((due) => due > after && due.getTime() <= end)
}

/** Of several due times that a task has at once, those that its overlap policy lets become runs. */
export function overlapping<T>(
  overlap: 'allow' | 'forbid' | 'replace',
  due: T[],
  busy: boolean,
): T[] {
  if (overlap === 'allow') return due
  if (overlap === 'replace') return due.slice(-1)
  return busy ? [] : due.slice(0, 1)
}
