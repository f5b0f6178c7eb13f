// What the provider offers: one row per noun; schema, calls, import and data sources follow from the contract.
import type { Row } from './engine/derive.ts'
import { secretAttributes } from './kubernetes/attributes.ts'

/** Where a secret that is shown once can go instead of into the state. */
const sinks = { kubernetes_secret: secretAttributes }

export const rows: Row[] = [
  { name: 'tenant', noun: 'Tenant' },
  { name: 'plan', noun: 'Plan' },
  { name: 'job_type', noun: 'JobType' },
  { name: 'pool', noun: 'Pool' },
  { name: 'pool_assignment', noun: 'PoolAssignment' },
  { name: 'agent_token', noun: 'AgentToken', ephemeral: true, sinks },
  { name: 'enrolment_key', noun: 'EnrolmentKey', ephemeral: true, sinks },
  { name: 'platform_key', noun: 'PlatformKey', sinks },
  { name: 'api_token', noun: 'ApiToken', ephemeral: true, sinks },
  { name: 'app', noun: 'App', sinks },
  { name: 'agent', noun: 'Agent' }, // declared, it is one that is to come
  { name: 'bootstrap_token', noun: 'BootstrapToken', ephemeral: true, sinks },
  { name: 'task', noun: 'Task' },
  { name: 'secret', noun: 'Secret' },
  { name: 'variable', noun: 'Variable' },
  { name: 'approval_policy', noun: 'ApprovalPolicy' },
  { name: 'audit_event', noun: 'AuditEvent', dataOnly: 'The broker writes it with what happens.' },
  { name: 'audit_checkpoint', noun: 'AuditCheckpoint', dataOnly: 'The broker signs it by itself.' },
  { name: 'agent_enrolment', noun: 'AgentEnrolment', dataOnly: 'An agent makes it.' },
  { name: 'bootstrap_token_use', noun: 'BootstrapTokenUse', dataOnly: 'An agent makes it.' },
  {
    name: 'launch_token',
    noun: 'LaunchToken',
    dataOnly: 'It lives for seconds, not for as long as a state.',
    ephemeral: true,
  },
  {
    name: 'revocation',
    noun: 'Revocation',
    dataOnly: 'It is done once and stays done: there is nothing to keep so, nor to destroy.',
  },
  { name: 'ban', noun: 'Ban', dataOnly: 'The broker makes it of failures.' },
  {
    name: 'signing_key',
    noun: 'SigningKey',
    dataOnly: 'The broker makes its own; rotating one is an act.',
  },
  {
    name: 'job',
    noun: 'Job',
    dataOnly: 'It is submitted and ends; what should recur is a task.',
    listed: true,
  },
  { name: 'pool_scale', noun: 'PoolScale', dataOnly: 'It is counted.' },
  { name: 'version', noun: 'Version', dataOnly: 'It is what runs.' },
]

/** What the contract answers with and Terraform has no use for, and why. A noun is a row above or a line here. */
export const notOffered: Record<string, string> = {
  AgentExplanation: 'An answer to a person who wonders (`reeve agent explain`).',
  AgentStats: 'Numbers of the moment, for a monitor: /metrics.',
  Challenge: 'Of an enrolment, which is between an agent and the broker.',
  Enrolment: 'Between an agent and the broker.',
  Health: 'For probes, which need no credentials.',
  JobExplanation: 'An answer to a person who wonders (`reeve job explain`).',
  JobLine: 'What a script prints; its result is in the job.',
  JobStats: 'Numbers of the moment, for a monitor: /metrics.',
  Jwks: 'Public keys for who verifies tokens, at an address of their own.',
  QueueFairness: 'Numbers of the moment, for a monitor.',
}
