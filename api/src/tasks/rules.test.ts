// When tasks are due: daylight saving, windows, jitter, what was missed, and what overlaps.
import { describe, expect, test } from 'vitest'
import { checkTiming, dueBy, jitterOf, nextDue, overlapping, type Timing } from './rules.ts'

const timing = (more: Partial<Timing> = {}): Timing => ({
  schedule: '* * * * *',
  time_zone: 'UTC',
  jitter_seconds: 0,
  starts_at: null,
  ends_at: null,
  paused: false,
  ...more,
})

/** The next due times after a moment. */
function series(more: Partial<Timing>, after: string, count: number): string[] {
  const found: string[] = []
  let from: Date | null = new Date(after)
  while (found.length < count && (from = nextDue(timing(more), from)))
    found.push(from.toISOString().replace('.000Z', 'Z'))
  return found
}

const pointerOf = (more: Partial<Timing>): unknown => {
  try {
    checkTiming(timing(more))
    return 'fine'
  } catch (error) {
    return (error as { errors: Array<{ pointer: string }> }).errors[0]!.pointer
  }
}

describe('daylight saving', () => {
  const berlin = { schedule: '30 2 * * *', time_zone: 'Europe/Berlin' }

  test('what is due in the missing hour is due when it is over', () => {
    expect(series(berlin, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ])
  })

  test('a time of day that comes twice is due once, the first time', () => {
    expect(series(berlin, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ])
  })

  test('what is due every half hour stays so through both', () => {
    const often = { schedule: '*/30 * * * *', time_zone: 'Europe/Berlin' }
    for (const night of ['2026-03-28T23:45:00Z', '2026-10-24T23:45:00Z']) {
      const times = series(often, night, 8).map((time) => Date.parse(time))
      expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual(
        times.slice(1).map(() => 1_800_000),
      )
    }
  })
})

describe('a schedule', () => {
  test('of six fields counts seconds', () => {
    expect(series({ schedule: '*/20 * * * * *' }, '2026-01-01T00:00:05Z', 3)).toEqual([
      '2026-01-01T00:00:20Z',
      '2026-01-01T00:00:40Z',
      '2026-01-01T00:01:00Z',
    ])
  })

  test('keeps to its window, both ends included', () => {
    const window = { starts_at: '2026-01-01T10:00:00Z', ends_at: '2026-01-01T10:01:00+00:00' }
    expect(series(window, '2025-01-01T00:00:00Z', 5)).toEqual([
      '2026-01-01T10:00:00Z',
      '2026-01-01T10:01:00Z',
    ])
  })

  test('that is none, or paused, is never due', () => {
    expect(nextDue(timing({ schedule: null }), new Date())).toBeNull()
    expect(nextDue(timing({ paused: true }), new Date())).toBeNull()
  })

  test.each([
    ['0 0 30 2 *', '/schedule'],
    ['0 0 31 4,6,9,11 *', '/schedule'],
    ['* * * *', '/schedule'],
    ['* * * * * * 2030', '/schedule'],
    ['60 * * * *', '/schedule'],
    ['@daily', '/schedule'],
    ['0 0 29 2 *', 'fine'],
    ['  0 9 * * MON-FRI ', 'fine'],
  ])('%j is judged: %s', (schedule, pointer) => {
    expect(pointerOf({ schedule })).toBe(pointer)
  })

  test('with a window it never fires in, a zone that is none, or times that are none is refused', () => {
    const [starts_at, ends_at] = ['2026-01-01T00:00:30Z', '2026-01-01T00:00:40Z']
    expect(pointerOf({ starts_at, ends_at })).toBe('/schedule')
    expect(pointerOf({ starts_at: ends_at, ends_at: starts_at })).toBe('/ends_at')
    expect(pointerOf({ starts_at: '2026-02-31T25:00:00Z' })).toBe('/starts_at')
    expect(pointerOf({ time_zone: 'Mars/Olympus' })).toBe('/time_zone')
  })
})

test('jitter is a task’s own, stays, and is at most what it may be', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `task-${index}`)
  const all = ids.map((id) => jitterOf(id, 30))
  expect(ids.map((id) => jitterOf(id, 30))).toEqual(all)
  expect(Math.max(...all)).toBeLessThanOrEqual(30_000)
  expect(new Set(all).size).toBeGreaterThan(150)
  expect(jitterOf('task', 0)).toBe(0)
})

describe('what was missed', () => {
  const first = new Date('2026-01-01T00:00:00Z')
  const now = new Date('2026-01-01T05:30:00Z')
  const due = (catch_up: 'none' | 'last' | 'all', schedule: string, until = now) =>
    dueBy({ ...timing({ schedule }), catch_up }, first, 0, until)
  const hours = (dates: Date[]) => dates.map((date) => date.getUTCHours())

  test('gets no run, one, or all, and the next is after now', () => {
    expect(due('none', '0 * * * *').runs).toEqual([])
    expect(hours(due('last', '0 * * * *').runs)).toEqual([5])
    expect(hours(due('all', '0 * * * *').runs)).toEqual([0, 1, 2, 3, 4, 5])
    expect(due('none', '0 * * * *').next).toEqual(new Date('2026-01-01T06:00:00Z'))
  })

  test('is not caught up by `last` when something is due just now', () => {
    expect(hours(due('last', '0 * * * *', new Date('2026-01-01T05:00:59Z')).runs)).toEqual([5])
  })

  test('a minute late is on time', () => {
    expect(due('none', '0 * * * *', new Date('2026-01-01T00:01:00Z')).runs).toEqual([first])
    expect(due('none', '0 * * * *', new Date('2026-01-01T00:01:01Z')).runs).toEqual([])
  })

  test('is bounded, however long nothing ran', () => {
    const all = due('all', '* * * * * *')
    expect(all.runs).toHaveLength(100 + 61)
    expect(new Set(all.runs.map(Number)).size).toBe(161)
    expect(all.runs.at(-1)).toEqual(now)
    expect(due('none', '* * * * * *').runs).toHaveLength(61)
    expect(due('all', '* * * * *').runs).toHaveLength(100 + 2)
  })

  test('jitter moves when it is due to run, not when it was due', () => {
    const late = dueBy({ ...timing(), catch_up: 'none' }, first, 30_000, new Date(+first + 29_000))
    expect(late).toEqual({ runs: [], next: first })
    const then = dueBy({ ...timing(), catch_up: 'none' }, first, 30_000, new Date(+first + 30_000))
    expect(then.runs).toEqual([first])
  })
})

test('overlap: all, the first if nothing runs, or the last', () => {
  expect(overlapping('allow', [1, 2, 3], true)).toEqual([1, 2, 3])
  expect(overlapping('forbid', [1, 2, 3], true)).toEqual([])
  expect(overlapping('forbid', [1, 2, 3], false)).toEqual([1])
  expect(overlapping('replace', [1, 2, 3], true)).toEqual([3])
})
