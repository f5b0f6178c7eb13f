// Enrolment with an enrolment key: whoever holds it may ask for an agent of its pool or its tenant to be let in.
import { hashOf } from '../identity/hash.ts'
import { mistake, problem } from '../problem.ts'
import { systemTenant } from '../tenants/rules.ts'
import type { Method } from './method.ts'
import { ownKey } from './own-key.ts'
import { findEnrolmentKey, keyUsed } from './store.ts'

const method = 'api_key'

export const apiKey: Method = {
  method,
  async attest(proof, asked) {
    const { token } = proof
    const { query, request } = asked
    if (token === null) throw mistake('/proof/token', 'is missing: the enrolment key')
    const found = await query.maybe(findEnrolmentKey, { hash: hashOf(token) })
    if (!found) throw wrong()
    const nonce = await ownKey('reeve/enrol/api_key/v1', token, proof, asked, wrong)
    const { id, name, tenant_id, tenant, ...joins } = found
    const owner =
      tenant_id === null || tenant === null
        ? { tenant_id: systemTenant.id, tenant: systemTenant.slug }
        : { tenant_id, tenant }
    return {
      facts: {
        ...{ method, ...owner, ...joins },
        credential: { kind: 'enrolment_key', id },
        app_id: null,
        attributes: { key: name, address: request.ip },
      },
      spend: async (tx) => void (await tx.many(keyUsed, { id })),
      ...(nonce && { nonce }),
      possession: nonce !== undefined,
    }
  },
}

const wrong = () =>
  problem(
    'token-spent',
    'The enrolment key is wrong, expired or revoked. Set a valid one for this agent.',
  )
