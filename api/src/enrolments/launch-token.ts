// Enrolment with a launch token: for one task, with grants within what the token and its app allow. What is signed
// covers all of that, so that nobody on the way can turn it into another request.
import { coversAll, isSegment, parseGrant, transcript } from '@reeve/openapi'
import { hashOf } from '../identity/hash.ts'
import { find, type FoundLaunchToken, spend } from '../launch-tokens/store.ts'
import { mistake, problem } from '../problem.ts'
import type { Asked, Method, Proof } from './method.ts'
import { signedBy } from './signature.ts'

const method = 'launch_token'

export const launchToken: Method = {
  method,
  async attest(proof, { publicKey, query, nonce, request: { ip: address } }) {
    const asks = wellFormed(proof, publicKey)
    const { key, orch_id, task_id, scope, audience } = asks
    const found = await query.maybe(find, { hash: hashOf(asks.token), key })
    if (!found || !(found.live || found.repeats)) throw spent()
    mayAsk(found, asks)
    const challenge = nonce(asks.nonce)
    const { id, repeats } = found
    const said = transcript('reeve/enrol/launch/v1', [
      ...[challenge, id, orch_id, task_id, scope, audience, key],
    ])
    await signs(asks, said, challenge)
    const ttl_seconds = Math.min(proof.ttl_seconds ?? Infinity, found.max_ttl_seconds)
    const { tenant_id, tenant, app_id } = found
    return {
      facts: {
        ...{ method, tenant_id, tenant, pool_id: null, pool: null, app_id, ends_at: null },
        credential: { kind: method, id },
        attributes: { address },
        identity: { orch_id, task_id, scope, audience, ttl_seconds },
        agent: repeats,
      },
      nonce: challenge,
      ...(repeats === null && {
        spend: async (tx) => void ((await tx.maybe(spend, { id })) ?? fail()),
      }),
      possession: true,
    }
  },
}

const spent = () =>
  problem('token-spent', 'The launch token is wrong, used up, expired or revoked. Ask for another.')

const fail = (): never => {
  throw spent()
}

interface Asks {
  token: string
  nonce: string
  signature: string
  orch_id: string
  task_id: string
  scope: string[]
  audience: string[]
  key: Buffer
}

/** All that can be told without the token: nothing is used up for a request that could not succeed. */
function wellFormed(proof: Proof, key: Asked['publicKey']): Asks {
  const { token, nonce, signature, orch_id, task_id, scope, audience } = proof
  if (token === null) throw mistake('/proof/token', 'is missing: the launch token')
  if (nonce === null) throw mistake('/proof/nonce', `is missing: ${challenge}`)
  if (signature === null) throw mistake('/proof/signature', 'is missing: made with the own key')
  if (orch_id === null) throw mistake('/proof/orch_id', 'is missing: the orchestration')
  if (task_id === null) throw mistake('/proof/task_id', 'is missing: the task')
  if (key === null) throw mistake('/agent/public_key', 'is missing: the key that signed')
  for (const [name, id] of Object.entries({ orch_id, task_id }))
    if (!isSegment(id))
      throw mistake(`/proof/${name}`, 'may hold letters, digits, dots, dashes and underscores')
  if (scope.length === 0) throw mistake('/proof/scope', 'is empty: say what it asks to be allowed')
  const wrong = scope.findIndex((grant) => !parseGrant(grant))
  if (wrong >= 0) throw mistake(`/proof/scope/${wrong}`, 'is no `action:resource:identifier`')
  return { token, nonce, signature, orch_id, task_id, scope, audience, key }
}

const challenge = 'ask for a challenge (POST /api/v1/agent/challenges) and sign that'

/** The app's ceiling of today bounds what its tokens of yesterday allow. */
function mayAsk(found: FoundLaunchToken, { scope, audience }: Asks): void {
  const { allowed_scope, ceiling } = found
  if (!coversAll(allowed_scope, scope) || !coversAll(ceiling, scope))
    throw problem('forbidden', 'The launch token does not allow all of the scope asked for.')
  if (!audience.every((one) => found.audience.includes(one)))
    throw problem('forbidden', 'The launch token does not allow all of the audience asked for.')
}

async function signs({ key, signature }: Asks, said: Uint8Array, nonce: Buffer): Promise<void> {
  if (await signedBy(key, said, signature)) return
  if (await signedBy(key, nonce, signature))
    throw mistake(
      '/proof/signature',
      'signs the nonce alone, which would let others change the request: sign the whole of it',
    )
  throw spent()
}
