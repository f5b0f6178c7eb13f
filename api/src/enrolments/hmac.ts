// Enrolment with a platform key: the agent shows that it holds the key, and its own, and sends neither. Both cover a
// challenge of this broker, so what was captured is worth nothing.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { transcript } from '@reeve/openapi'
import { purpose } from '../platform-keys/rules.ts'
import { mistake, problem } from '../problem.ts'
import { systemTenant } from '../tenants/rules.ts'
import type { Asked, Method, Proof } from './method.ts'
import { signedBy } from './signature.ts'
import { findPlatformKey, keyUsed } from './store.ts'

const method = 'hmac'

export const hmac: Method = {
  method,
  async attest(proof, asked) {
    const shown = shownIn(proof, asked)
    const nonce = asked.nonce(shown.nonce)
    const { key_id } = shown
    const found = await asked.query.maybe(findPlatformKey, { key_id })
    if (!found) throw wrong()
    const { name, tenant_slug } = asked.agent
    const { publicKey } = shown
    const said = transcript('reeve/enrol/hmac/v1', [nonce, key_id, name, publicKey, tenant_slug])
    const key = asked.vault.open(purpose, found.sealed)
    const mac = createHmac('sha256', key).update(said).digest()
    if (!timingSafeEqual(mac, Buffer.from(shown.hmac, 'hex'))) throw wrong()
    if (!(await signedBy(publicKey, said, shown.signature))) throw wrong()
    const { id, pool_id, pool, ends_at } = found
    return {
      facts: {
        ...{ method, tenant_id: systemTenant.id, tenant: systemTenant.slug, pool_id, pool },
        credential: { kind: 'platform_key', id },
        ...{ app_id: null, ends_at },
        attributes: { key: found.name, address: asked.request.ip },
      },
      nonce,
      spend: async (tx) => void (await tx.many(keyUsed, { id })),
      possession: true,
    }
  },
}

/** All of it, or what is missing. */
function shownIn({ nonce, key_id, hmac: mac, signature }: Proof, { publicKey }: Asked) {
  if (nonce === null)
    throw mistake(
      '/proof/nonce',
      'is missing: a signature over name and time can be replayed. Ask for a challenge (POST /api/v1/agent/challenges) and sign that.',
    )
  if (key_id === null) throw mistake('/proof/key_id', 'is missing: which platform key it is')
  if (mac === null)
    throw mistake('/proof/hmac', 'is missing: the keyed hash under the platform key')
  if (signature === null)
    throw mistake('/proof/signature', 'is missing: the signature by the agent’s own key')
  if (publicKey === null)
    throw mistake(
      '/agent/public_key',
      'is missing: the agent’s own key, which the proof is bound to',
    )
  return { nonce, key_id, hmac: mac, signature, publicKey }
}

/** One text for all: which of them it is would help only whoever guesses. */
const wrong = () =>
  problem(
    'token-spent',
    'The platform key is wrong, expired or retired, or what was signed is not what was sent.',
  )
