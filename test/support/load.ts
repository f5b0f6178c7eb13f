// A tenant that submits all the time, and what became of all of it.
import { setTimeout as delay } from 'node:timers/promises'
import type { TestBroker } from './broker.ts'
import { finished, submit } from './work.ts'

export interface Load {
  /** How many jobs were submitted so far. Throws when one was refused. */
  count: () => number
  /** Stops, waits for the last one, and tells how each ended. */
  stop: () => Promise<string[]>
}

export function submitting(broker: Pick<TestBroker, 'request'>, slug: string): Load {
  const jobs: string[] = []
  let stopped = false
  const loop = (async () => {
    while (!stopped) {
      jobs.push(await submit(broker, slug, `return 'done'`))
      await delay(50) // no more than a plan lets queue up while an agent is away
    }
  })()
  let failed: unknown
  loop.catch((error: unknown) => (failed = error))
  return {
    count() {
      if (failed) throw failed
      return jobs.length
    },
    async stop() {
      stopped = true
      await loop
      const ends = await Promise.all(jobs.map((id) => finished(broker, slug, id, 120_000)))
      return ends.map(({ status }) => status as string)
    },
  }
}
