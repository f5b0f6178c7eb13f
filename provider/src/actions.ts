// What can be done, beside what can be declared: one row per action; its attributes follow from the contract.
import type { ActionRow } from './engine/actions.ts'

const agent = '/api/v1/tenants/{tenant}/agents/{agent}'
const job = '/api/v1/tenants/{tenant}/jobs/{id}'

export const actions: ActionRow[] = [
  { name: 'rotate_agent_token', operations: ['rotateAgentToken'] },
  { name: 'rotate_enrolment_key', operations: ['rotateEnrolmentKey', 'rotateTenantEnrolmentKey'] },
  { name: 'rotate_platform_key', operations: ['rotatePlatformKey'] },
  { name: 'rotate_api_token', operations: ['rotateApiToken', 'rotateTenantApiToken'] },
  { name: 'rotate_app_secret', operations: ['rotateAppSecret'] },
  { name: 'rotate_signing_key', operations: ['rotateSigningKey'] },

  { name: 'revoke_agent_token', operations: ['revokeAgentToken'] },
  { name: 'revoke_enrolment_key', operations: ['revokeEnrolmentKey', 'revokeTenantEnrolmentKey'] },
  { name: 'revoke_launch_token', operations: ['revokeLaunchToken'] },
  { name: 'revoke_bootstrap_token', operations: ['revokeBootstrapToken'] },
  { name: 'retire_platform_key', operations: ['retirePlatformKey'] },

  { name: 'approve_agent', operations: ['approveAgent'] },
  { name: 'deny_agent', operations: ['denyAgent'] },
  { name: 'ban_agent', operations: ['banAgent'] },
  { name: 'enable_agent', operations: ['enableAgent'] },
  { name: 'disable_agent', operations: ['disableAgent'] },
  {
    name: 'drain_agent',
    operations: ['updateAgent'],
    says: { administration: 'draining' },
    follow: { path: agent, until: { active_jobs: [0] }, shows: ['active_jobs'] },
  },

  {
    name: 'run_task',
    operations: ['submitTaskRun'],
    follow: {
      path: job,
      until: { status: ['completed', 'failed', 'cancelled', 'expired'] },
      wants: { status: ['completed'] },
      shows: ['status', 'progress'],
    },
  },
  { name: 'cancel_job', operations: ['cancelJob'] },
  { name: 'requeue_job', operations: ['requeueJob'] },
]
