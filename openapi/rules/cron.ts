// Schedules: a cron expression of five or six fields in a time zone.
import { Cron } from 'croner'

export type Schedule = Pick<Cron, 'nextRun' | 'previousRuns'>

/** Why there is no such schedule, and which of its two parts is to blame. */
export class ScheduleError extends Error {
  readonly about: 'schedule' | 'time_zone'
  constructor(about: 'schedule' | 'time_zone', message: string) {
    super(message)
    this.about = about
  }
}

export function scheduleOf(schedule: string, timeZone: string): Schedule {
  checkTimeZone(timeZone)
  const fields = schedule.trim().split(/\s+/).length
  if (fields < 5 || fields > 6)
    throw new ScheduleError('schedule', `must have five or six fields, not ${fields}`)
  try {
    return new Cron(schedule, { timezone: timeZone, paused: true })
  } catch (error) {
    const detail = (error as Error).message.replace(/^CronPattern: /, '').slice(0, 300)
    throw new ScheduleError('schedule', `is no cron expression: ${detail}`)
  }
}

export function checkTimeZone(timeZone: string): void {
  try {
    void new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new ScheduleError('time_zone', `is no time zone: there is no ${timeZone}`)
  }
}
