// The operations on tokens: whether they hold, and what they say.
import type { Handlers } from '../http/contract.ts'
import type { Schemas } from '../http/revision.ts'
import type { Verified } from '../identity/claims.ts'
import type { Principal } from '../identity/principal.ts'
import type { Trust } from '../identity/trust.ts'
import { Problem } from '../problem.ts'

export function tokens(trust: Trust) {
  const { sessions, limiter } = trust

  /** Undefined when it does not hold, for whatever reason. What is ours to mend is thrown. */
  const held = (token: string, audience?: string): Promise<Verified | undefined> =>
    sessions
      .verify(token, audience === undefined ? {} : { audience })
      .catch((error: unknown): undefined => {
        if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error
      })

  return {
    async validateToken({ body: { token, audience } }, { request }) {
      limiter.take('validate', request.ip)
      const claims = await held(token, audience ?? undefined)
      if (!claims) return { valid: false, claims: null, error: 'token is invalid or expired' }
      return { valid: true, claims: shown(claims), error: null }
    },
    async introspectToken({ body: { token } }, { principal }) {
      const claims = await held(token)
      if (!claims || !mayKnow(principal, claims)) return { active: false }
      const { sub, aud, iss, exp, iat, nbf, jti, scope, agent, app, sid } = claims
      const client_id = claims.kind === 'app' ? (app ?? sid) : (agent ?? sid)
      const named = { client_id, sub, aud, iss, exp, iat, nbf, jti, token_type: 'Bearer' }
      return { active: true, scope: scope.join(' '), ...named }
    },
  } satisfies Partial<Handlers>
}

/** Other tenants' tokens are as if they were none. */
const mayKnow = (principal: Principal, { tenant_id }: Verified): boolean =>
  principal.kind === 'operator' || ('tenant_id' in principal && principal.tenant_id === tenant_id)

function shown(claims: Verified): Schemas['TokenClaims'] {
  const { iss, sub, aud, exp, nbf, iat, jti, sid, scope, kind, name, tenant } = claims
  const { agent = null, app = null, orch_id = null, task_id = null } = claims
  const chain = (claims.chain ?? []).map(({ agent: by, scope: had, delegated_at }) => ({
    agent: by,
    scope: had,
    delegated_at,
  }))
  const ids = { agent, app, orch_id, task_id }
  return { ...{ iss, sub, aud, exp, nbf, iat, jti, sid, scope, kind, name, tenant }, ...ids, chain }
}
