// What everything about enrolment, identity, revocation and defence shares.
import type { Logger } from 'pino'
import type { Policies } from '../approval-policies/in-force.ts'
import type { Registry } from '../carriers/registry.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Limiter } from '../defence/limiter.ts'
import type { Security } from '../defence/security.ts'
import type { Metrics } from '../metrics.ts'
import type { SigningKeys } from './keys.ts'
import type { Revocations } from './revocations.ts'
import type { Lift, Revoke } from './revoke.ts'
import type { Sessions } from './sessions.ts'
import type { Vault } from './vault.ts'

export interface Trust {
  db: Database
  vault: Vault
  keys: SigningKeys
  sessions: Sessions
  revocations: Revocations
  /** Revokes, and is answered when everybody knows. */
  revoke: Revoke
  lift: Lift
  policies: Policies
  registry: Registry
  limiter: Limiter
  security: Security
  metrics: Metrics
  config: Config
  log: Logger
}
