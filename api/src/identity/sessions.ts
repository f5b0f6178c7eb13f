// Agents' sessions: short EdDSA JWTs (RFC 7519, RFC 8037) whose subject is a SPIFFE id.
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import type { Principal } from './principal.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import type { SigningKeys } from './keys.ts'

export interface SessionClaims {
  agent: string
  name: string
  tenant: string
  tenant_id: string
  /** The agent token behind the session; revoking it ends the session. */
  agent_token: string
}

export type AgentPrincipal = Extract<Principal, { kind: 'agent' }>

export interface Sessions {
  issue: (claims: SessionClaims) => Promise<{ token: string; expires_in: number }>
  /** The agent behind a JWT and when it lapses (ms since the epoch), or the problem `unauthenticated`. */
  verify: (token: string) => Promise<AgentPrincipal & { expires_at: number }>
}

interface Options {
  keys: SigningKeys
  trustDomain: string
  /** Life of a session in seconds. */
  seconds: number
}

const audience = 'reeve-agent'

export function createSessions({ keys, trustDomain, seconds }: Options): Sessions {
  const keySet = createLocalJWKSet({ keys: keys.published })
  const issuer = `spiffe://${trustDomain}`
  return {
    async issue({ agent, tenant, ...rest }) {
      const token = await new SignJWT({ ...rest, tenant, agent })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: keys.current.kid })
        .setSubject(`${issuer}/tenant/${tenant}/agent/${agent}`)
        .setIssuer(issuer)
        .setAudience(audience)
        .setJti(newId())
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(keys.current.key)
      return { token, expires_in: seconds }
    },
    async verify(token) {
      const verified = await jwtVerify<SessionClaims>(token, keySet, {
        issuer,
        audience,
        algorithms: ['EdDSA'],
        clockTolerance: 5,
      }).catch((cause: unknown) => {
        throw problem('unauthenticated', 'The session is not valid or has expired.', { cause })
      })
      const { agent: id, name, tenant, tenant_id, agent_token, exp } = verified.payload
      return { kind: 'agent', id, name, tenant, tenant_id, agent_token, expires_at: exp! * 1000 }
    },
  }
}
