// Ends the sessions of agents, on whichever replica they are.
import type { Query } from '../db/database.ts'
import { hint } from '../queue/wake.ts'
import * as store from './store.ts'

type Whose =
  | { agent_id: string }
  | { enrolment_id: string }
  | { credential_id: string }
  | { tenant_id: string }
  | { app_id: string }

const none = {
  agent_id: null,
  enrolment_id: null,
  credential_id: null,
  tenant_id: null,
  app_id: null,
}

/** Streams close when the caller's transaction commits; jobs that ran there go to others. */
export async function endSessionsOf(tx: Query, whose: Whose): Promise<void> {
  await tx.many(store.end, { ...none, ...whose })
  const [[by, id]] = Object.entries(whose) as [[string, string]]
  await hint(tx, { kind: 'ended', by: by.slice(0, -'_id'.length) as 'agent', id })
}

/** The same, once it is committed, for all whose enrolment was revoked under one of these keys. */
export async function endRevokedSessions(work: Query, keys: readonly string[]): Promise<void> {
  const ended = await work.many(store.endRevoked, { keys })
  if (ended.length > 0) await hint(work, { kind: 'ended', by: 'enrolment', id: '' })
}
