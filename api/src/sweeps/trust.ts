// The sweeps over what concerns trust, each in a file of its own below trust/.
import { createAuditKeys } from '../audit/chain/keys.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Vault } from '../identity/vault.ts'
import type { TrustMetrics } from '../trust-metrics.ts'
import type { Sweep } from './sweep.ts'
import { auditRetention, sealing } from './trust/audit.ts'
import { failures } from './trust/failures.ts'
import { pending } from './trust/pending.ts'
import { prune } from './trust/prune.ts'
import { revocations } from './trust/revocations.ts'

interface Parts {
  db: Database
  vault: Vault
  config: Config
  metrics: TrustMetrics
}

export const trustSweeps = ({ db, vault, config, metrics }: Parts): Sweep[] => [
  sealing(createAuditKeys(db, vault), metrics),
  auditRetention(config.auditRetentionDays),
  pending,
  prune,
  revocations,
  failures(config),
]
