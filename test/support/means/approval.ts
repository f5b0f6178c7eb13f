// What the operations on approval policies, agents and their tickets need.
import { sampleOf } from '../contract.ts'
import type { TestBroker } from '../broker.ts'
import { ask, ownKey } from '../waiting.ts'
import type { Part } from './part.ts'

/** What had begun before is revoked. */
const ends = { also: ['revocation'] }

export const approval: Part = {
  operations: {
    denyAgent: ends,
    banAgent: ends,
    disableAgent: ends,
    collectEnrolment: { call: async (broker) => ({ body: await letIn(broker) }) },
  },
  things: {},
}

let waiting = 0

/** What an agent asks with that had to wait, and that a person has let in. */
async function letIn(broker: TestBroker): Promise<object> {
  const post = async (path: string, body: object) => {
    const answer = await broker.request('POST', path, { body })
    if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const name = `waits-${++waiting}`
  const key = ownKey()
  const rule = { action: 'pending', methods: ['agent_token'], name_pattern: name }
  await post('/api/v1/approval-policies', { name, order: 1, rules: [rule] })
  const { slug } = sampleOf({ $ref: '#/components/schemas/TenantCreate' })
  await post('/api/v1/tenants', { slug })
  const { token } = await post(`/api/v1/tenants/${String(slug)}/agent-tokens`, { name })
  const agent = { name, public_key: key.public }
  const proof = { method: 'agent_token', proof: { token }, agent }
  const held = await post('/api/v1/agent/enrolments', proof)
  await post(`/api/v1/tenants/${String(slug)}/agents/${held.agent}/approve`, {})
  return ask(held, key)
}
