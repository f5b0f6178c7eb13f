// What the provider offers: one row per noun; schema, calls, import and data sources follow from the contract.
import type { Row } from './engine/derive.ts'

export const rows: Row[] = [
  { name: 'tenant', noun: 'Tenant' },
  { name: 'plan', noun: 'Plan' },
  { name: 'job_type', noun: 'JobType' },
  { name: 'pool', noun: 'Pool' },
  { name: 'pool_assignment', noun: 'PoolAssignment' },
  { name: 'agent_token', noun: 'AgentToken' },
  { name: 'enrolment_key', noun: 'EnrolmentKey' },
  { name: 'platform_key', noun: 'PlatformKey' },
  { name: 'api_token', noun: 'ApiToken' },
  { name: 'app', noun: 'App' },
  { name: 'bootstrap_token', noun: 'BootstrapToken' },
  { name: 'task', noun: 'Task' },
  { name: 'secret', noun: 'Secret' },
  { name: 'variable', noun: 'Variable' },
  { name: 'approval_policy', noun: 'ApprovalPolicy' },
  { name: 'audit_event', noun: 'AuditEvent', dataOnly: true },
  { name: 'agent', noun: 'Agent', dataOnly: true }, // agents come by enrolment, not by apply
]
