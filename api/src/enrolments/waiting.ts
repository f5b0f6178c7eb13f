// What an agent holds while it waits: a ticket, and what it has to sign with its own key when it asks.
import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { transcript } from '@reeve/openapi'
import { hashOf } from '../identity/hash.ts'

export interface Waiting {
  ticket: string
  /** 32 bytes. */
  nonce: Buffer
  /** Seconds until it is to ask. */
  ask_in: number
  /** Seconds after which one that has not asked is gone. */
  lease: number
}

/** How long one that waits may be silent, in seconds. */
export const lease = 90

/** In seconds. Who has just come asks often, as somebody may be about to say yes; who has waited for long asks seldom. */
export const askIn = (waited: number): number => Math.round(Math.min(30, Math.max(3, waited / 10)))

/** One that is expected asks at once. */
export function newTicket(expected: boolean): Waiting & { hash: Buffer; expected: boolean } {
  const ticket = `ticket_${randomBytes(32).toString('hex')}`
  const ask_in = expected ? 1 : askIn(0)
  return { ticket, hash: hashOf(ticket), nonce: newNonce(), ask_in, lease, expected }
}

export const newNonce = (): Buffer => randomBytes(32)

const verifying = promisify(verify)
/** What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410). */
const prefix = Buffer.from('302a300506032b6570032100', 'hex')

/** Whether the agent's own key signed this ticket with this nonce. */
export async function signedAsk(
  publicKey: Buffer,
  { ticket, nonce, signature }: { ticket: string; nonce: Buffer; signature: string },
): Promise<boolean> {
  const signed = Buffer.from(signature, 'base64')
  if (signed.length !== 64) return false
  const data = transcript('reeve/enrol/ticket/v1', [hashOf(ticket), nonce])
  const der = Buffer.concat([prefix, publicKey])
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return verifying(null, data, key, signed)
}
