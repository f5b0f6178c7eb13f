// Every operation of the contract has its handler here; a missing one does not compile.
import { agentTokens } from './agent-tokens/handlers.ts'
import { agents } from './agents/handlers.ts'
import { apiTokens } from './api-tokens/handlers.ts'
import { broker, type Process } from './broker/handlers.ts'
import { agentWork } from './carriers/handlers.ts'
import type { Polls } from './carriers/poll.ts'
import type { Database } from './db/database.ts'
import { enrolments } from './enrolments/handlers.ts'
import type { Handlers } from './http/contract.ts'
import type { SigningKeys } from './identity/keys.ts'
import type { Sessions } from './identity/sessions.ts'
import type { Vault } from './identity/vault.ts'
import { jobTypes } from './job-types/handlers.ts'
import { createKinds } from './job-types/kinds.ts'
import type { Followers } from './jobs/events/followers.ts'
import { jobs } from './jobs/handlers.ts'
import { countSubmits } from './jobs/intake/counts.ts'
import { createSubmitter } from './jobs/submit.ts'
import type { Metrics } from './metrics.ts'
import { plans } from './plans/handlers.ts'
import { pools } from './pools/handlers.ts'
import { queue } from './queue/handlers.ts'
import { runs } from './runs/handlers.ts'
import { secrets } from './secrets/handlers.ts'
import { tasks } from './tasks/handlers.ts'
import { tenants } from './tenants/handlers.ts'
import { variables } from './variables/handlers.ts'

interface Parts {
  db: Database
  vault: Vault
  process: Process
  keys: SigningKeys
  sessions: Sessions
  polls: Polls
  followers: Followers
  metrics: Metrics
}

export function handlersOf({
  db,
  vault,
  process,
  keys,
  sessions,
  polls,
  followers,
  metrics,
}: Parts): Handlers {
  const kinds = createKinds(db.as('app'))
  const submitter = createSubmitter(db, kinds, countSubmits(metrics))
  return {
    ...tenants,
    ...plans,
    ...pools,
    ...agentTokens,
    ...apiTokens,
    ...agents(db),
    ...jobTypes(kinds),
    ...jobs(submitter, db, followers),
    ...queue,
    ...tasks,
    ...runs(db),
    ...secrets(vault),
    ...variables,
    ...enrolments(db, sessions),
    ...agentWork(polls),
    ...broker(db, process, keys, metrics.registry),
  }
}
