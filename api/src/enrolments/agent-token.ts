// Enrolment with a tenant's agent token: whoever holds it may bring in agents of that tenant.
import { hashOf } from '../identity/hash.ts'
import type { Schemas } from '../http/revision.ts'
import { problem } from '../problem.ts'
import type { Method } from './method.ts'
import { findAgentToken } from './store.ts'

export const agentToken: Method<Schemas['AgentTokenProof']> = {
  method: 'agent_token',
  async attest({ token }, query) {
    const found = await query.maybe(findAgentToken, { hash: hashOf(token) })
    if (!found)
      throw problem(
        'token-spent',
        'The agent token is wrong, expired or revoked. Create a new one for this agent.',
      )
    const { id: agent_token_id, ...facts } = found
    return { ...facts, agent_token_id }
  },
}
