// Tokens that the broker signs: short EdDSA JWTs (RFC 7519, RFC 8037) whose subject is a SPIFFE id.
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { newId } from '../ids.ts'
import { problem, type Problem } from '../problem.ts'
import { chainHolds } from './chain.ts'
import type { Claims, Verified } from './claims.ts'
import { hashOf } from './hash.ts'
import type { SigningKeys } from './keys.ts'
import { platformScopesOf } from './platform-scopes.ts'
import type { AgentPrincipal, Principal } from './principal.ts'
import { keyOf, keysOf } from './revocation-keys.ts'
import type { Purpose, Revocations } from './revocations.ts'

export type { AgentPrincipal } from './principal.ts'

/** What is said by whoever issues; the rest follows. The same jti and iat give the same token, byte by byte. */
export type Said = Omit<Claims, 'iss' | 'nbf' | 'exp' | 'iat' | 'jti'> & {
  jti?: string
  iat?: number
}

export interface Issued {
  token: string
  expires_in: number
  jti: string
  iat: number
  exp: number
}

export interface Sessions {
  issue: (said: Said, seconds: number) => Promise<Issued>
  /** What a token says, once its signature, times, audience and standing are checked; or the problem `unauthenticated`. */
  verify: (token: string, options?: { purpose?: Purpose; audience?: string }) => Promise<Verified>
  /** The life of a token in seconds: what was asked for, and no more than each ceiling. */
  ttl: (asked: number | null, ...ceilings: number[]) => number
  /** The broker's own audience. */
  audience: string
  trustDomain: string
  /** When an agent's session lapses, by this machine's clock (ms since the epoch). */
  lapses: (claims: Claims) => number
}

interface Options {
  keys: Pick<SigningKeys, 'signing' | 'verifying'>
  revocations: Pick<Revocations, 'check' | 'now'>
  trustDomain: string
  issuer: string
  audience: string
  /** In seconds; a ceiling of 0 is none. */
  defaultTtl: number
  maxTtl: number
}

/** Verified tokens that are remembered; who was verified longest ago goes first. */
const remembered = 10_000

/** Most characters of a token that is looked at; one with a chain of delegations is the longest. */
const longest = 8_192

export function createSessions(options: Options): Sessions {
  const { keys, revocations, trustDomain, issuer, audience, defaultTtl, maxTtl } = options
  const { now } = revocations
  const examine = examiner(options)
  const known = new Map<string, Verified>()

  function remember(key: string, verified: Verified): void {
    known.set(key, verified)
    if (known.size > remembered) known.delete(known.keys().next().value!)
  }

  return {
    audience,
    trustDomain,
    async issue({ jti = newId(), iat = Math.floor(now() / 1000), ...said }, seconds) {
      const exp = iat + seconds
      const { kid, key } = keys.signing()
      const claims: Claims = { ...said, iss: issuer, nbf: iat, iat, exp, jti }
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid })
        .sign(key)
      // Whoever signed it need not verify it: it comes back soon.
      remember(keyOfToken(token), withKeys(claims, kid))
      return {
        token,
        expires_in: Math.max(0, Math.floor(exp - now() / 1000 + 0.999)),
        jti,
        iat,
        exp,
      }
    },
    async verify(token, { purpose = 'access', audience: asked = audience } = {}) {
      if (token.length > longest) throw invalid()
      const key = keyOfToken(token)
      const before = known.get(key)
      const verified = before ?? (await examine(token))
      if (verified.exp * 1000 <= now()) {
        known.delete(key)
        throw invalid()
      }
      if (!before) remember(key, verified)
      if (!verified.aud.includes(asked)) throw invalid()
      await revocations.check(verified, purpose)
      return verified
    },
    ttl(asked, ...ceilings) {
      const wanted = asked === null || asked <= 0 ? defaultTtl : asked
      return Math.max(1, Math.floor(Math.min(wanted, ...ceilings, maxTtl || Infinity)))
    },
    lapses: ({ exp }) => exp * 1000 - now() + Date.now(),
  }
}

/** Looks at all that never changes of a token: signature, issuer, form, chain. */
function examiner({ keys, revocations, issuer }: Options): (token: string) => Promise<Verified> {
  return async (token) => {
    const kid = kidOf(token)
    const key = kid === undefined ? undefined : await keys.verifying(kid)
    if (kid === undefined || key === undefined) throw invalid()
    const { payload } = await jwtVerify<Claims>(token, key, {
      issuer,
      algorithms: ['EdDSA'],
      currentDate: new Date(revocations.now()),
      clockTolerance: 5, // of `nbf`: another replica may have issued it a moment ago; `exp` is looked at anew
    }).catch((cause: unknown) => {
      throw invalid(cause)
    })
    if (!isOurs(payload) || !(await chainHolds(keys, payload))) throw invalid()
    return withKeys(payload, kid)
  }
}

function withKeys(claims: Claims, kid: string): Verified {
  const signers = new Set([kid, ...(claims.chain ?? []).map((step) => step.kid)])
  return { ...claims, keys: [...keysOf(claims), ...[...signers].map(keyOf.signer)] }
}

const keyOfToken = (token: string): string => hashOf(token).toString('latin1')

const invalid = (cause?: unknown): Problem =>
  problem('unauthenticated', 'The session is not valid or has expired.', { cause })

/** The key that it says it was signed with; undefined for what we never make. */
function kidOf(token: string): string | undefined {
  if (token.split('.').length !== 3) return undefined
  try {
    const { alg, typ, kid } = decodeProtectedHeader(token)
    return alg === 'EdDSA' && typ === 'JWT' ? kid : undefined
  } catch {
    return undefined
  }
}

/** Tokens from before enrolments do not name one. Whatever we signed has the rest. */
const isOurs = ({ sid, gen, aud, kind, exp }: Partial<Claims>): boolean =>
  typeof sid === 'string' &&
  typeof gen === 'number' &&
  Array.isArray(aud) &&
  kind !== undefined &&
  typeof exp === 'number'

/** Whom a token speaks for. */
export function principalOf(claims: Verified): Principal {
  const { kind, name, tenant, tenant_id, scope, sid } = claims
  const scopes = platformScopesOf(scope)
  if (kind === 'operator') return { kind, id: sid, name, scopes, by: 'admin_secret' }
  if (kind === 'app')
    return {
      ...{ kind, id: claims.app!, name, scopes, tenant, tenant_id },
      ...{ suspended: false, app: name, claims },
    }
  return {
    ...{ kind, id: claims.agent!, name, tenant, tenant_id, enrolment: sid },
    ...{ scopes: [], grants: scope, claims },
  }
}

/** The agent that a token speaks for, where no other will do. */
export function agentOf(claims: Verified): AgentPrincipal {
  const principal = principalOf(claims)
  // What another handed on is no session of its own.
  if (principal.kind !== 'agent' || claims.chain) throw invalid()
  return principal
}
