// What agents say about their attempts. It counts only while the attempt holds its job (fencing).
import type { ReportOutput } from '@reeve/openapi/agent'
import type { Database } from '../db/database.ts'
import { type Grouped, grouped } from '../db/grouped.ts'
import type { Vault } from '../identity/vault.ts'
import { problem } from '../problem.ts'
import { keyOf, takeAlone, takeTogether } from './attempts/group.ts'
import { eventOf, type Said } from './attempts/said.ts'
import { checkToken } from './token.ts'

export interface Reporter {
  /**
   * Takes a report, or throws the problem to answer it with. Resolves to whether the agent has a free slot again.
   * Reports of one attempt are taken in the order in which they are given. One that an attempt has begun may wait up to
   * `moment` ms for the attempt's next: a job that is over so soon is written once.
   */
  take: (agent: string, report: ReportOutput, moment?: number) => Promise<boolean>
}

/** An attempt's reports all go the same way, so that they cannot overtake each other. */
const ways = 2

export function createReporter(db: Database, vault: Vault, leaseSeconds: number): Reporter {
  const together = grouped<Said, boolean>({
    run: (_, said) => takeTogether(db, leaseSeconds, said),
    weight: weightOf,
    most: 500,
    waiting: 20_000,
    lanes: 1,
    patience: 10_000,
  })
  const take = withNext(inOrder(together, (said) => takeAlone(db, leaseSeconds, said)))
  return {
    async take(agent, report, moment = 0) {
      if (!report.attempt) throw problem('invalid-request', 'The report names no attempt.')
      const holding = { ...report.attempt, agent }
      checkToken(vault, holding, report.job_token)
      const event = eventOf(report)
      if (!(await take({ ...holding, event, at: performance.now() }, moment)))
        throw problem('conflict', 'This attempt no longer holds the job.')
      return event.kind === 'result'
    },
  }
}

type Take = (said: Said) => Promise<boolean>

/** A start waits for what its attempt says next, for a moment at most. */
function withNext(take: Take): (said: Said, moment: number) => Promise<boolean> {
  const starts = new Map<string, () => void>()
  return (said, moment) => {
    const key = keyOf(said)
    starts.get(key)?.()
    if (said.event.kind !== 'started' || moment === 0) return take(said)
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        starts.delete(key)
        resolve(take(said))
      }
      const timer = setTimeout(go, moment)
      starts.set(key, go)
    })
  }
}

/**
 * First together with others. What did not count there is looked at again by itself: its job may only have been locked.
 * While one report of an attempt does that, those after it queue up behind it.
 */
function inOrder(together: Grouped<Said, boolean>, alone: Take): Take {
  const behind = new Map<string, Promise<unknown>>()
  return async (said) => {
    const key = keyOf(said)
    if (!behind.has(key) && (await together(wayOf(said), said))) return true
    const turn = (behind.get(key) ?? Promise.resolve()).then(() => alone(said))
    const settled = turn.then(
      () => undefined,
      () => undefined,
    )
    behind.set(key, settled)
    void settled.then(() => behind.get(key) === settled && behind.delete(key))
    return turn
  }
}

/** By the last digits of the job's id, which are random. */
const wayOf = ({ job }: Said): string => String(Number.parseInt(job.slice(-4), 16) % ways)

/** One, and one for each 4 KiB of text. */
function weightOf({ event }: Said): number {
  if (event.kind === 'lines')
    return 1 + event.lines.reduce((sum, { text }) => sum + text.length, 0) / 4096
  if (event.kind === 'result')
    return 1 + ((event.outcome.result?.length ?? 0) + (event.outcome.error?.length ?? 0)) / 4096
  return 1
}
