// Every operation of the contract has its handler here; a missing one does not compile.
import { adminAuth } from './admin-auth/handlers.ts'
import { agentTokens } from './agent-tokens/handlers.ts'
import { admission } from './agents/admission/handlers.ts'
import { admissionOfMany } from './agents/admission/many.ts'
import { agents } from './agents/handlers.ts'
import { apiTokens } from './api-tokens/handlers.ts'
import { approvals } from './approval-policies/handlers.ts'
import { apps } from './apps/handlers.ts'
import { auditTrail } from './audit/handlers.ts'
import { bootstrapTokens } from './bootstrap-tokens/handlers.ts'
import { broker, type Process } from './broker/handlers.ts'
import { agentWork } from './carriers/handlers.ts'
import type { Polls } from './carriers/poll.ts'
import type { Database } from './db/database.ts'
import { enrolmentKeys } from './enrolment-keys/handlers.ts'
import { enrolments } from './enrolments/handlers.ts'
import { agentSessions } from './enrolments/sessions/handlers.ts'
import { tickets } from './enrolments/tickets/handlers.ts'
import type { Handlers } from './http/contract.ts'
import type { SigningKeys } from './identity/keys.ts'
import type { Sessions } from './identity/sessions.ts'
import type { Trust } from './identity/trust.ts'
import type { Vault } from './identity/vault.ts'
import { jobTypes } from './job-types/handlers.ts'
import { createKinds } from './job-types/kinds.ts'
import type { Followers } from './jobs/events/followers.ts'
import { jobs } from './jobs/handlers.ts'
import { countSubmits } from './jobs/intake/counts.ts'
import { createSubmitter } from './jobs/submit.ts'
import { launchTokens } from './launch-tokens/handlers.ts'
import type { Metrics } from './metrics.ts'
import { plans } from './plans/handlers.ts'
import { platformKeys } from './platform-keys/handlers.ts'
import { pools } from './pools/handlers.ts'
import type { Dispatcher } from './queue/dispatch.ts'
import { queue } from './queue/handlers.ts'
import { revocations } from './revocations/handlers.ts'
import { runs } from './runs/handlers.ts'
import { secrets } from './secrets/handlers.ts'
import { signingKeys } from './signing-keys/handlers.ts'
import { tasks } from './tasks/handlers.ts'
import { tenants } from './tenants/handlers.ts'
import { tokens } from './tokens/handlers.ts'
import { variables } from './variables/handlers.ts'

/** What handlers work with. */
export interface HandlerParts {
  db: Database
  vault: Vault
  process: Process
  keys: SigningKeys
  sessions: Sessions
  polls: Polls
  followers: Followers
  metrics: Metrics
  trust: Trust
  dispatcher: Dispatcher
}

export function handlersOf({
  db,
  vault,
  process,
  keys,
  polls,
  followers,
  metrics,
  trust,
  dispatcher,
}: HandlerParts): Handlers {
  const kinds = createKinds(db.as('app'))
  const submitter = createSubmitter(db, kinds, countSubmits(metrics), () => dispatcher.wake())
  return {
    ...tenants(trust),
    ...plans,
    ...pools,
    ...agentTokens(trust),
    ...apiTokens,
    ...agents(trust),
    ...admission(trust),
    ...admissionOfMany,
    ...jobTypes(kinds),
    ...jobs(submitter, db, followers),
    ...queue,
    ...tasks,
    ...runs(db),
    ...secrets(vault),
    ...variables,
    ...enrolments(trust),
    ...tickets(trust),
    ...agentSessions(trust),
    ...agentWork(polls),
    ...broker(db, process, keys, metrics.registry),
    ...trusted(trust),
  }
}

/** Who is let in, for how long, and how that is proved afterwards. */
const trusted = (trust: Trust) => ({
  ...signingKeys(trust),
  ...tokens(trust),
  ...platformKeys(trust),
  ...enrolmentKeys(trust),
  ...apps(trust),
  ...launchTokens(trust),
  ...bootstrapTokens(trust),
  ...approvals(trust),
  ...revocations(trust),
  ...auditTrail(trust),
  ...adminAuth(trust),
})
