// Enrolment with a tenant's agent token.
import type { Method } from './method.ts'

export const agentToken: Method = {
  method: 'agent_token',
  proof: ({ config }) => ({ token: config.token }),
}
