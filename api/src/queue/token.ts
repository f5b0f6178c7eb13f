// Job tokens: proof that an agent was given an attempt. Any replica can check one; nothing of it is stored.
import { timingSafeEqual } from 'node:crypto'
import type { Vault } from '../identity/vault.ts'
import { problem } from '../problem.ts'
import type { Holding } from './attempts/store.ts'

/** How long a token outlives its job's timeout, in seconds: for results that had to wait for a connection. */
const afterwards = 600

/** When the token of an attempt that is handed over now expires, in seconds since the epoch. */
export const tokenExpiry = (timeoutSeconds: number, now = Date.now()): number =>
  Math.ceil(now / 1000) + timeoutSeconds + afterwards

/**
 * Four bytes say until when it is good, 32 that we said so. The clock is that of whichever replica is asked, as for
 * agents' sessions: replicas whose clocks differ by less than a minute or two do not notice.
 */
export function jobToken(vault: Vault, { job, attempt, agent }: Holding, expires: number): string {
  const until = Buffer.alloc(4)
  until.writeUInt32BE(expires)
  const mac = vault.mac('job-token', `${job}:${attempt}:${agent}:${expires}`)
  return Buffer.concat([until, mac]).toString('base64url')
}

/** Throws the problem to answer with unless `given` is this attempt's token and still good. */
export function checkToken(vault: Vault, holding: Holding, given: string, now = Date.now()): void {
  const bytes = Buffer.from(given, 'base64url')
  const expires = bytes.length === 36 ? bytes.readUInt32BE() : 0
  const expected = Buffer.from(jobToken(vault, holding, expires))
  const same = Buffer.byteLength(given) === expected.length
  if (!same || !timingSafeEqual(Buffer.from(given), expected))
    throw problem('unauthenticated', 'The job token is not the one of this attempt.')
  if (expires * 1000 <= now)
    throw problem('unauthenticated', 'The job token has expired: the attempt should long be over.')
}
