// Carries queued jobs to the agents connected to this replica. Woken by hints; re-reads every few seconds anyway.
import type { Logger } from 'pino'
import type { Counter } from 'prom-client'
import type { JobContext, Registry, Session } from '../carriers/registry.ts'
import type { Database } from '../db/database.ts'
import { claim } from './claim.ts'
import { busy } from './lanes/store.ts'
import type { Crew } from './look.ts'
import type { Claimed } from './store.ts'

export interface Dispatcher extends AsyncDisposable {
  wake: () => void
}

interface Options {
  db: Database
  registry: Registry
  log: Logger
  leaseSeconds: number
  /** Counts the attempts handed over. */
  assigned: Counter
  /** What tenants lend to the runs of their tasks, by tenant. */
  lend: (tenants: string[]) => Promise<Map<string, JobContext>>
  /** How long a lost hint may go unnoticed, in ms. */
  rereadEvery?: number
}

export function createDispatcher({
  db,
  registry,
  log,
  leaseSeconds,
  assigned,
  lend,
  rereadEvery = 2000,
}: Options): Dispatcher {
  let wanted = false
  let stopped = false
  let running: Promise<void> | undefined

  const run = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false
      const lanes = registry.lanes()
      if (lanes.length === 0) return
      // Most hints are about one lane: the others are not worth a claim each.
      for (const { lane } of await db.as('work').many(busy, { lanes })) {
        const sessions = registry.able(lane)
        let again = sessions.length > 0
        while (!stopped && again) {
          const claimed = await claim(db, crewOf(lane, sessions), leaseSeconds)
          await handOver(claimed.given, sessions, lend)
          assigned.inc(claimed.given.length)
          again = claimed.again
        }
      }
    }
  }
  const wake = (): void => {
    wanted = true
    running ??= run()
      .catch((error: unknown) =>
        log.error({ operation: 'dispatch', err: error }, 'dispatch failed; it will be tried again'),
      )
      .finally(() => {
        running = undefined
        if (wanted && !stopped) setImmediate(wake)
      })
  }
  const timer = setInterval(wake, rereadEvery)
  return {
    wake,
    async [Symbol.asyncDispose]() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}

const crewOf = (lane: string, sessions: Session[]): Crew => ({
  lane,
  pool_id: sessions[0]!.pool_id,
  agents: sessions.map(({ agent, id: session }) => ({ agent, session })),
})

/** Hands over what was claimed and committed. */
async function handOver(
  claimed: Claimed[],
  sessions: Session[],
  lend: Options['lend'],
): Promise<void> {
  const byAgent = new Map(sessions.map((session) => [session.agent, session]))
  const lent = await lend(claimed.flatMap(({ tenant_id, task_id }) => (task_id ? tenant_id : [])))
  for (const { id: job, agent_id, tenant_id, task_id, ...work } of claimed) {
    const context = task_id ? lent.get(tenant_id) : undefined
    if (task_id && !context) continue // its lease will run out, and it is tried again
    byAgent.get(agent_id)?.assign({ job, ...work, ...(context && { context }) })
  }
}
