// Carries queued jobs to the agents connected to this replica. Woken by hints; re-reads every few seconds anyway.
import type { Logger } from 'pino'
import type { Counter } from 'prom-client'
import type { JobContext, Registry, Session } from '../carriers/registry.ts'
import type { Database } from '../db/database.ts'
import { systemTenant } from '../tenants/rules.ts'
import { type Candidate, choose } from './choose.ts'
import * as store from './store.ts'

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

/** Most jobs given out in one transaction, so that its locks are short. */
const batch = 100

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
      for (const group of groupsOf(registry.all())) {
        let given = batch
        while (!stopped && given === batch) {
          given = await serveGroup(db, group, leaseSeconds, lend)
          assigned.inc(given)
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

/** Sessions that may run the same jobs. */
interface Group {
  tenant_id: string | null
  pool_id: string | null
  worker_type: string
  sessions: Session[]
}

function groupsOf(sessions: Session[]): Group[] {
  const groups = new Map<string, Group>()
  for (const session of sessions) {
    const { pool_id, worker_type } = session
    const dedicated = pool_id === null && session.tenant_id !== systemTenant.id
    const tenant_id = dedicated ? session.tenant_id : null
    const key = JSON.stringify([tenant_id, pool_id, worker_type])
    const group = groups.get(key) ?? { tenant_id, pool_id, worker_type, sessions: [] }
    group.sessions.push(session)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Claims what the group has room for, commits, and hands it over. Returns how many jobs were given out. */
async function serveGroup(
  db: Database,
  group: Group,
  lease_seconds: number,
  lend: Options['lend'],
): Promise<number> {
  const byAgent = new Map(group.sessions.map((session) => [session.agent, session]))
  const claimed = await db.transaction('work', async (tx) => {
    const { tenant_id, pool_id, worker_type, sessions } = group
    await tx.many(store.lockGroup, { group: JSON.stringify([tenant_id, pool_id, worker_type]) })
    const holders = await tx.many(store.capacity, {
      agents: sessions.map(({ agent }) => agent),
      sessions: sessions.map(({ id }) => id),
    })
    const limit = Math.min(
      batch,
      holders.reduce((sum, { free }) => sum + free, 0),
    )
    if (limit === 0) return []
    const jobs = await tx.many(store.runnable, {
      tenant_id,
      pool_id,
      worker_type,
      limit,
      ...allOf(holders),
    })
    const choices = choose(jobs, holders)
    if (choices.length === 0) return []
    return tx.many(store.assign, {
      jobs: choices.map(({ job }) => job),
      agents: choices.map(({ agent }) => agent),
      lease_seconds,
    })
  })
  const lent = await lend(claimed.flatMap(({ tenant_id, task_id }) => (task_id ? tenant_id : [])))
  for (const { id: job, agent_id, tenant_id, task_id, ...work } of claimed) {
    const context = task_id ? lent.get(tenant_id) : undefined
    if (task_id && !context) continue // its lease will run out, and it is tried again
    byAgent.get(agent_id)?.assign({ job, ...work, ...(context && { context }) })
  }
  return claimed.length
}

/** What some agent of the group can do, to leave out the jobs that none of them could. */
function allOf(holders: Candidate[]) {
  const all = <K extends 'types' | 'capabilities' | 'tools' | 'labels'>(key: K) => [
    ...new Set(holders.flatMap((holder) => holder[key])),
  ]
  return {
    types: all('types'),
    capabilities: all('capabilities'),
    tools: all('tools'),
    labels: all('labels'),
    regions: holders.flatMap(({ region }) => region ?? []),
  }
}
