// Challenges: 32 bytes that an agent signs to prove that it acts now. They carry their own end and our seal, so that
// making one stores nothing; only one that is answered is kept, until it would have ended.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Vault } from '../identity/vault.ts'
import { problem } from '../problem.ts'

export interface Challenge {
  /** 64 hex digits. */
  nonce: string
  expires_in: number
}

const seconds = 30

/** Layout: when it ends (ms since the epoch, 6 bytes), random (10), seal of both (16). */
export function issueChallenge(vault: Pick<Vault, 'mac'>, now: number): Challenge {
  const body = Buffer.alloc(16)
  body.writeUIntBE(Math.round(now) + seconds * 1000, 0, 6)
  randomBytes(10).copy(body, 6)
  return { nonce: Buffer.concat([body, seal(vault, body)]).toString('hex'), expires_in: seconds }
}

/** The bytes of a challenge of ours that has not ended, or the problem `token-spent`. */
export function checkChallenge(vault: Pick<Vault, 'mac'>, now: number, hex: string): Buffer {
  const nonce = Buffer.from(hex, 'hex')
  if (hex.length !== 64 || nonce.length !== 32) throw spent()
  const body = nonce.subarray(0, 16)
  if (!timingSafeEqual(seal(vault, body), nonce.subarray(16))) throw spent()
  if (endOf(nonce) <= now) throw spent()
  return nonce
}

/** In ms since the epoch. */
export const endOf = (nonce: Buffer): number => nonce.readUIntBE(0, 6)

/** Why a challenge is refused that is good but for this; nobody is told but security people. */
export const answeredBefore = new Error('the challenge was answered before')

export const spent = (cause?: Error) =>
  problem(
    'token-spent',
    'The challenge is not one of this broker, has expired or was answered before. Ask for another.',
    { cause },
  )

const seal = (vault: Pick<Vault, 'mac'>, body: Buffer): Buffer =>
  vault.mac('challenge', body.toString('hex')).subarray(0, 16)
