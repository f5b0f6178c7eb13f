// The defences of a replica, opened together.
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Hints } from '../db/listen.ts'
import type { Metrics } from '../metrics.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { createSecurity, type Security } from './security.ts'

interface Parts {
  db: Database
  hints: Pick<Hints, 'on'>
  config: Config
  log: Logger
  metrics: Metrics
}

export function defend(
  { db, hints, config, log, metrics }: Parts,
  use: <T extends AsyncDisposable>(one: T) => T,
): { limiter: Limiter; security: Security } {
  const { securityEvents, authFailures, bannedIps } = metrics
  const security = use(
    createSecurity({ db, log, heard: (event_type) => securityEvents.inc({ event_type }) }),
  )
  const heard = {
    failed: (reason: string) => authFailures.inc({ reason }),
    banned: (addresses: number) => bannedIps.set(addresses),
    ban: (ip: string) =>
      security.note('security.ban', {
        request: { id: '', ip },
        detail: 'Too many attempts failed; a ban begins.',
      }),
  }
  return { limiter: use(createLimiter({ db, hints, config, log, heard })), security }
}
