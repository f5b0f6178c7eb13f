// Enrolment with a bootstrap token: one of the platform's own agents, counted, and as the token wants it to be.
import { likeName } from '../approval-policies/rules.ts'
import {
  accepted,
  find,
  type FoundBootstrapToken,
  refused,
  spend,
} from '../bootstrap-tokens/store.ts'
import { isBootstrapToken } from '../bootstrap-tokens/token.ts'
import { hashOf } from '../identity/hash.ts'
import { newId } from '../ids.ts'
import { mistake, problem } from '../problem.ts'
import type { Introduction, Method } from './method.ts'
import { ownKey } from './own-key.ts'

const method = 'bootstrap_token'

export const bootstrapToken: Method = {
  method,
  async attest(proof, asked) {
    const { agent, query, publicKey } = asked
    const { token } = proof
    if (token === null) throw mistake('/proof/token', 'is missing: the bootstrap token')
    if (!isBootstrapToken(token)) throw spent()
    const found = await query.maybe(find, { hash: hashOf(token), key: publicKey })
    if (!found) throw spent()
    const nonce = await ownKey('reeve/enrol/bootstrap/v1', token, proof, asked, spent)
    // without its key nobody knows that it is the one that came before
    const repeats = nonce === undefined ? null : found.repeats
    if (!found.live && repeats === null) throw spent()
    const { id, tenant_id, tenant, pool_id, pool } = found
    const use = { id, use: newId(), name: agent.name, address: asked.request.ip }
    const broken = brokenBy(agent, found)
    if (broken !== undefined) {
      await query.many(refused, { ...use, detail: broken })
      throw problem('forbidden', `The bootstrap token is not for this agent: ${broken}.`)
    }
    return {
      facts: {
        ...{ method, tenant_id, tenant, pool_id, pool, app_id: null, ends_at: null },
        credential: { kind: method, id },
        attributes: { token_prefix: token.slice(0, 6), address: use.address },
        ...(repeats !== null && { agent: repeats }),
      },
      ...(nonce && { nonce }),
      ...(repeats === null && {
        spend: async (tx) => void ((await tx.maybe(spend, { id })) ?? fail()),
        note: async (tx, agent) => void (await tx.many(accepted, { ...use, agent })),
      }),
      possession: nonce !== undefined,
    }
  },
}

const spent = () =>
  problem(
    'token-spent',
    'The bootstrap token is wrong, used up, expired or revoked. Create a new one for this agent.',
  )

const fail = (): never => {
  throw spent()
}

/** Which condition the agent does not meet. Only whoever has the token is told. */
function brokenBy(agent: Introduction, found: FoundBootstrapToken): string | undefined {
  const { required_region, required_capabilities, required_tools, name_pattern } = found
  if (required_region !== null && agent.region !== required_region)
    return `its region has to be ${required_region}`
  const missing = {
    capabilities: required_capabilities.filter((one) => !agent.capabilities.includes(one)),
    tools: required_tools.filter((one) => !agent.tools.includes(one)),
  }
  for (const [what, names] of Object.entries(missing))
    if (names.length > 0) return `it lacks the ${what} ${names.join(', ')}`
  if (name_pattern !== null && !likeName(name_pattern, agent.name))
    return `its name has to be like ${name_pattern}`
  return undefined
}
