// Cancelling: what ended here may still run somewhere.
import type { Query } from '../db/database.ts'
import { hint } from '../queue/wake.ts'
import * as store from './store.ts'

interface Ended {
  id: string
  attempt: number
  agent_id: string | null
}

/** Tells the agents that hold what was cancelled to stop it; one that cannot be told learns it at its next heartbeat. */
export async function stopAgentsOf(tx: Query, ended: Ended[]): Promise<void> {
  for (const { id: job, attempt, agent_id: agent } of ended)
    if (agent) await hint(tx, { kind: 'cancelled', job, attempt, agent })
}

/** Cancels all of a tenant's jobs that are not over. */
export async function cancelAllOf(tx: Query, tenant_id: string): Promise<void> {
  await stopAgentsOf(tx, await tx.many(store.cancelAll, { tenant_id }))
}
