// Revokes: the rows in the caller's transaction, and after its commit the order that everybody relies on.
import type { Logger } from 'pino'
import { endRevokedSessions } from '../agents/sessions.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Context } from '../http/context.ts'
import type { TrustMetrics } from '../trust-metrics.ts'
import type { Trust } from './trust.ts'
import type { Act, Revocations } from './revocations.ts'

/** The last step of a handler: nothing may be locked after it. The call is answered when all replicas know. */
export type Revoke = (
  context: Pick<Context, 'tx' | 'principal' | 'afterCommit'>,
  act: Omit<Act, 'actor'>,
) => Promise<number>

export function createRevoke(
  db: Database,
  revocations: Revocations,
  log: Logger,
  { tokensRevoked }: Pick<TrustMetrics, 'tokensRevoked'>,
): Revoke {
  return async ({ tx, principal, afterCommit }, act) => {
    const number = await revocations.add(tx, { ...act, actor: principal })
    afterCommit(() => {
      tokensRevoked.inc({ level: act.level })
      return spread(db, revocations, log, number, act)
    })
    return number
  }
}

/** Takes bans back; answered when all replicas know. */
export type Lift = (context: Pick<Context, 'tx' | 'afterCommit'>, ids: string[]) => Promise<void>

export const createLift =
  (revocations: Revocations): Lift =>
  async ({ tx, afterCommit }, ids) => {
    const number = await revocations.lift(tx, ids)
    afterCommit(() => revocations.settled(number))
  }

/** Everybody knows it, and what it ended holds nothing any more. */
async function spread(
  db: Database,
  revocations: Revocations,
  log: Logger,
  number: number,
  { verb, keys }: Pick<Act, 'verb' | 'keys'>,
): Promise<void> {
  const ending = verb === 'expire' ? [] : [endRevokedSessions(db.as('work'), keys)]
  const done = await Promise.allSettled([revocations.settled(number), ...ending])
  for (const one of done)
    if (one.status === 'rejected')
      // Committed all the same: leases lapse, and memory that is not fresh is not trusted.
      log.warn({ operation: 'revoke', err: one.reason }, 'a revocation was slow to spread')
}

/** In a transaction of its own, for operations that have none. */
export async function revokeAtOnce(
  { db, revocations, log }: Pick<Trust, 'db' | 'revocations' | 'log'>,
  act: Act,
): Promise<void> {
  const number = await db.transaction('work', (tx) => revocations.add(tx, act))
  await spread(db, revocations, log, number, act)
}

/** Until when a token can be alive that was issued before now; enrolments are marked as ended by then. */
export const untilEnded = ({
  revocations,
  config,
}: {
  revocations: Pick<Revocations, 'now'>
  config: Pick<Config, 'maxTtl'>
}): Date => new Date(revocations.now() + (config.maxTtl || 365 * 86_400) * 1000)
