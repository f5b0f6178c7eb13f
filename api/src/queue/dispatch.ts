// Carries queued jobs to the agents connected to this replica. Woken by hints; re-reads every few seconds anyway.
import type { Logger } from 'pino'
import type { Counter } from 'prom-client'
import type { JobContext, Registry, Session } from '../carriers/registry.ts'
import type { Database } from '../db/database.ts'
import { systemTenant } from '../tenants/rules.ts'
import { claim, type Crew } from './claim.ts'
import { busy } from './lanes/store.ts'
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
      const lanes = lanesOf(registry.all())
      if (lanes.size === 0) return
      // Most hints are about one lane: the others are not worth a claim each.
      const found = await db.as('work').many(busy, { lanes: [...lanes.keys()] })
      for (const { lane } of found) {
        const sessions = lanes.get(lane)!
        let again = true
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

/** Sessions that may run the same jobs, by the lane's key: see the migrations' lane_of. */
function lanesOf(sessions: Session[]): Map<string, Session[]> {
  const lanes = new Map<string, Session[]>()
  for (const session of sessions) {
    const { pool_id, tenant_id, worker_type } = session
    const platform = tenant_id === systemTenant.id ? 'platform' : `tenant:${tenant_id}`
    const key = `${pool_id === null ? platform : `pool:${pool_id}`}:${worker_type}`
    lanes.set(key, [...(lanes.get(key) ?? []), session])
  }
  return lanes
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
