// What autoscalers read of all pools, for the metrics: one statement, whose answer is good for a few seconds.
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { type Scale, scales } from './store.ts'

/** How long an answer is good, in ms: however many scrape, the database is asked no more often. */
const fresh = 5_000

/** Of a database that does not answer nothing is known: the other metrics are told all the same. */
export function createScales(db: Database, log: Logger): () => Promise<Scale[]> {
  let until = 0
  let answer: Promise<Scale[]> = Promise.resolve([])
  return () => {
    const now = performance.now()
    if (now < until) return answer
    until = now + fresh
    answer = db
      .as('work')
      .many(scales, { pool_id: null })
      .catch((error: unknown) => {
        log.warn({ operation: 'scale', err: error }, 'could not read what the pools could use')
        return []
      })
    return answer
  }
}
