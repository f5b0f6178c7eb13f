// Enrolment with a tenant's agent token: whoever holds it may bring in agents of that tenant.
import { hashOf } from '../identity/hash.ts'
import { mistake, problem } from '../problem.ts'
import type { Method } from './method.ts'
import { findAgentToken } from './store.ts'

const method = 'agent_token'

export const agentToken: Method = {
  method,
  async attest({ token }, { query }) {
    if (token === null) throw mistake('/proof/token', 'is missing: the agent token')
    const found = await query.maybe(findAgentToken, { hash: hashOf(token) })
    if (!found)
      throw problem(
        'token-spent',
        'The agent token is wrong, expired or revoked. Create a new one for this agent.',
      )
    const { id, ...facts } = found
    const credential = { kind: method, id } as const
    return {
      facts: { ...facts, method, credential, app_id: null, attributes: {} },
      possession: false,
    }
  },
}
