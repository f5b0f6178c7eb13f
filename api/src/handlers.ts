// Every operation of the contract has its handler here; a missing one does not compile.
import type { Registry } from 'prom-client'
import { agentTokens } from './agent-tokens/handlers.ts'
import { agents } from './agents/handlers.ts'
import { apiTokens } from './api-tokens/handlers.ts'
import { broker, type Process } from './broker/handlers.ts'
import type { Database } from './db/database.ts'
import { enrolments } from './enrolments/handlers.ts'
import type { Handlers } from './http/contract.ts'
import type { SigningKeys } from './identity/keys.ts'
import type { Sessions } from './identity/sessions.ts'
import { jobs } from './jobs/handlers.ts'
import { plans } from './plans/handlers.ts'
import { pools } from './pools/handlers.ts'
import { tenants } from './tenants/handlers.ts'

interface Parts {
  db: Database
  process: Process
  keys: SigningKeys
  sessions: Sessions
  metrics: Registry
}

export function handlersOf({ db, process, keys, sessions, metrics }: Parts): Handlers {
  return {
    ...tenants,
    ...plans,
    ...pools,
    ...agentTokens,
    ...apiTokens,
    ...agents,
    ...jobs,
    ...enrolments(db, sessions),
    ...broker(db, process, keys, metrics),
  }
}
