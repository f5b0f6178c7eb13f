// What the provider offers: one row per noun; schema, calls, import and data sources follow from the contract.
import type { Row } from './engine/derive.ts'

export const rows: Row[] = [
  { name: 'tenant', noun: 'Tenant' },
  { name: 'plan', noun: 'Plan' },
  { name: 'job_type', noun: 'JobType' },
  { name: 'pool', noun: 'Pool' },
  { name: 'pool_assignment', noun: 'PoolAssignment' },
  { name: 'agent_token', noun: 'AgentToken' },
  { name: 'api_token', noun: 'ApiToken' },
  { name: 'task', noun: 'Task' },
  { name: 'secret', noun: 'Secret' },
  { name: 'variable', noun: 'Variable' },
  { name: 'agent', noun: 'Agent', dataOnly: true }, // agents come by enrolment, not by apply
]
