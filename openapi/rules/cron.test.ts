// Schedules and what is none.
import { expect, test } from 'vitest'
import { scheduleOf, ScheduleError } from './cron.ts'

test('the next due time is reckoned in its time zone, over a change of the clock', () => {
  const daily = scheduleOf('30 2 * * *', 'Europe/Berlin')
  expect(daily.nextRun(new Date('2026-01-15T12:00:00Z'))).toEqual(new Date('2026-01-16T01:30:00Z'))
  expect(daily.nextRun(new Date('2026-07-15T12:00:00Z'))).toEqual(new Date('2026-07-16T00:30:00Z'))
})

test('what never fires has no next time', () => {
  expect(scheduleOf('0 0 30 2 *', 'UTC').nextRun(new Date(0))).toBeNull()
})

test.each([
  ['* * *', 'UTC', 'schedule', 'five or six fields, not 3'],
  ['61 * * * *', 'UTC', 'schedule', 'is no cron expression'],
  ['* * * * *', 'Mars/Olympus', 'time_zone', 'there is no Mars/Olympus'],
])('%j in %s is refused for its %s', (schedule, timeZone, about, detail) => {
  const caught = expect(() => scheduleOf(schedule, timeZone))
  caught.toThrow(ScheduleError)
  caught.toThrow(
    expect.objectContaining({ about, message: expect.stringContaining(detail) as string }),
  )
})
