// Delegations: who handed on what to whom, each step signed by the broker, so that a token's chain can be verified.
import { createHash } from 'node:crypto'
import { coversAll, transcript } from '@reeve/openapi'
import type { ChainRecord, Claims } from './claims.ts'
import type { SigningKeys } from './keys.ts'

/** Most steps of a chain. */
export const deepest = 5

type Step = Omit<ChainRecord, 'signature'>

const statement = ({ agent, id, sid, scope, delegated_at, jti, kid }: Step, delegate: string) =>
  transcript('reeve/delegation/v1', [agent, id, sid, scope, delegated_at, delegate, jti, kid])

/** The record of one step: the delegator's claims, and to whom it hands on. */
export async function signStep(
  { signing }: Pick<SigningKeys, 'signing'>,
  {
    sub,
    agent: id,
    sid,
    scope,
    jti,
  }: Pick<Claims, 'sub' | 'sid' | 'scope' | 'jti'> & { agent: string },
  delegate: string,
  now: number,
): Promise<ChainRecord> {
  const { kid, key } = signing()
  const step = { agent: sub, id, sid, scope, delegated_at: new Date(now).toISOString(), jti, kid }
  const signed = await crypto.subtle.sign('Ed25519', key, bytes(statement(step, delegate)))
  return { ...step, signature: Buffer.from(signed).toString('base64url') }
}

/** Over all steps in their order. */
export const chainHash = (chain: ChainRecord[]): string =>
  createHash('sha256')
    .update(transcript('reeve/delegation/chain/v1', [chain.map(({ signature }) => signature)]))
    .digest('hex')

/** Whether every step was signed by a key of ours, each gave on no more than it had, and none is missing. */
export async function chainHolds(
  { verifying }: Pick<SigningKeys, 'verifying'>,
  { chain = [], chain_hash, scope, sub }: Pick<Claims, 'chain' | 'chain_hash' | 'scope' | 'sub'>,
): Promise<boolean> {
  if (chain.length === 0) return chain_hash === undefined
  if (chain.length > deepest || chain_hash !== chainHash(chain)) return false
  const steps = chain.map(async (step, index) => {
    const next = chain[index + 1] ?? { agent: sub, scope }
    const key = await verifying(step.kid)
    const signature = Buffer.from(step.signature, 'base64url')
    const said = bytes(statement(step, next.agent))
    return (
      key !== undefined &&
      coversAll(step.scope, next.scope) &&
      (await crypto.subtle.verify('Ed25519', key, signature, said))
    )
  })
  return (await Promise.all(steps)).every(Boolean)
}

const bytes = (given: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(given)
