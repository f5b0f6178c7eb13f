// Who has failed too often: counted by credential and address, at once in memory, and for all replicas in a table.
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Hints } from '../db/listen.ts'
import { problem } from '../problem.ts'
import { addressOf } from './address.ts'
import { type Bucket, createBuckets } from './buckets.ts'
import { isBanned } from './counts.ts'
import { createLedger } from './ledger.ts'
import { share } from './share.ts'

export type { Bucket } from './buckets.ts'

/** How a credential came: to a door that takes it for a token, or with a request. One NAT may hide many who send requests. */
type By = 'door' | 'bearer'

/**
 * Failures are counted by the public part of a credential and the address it came from, so that nobody locks others
 * out. `prefix` is that public part (an id, a key's id), else `prefixOf` the credential.
 */
export interface Limiter {
  /** Nobody has failed: there is nothing to guard against. */
  idle: () => boolean
  /** Throws `rate-limited` while this credential is banned from this address, or the address from doors. Comes before a secret is read. */
  guard: (prefix: string, ip: string, by?: By) => void
  failed: (prefix: string, ip: string, reason: string, by?: By) => void
  succeeded: (prefix: string, ip: string) => void
  /** Takes one from the rate of a door, or throws `rate-limited`. `key` is an address, or a client with its address. */
  take: (bucket: Bucket, key: string) => void
}

/** What stands for a credential that has no public part: it tells next to nothing of it. */
export const prefixOf = (credential: string): string =>
  createHash('sha256').update(credential).digest('hex').slice(0, 4)

/** Stands for no credential at all; an empty prefix is that of addresses. */
const none = 'none'

interface Parts {
  db: Database
  hints: Pick<Hints, 'on'>
  config: Pick<Config, 'authFailures' | 'authWindowSeconds' | 'authBanSeconds'>
  log: Logger
  heard: {
    failed: (reason: string) => void
    banned: (addresses: number) => void
    /** A ban began at this replica. */
    ban: (ip: string) => void
  }
}

/** An address alone is banned, from doors, after so many times the failures of one credential. */
const patience = 10
export function createLimiter({ db, hints, config, log, heard }: Parts): Limiter & AsyncDisposable {
  const { authFailures: most, authWindowSeconds, authBanSeconds } = config
  const most_of_address = most * patience
  const spans = { window_ms: authWindowSeconds * 1000, ban_ms: authBanSeconds * 1000 }
  const ledger = createLedger({
    ofPair: { most, ...spans },
    ofAddress: { most: most_of_address, ...spans },
  })
  const limits = {
    most,
    most_of_address,
    window_seconds: authWindowSeconds,
    ban_seconds: authBanSeconds,
  }
  const buckets = createBuckets()
  const sharing = share({ db, hints, log, ledger, limits, banned: heard.banned })
  const refuse = (until: number): void => {
    const retryAfter = Math.max(1, Math.ceil((until - performance.now()) / 1000))
    throw problem('rate-limited', 'Too many attempts failed. Wait.', { retryAfter })
  }
  return {
    idle: () => ledger.size() === 0,
    guard(prefix, ip, by = 'door') {
      if (ledger.size() === 0) return
      const address = addressOf(ip)
      const [now, pair] = [performance.now(), ledger.of(prefix || none, address)]
      if (pair && isBanned(pair, now)) refuse(pair.bannedUntil)
      const whole = by === 'door' ? ledger.of('', address) : undefined
      if (whole && isBanned(whole, now)) refuse(whole.bannedUntil)
    },
    failed(prefix, ip, reason, by = 'door') {
      heard.failed(reason)
      const address = addressOf(ip)
      const began = ledger.failed(prefix || none, address, by === 'door')
      if (began) heard.ban(ip)
      sharing.soon()
    },
    succeeded(prefix, ip) {
      if (ledger.size() > 0 && ledger.succeeded(prefix || none, addressOf(ip))) sharing.soon()
    },
    take: buckets,
    [Symbol.asyncDispose]: sharing[Symbol.asyncDispose],
  }
}
