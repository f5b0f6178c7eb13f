// Agents that bring their own key, and ask with a ticket until they are let in: the wire, without the agent.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { transcript } from '@reeve/openapi'
import type { Answer, TestBroker } from './broker.ts'

export interface OwnKey {
  private: KeyObject
  /** 32 bytes, base64. */
  public: string
}

export function ownKey(): OwnKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  return { private: privateKey, public: raw.toString('base64') }
}

export interface Ticket {
  ticket: string
  nonce: string
}

/** What an agent sends to ask. */
export function ask({ ticket, nonce }: Ticket, key: OwnKey) {
  const digest = createHash('sha256').update(ticket).digest()
  const data = transcript('reeve/enrol/ticket/v1', [digest, Buffer.from(nonce, 'hex')])
  return { ticket, nonce, signature: sign(null, data, key.private).toString('base64') }
}

export const collect = (
  broker: Pick<TestBroker, 'request'>,
  ticket: Ticket,
  key: OwnKey,
): Promise<Answer> =>
  broker.request('POST', '/api/v1/agent/enrolments/collect', { body: ask(ticket, key) })
