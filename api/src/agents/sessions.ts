// Ends the sessions of agents, on whichever replica they are.
import type { Query } from '../db/database.ts'
import { hint } from '../queue/wake.ts'
import * as store from './store.ts'

type Whose = { agent_id: string } | { agent_token_id: string } | { tenant_id: string }

const none = { agent_id: null, agent_token_id: null, tenant_id: null }

/** Streams close when the caller's transaction commits; jobs that ran there go to others. */
export async function endSessionsOf(tx: Query, whose: Whose): Promise<void> {
  await tx.many(store.end, { ...none, ...whose })
  const [[by, id]] = Object.entries(whose) as [[string, string]]
  await hint(tx, { kind: 'ended', by: by.slice(0, -'_id'.length) as 'agent', id })
}
