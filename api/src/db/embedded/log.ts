// The log file that PostgreSQL writes itself, so that it can run on without a broker, and its end.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { stat, truncate } from 'node:fs/promises'
import { logOf } from './place.ts'

const largest = 8 * 1024 * 1024 // start-ups, shutdowns and refused log-ins: years of them

/** What the launcher says; pino's logger fits. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A descriptor to append to, which the caller closes, and where what is appended begins. */
export async function openLog(home: string): Promise<{ file: number; begin: number }> {
  const path = logOf(home)
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  )
  if (size > largest) await truncate(path)
  const file = openSync(path, 'a', 0o600)
  return { file, begin: fstatSync(file).size }
}

/** The last lines since `begin`, as an error message ends with them. */
export function tailOf(home: string, begin = 0): string {
  let file: number | undefined
  try {
    file = openSync(logOf(home), 'r')
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size - begin, 4096))
    readSync(file, end, 0, end.length, size - end.length)
    const lines = end.toString().trimEnd().split('\n').slice(-12)
    return ` The end of ${logOf(home)}:\n${lines.join('\n')}`
  } catch {
    return '' // no log, no end
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
