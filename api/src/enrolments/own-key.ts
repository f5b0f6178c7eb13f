// An agent that sends a secret may also sign with its own key: then it is known that it has that key, and not only says so.
import { transcript } from '@reeve/openapi'
import { hashOf } from '../identity/hash.ts'
import { mistake } from '../problem.ts'
import type { Asked, Proof } from './method.ts'
import { signedBy } from './signature.ts'

/** The challenge that was signed; undefined when none was. `wrong` is what a bad signature comes to. */
export async function ownKey(
  domain: string,
  secret: string,
  { nonce, signature }: Pick<Proof, 'nonce' | 'signature'>,
  { agent, publicKey, nonce: challengeOf }: Pick<Asked, 'agent' | 'publicKey' | 'nonce'>,
  wrong: () => Error,
): Promise<Buffer | undefined> {
  if (nonce === null && signature === null) return undefined
  if (nonce === null || signature === null || publicKey === null)
    throw mistake(
      '/proof',
      'needs nonce and signature, and the agent its public_key, or none of them',
    )
  const challenge = challengeOf(nonce)
  const said = transcript(domain, [challenge, hashOf(secret), agent.name, publicKey])
  if (!(await signedBy(publicKey, said, signature))) throw wrong()
  return challenge
}
