// A way in. A method only establishes facts from a proof; who is let in is decided in one other place.
import type { Schemas } from '../http/revision.ts'
import type { Query } from '../db/database.ts'

export type Introduction = Schemas['EnrolmentCreate']['agent']

/** What a proof proved. */
export interface Facts {
  tenant_id: string
  tenant: string
  pool_id: string | null
  pool: string | null
  /** The agent token that vouches for the agent; revoking it ends all that came of it. */
  agent_token_id: string
}

export interface Method<Proof> {
  method: Schemas['EnrolmentCreate']['method']
  /** The facts, or the problem `token-spent`, which does not say what is wrong with the proof. */
  attest: (proof: Proof, query: Query) => Promise<Facts>
}
