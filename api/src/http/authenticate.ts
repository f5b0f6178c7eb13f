// Who asks, and whether the contract lets them.
import { type Operation, scopesAllow } from '@reeve/openapi'
import { type Limiter, prefixOf } from '../defence/limiter.ts'
import type { Security } from '../defence/security.ts'
import type { Principal } from '../identity/principal.ts'
import type { Principals } from '../identity/principals.ts'
import type { Purpose } from '../identity/revocations.ts'
import { principalOf, type Sessions } from '../identity/sessions.ts'
import { Problem, problem } from '../problem.ts'

const anonymous: Principal = { kind: 'anonymous', id: null, name: 'anonymous' }

export type Authenticate = (
  authorization: string | undefined,
  purpose: Purpose,
  request: { id: string; ip: string },
) => Promise<Principal>

interface Parts {
  principals: Principals
  sessions: Sessions
  limiter: Limiter
  security: Security
}

export function authenticator({ principals, sessions, limiter, security }: Parts): Authenticate {
  return async (authorization, purpose, request) => {
    const token = /^Bearer ([!-~]{1,8192})$/i.exec(authorization ?? '')?.[1]
    if (token === undefined)
      throw problem('unauthenticated', 'Send credentials as `Authorization: Bearer <token>`.')
    if (!limiter.idle()) limiter.guard(prefixOf(token), request.ip, 'bearer')
    try {
      if (token.startsWith('reeve_')) return await principals.of(token)
      return principalOf(await sessions.verify(token, { purpose }))
    } catch (error) {
      const why = error instanceof Problem && error.status === 401 && reasonOf(token, error)
      if (why) {
        if (why !== 'session') limiter.failed(prefixOf(token), request.ip, why, 'bearer')
        security.note('security.auth.failure', { request, detail: error.message })
      }
      throw error
    }
  }
}

/** That a session of ours has lapsed or was ended is no attempt to guess one. */
function reasonOf(token: string, { cause }: Problem): string {
  if (token.startsWith('reeve_')) return 'api_token'
  const { code } = (cause ?? {}) as { code?: string }
  return code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' ? 'forged_token' : 'session'
}

/** Who may call an operation that is open to all: everybody, with or without credentials. */
export const isOpen = (operation: Operation): boolean =>
  operation.security.some((alternative) => Object.keys(alternative).length === 0)

/** Refuses a principal that the contract does not let in. Another tenant's path is not found, whatever the scope. */
export function authorize(
  operation: Operation,
  principal: Principal,
  tenant: string | undefined,
): void {
  const refusal = refusalOf(operation, principal, tenant)
  if (refusal) throw refusal
}

/** Tenants and apps see their own tenant alone. */
function tenantRefusal(principal: Principal, tenant?: string): Problem | undefined {
  if (principal.kind !== 'tenant' && principal.kind !== 'app') return undefined
  if (tenant !== undefined && ![principal.tenant, principal.tenant_id].includes(tenant))
    return problem('not-found', `There is no tenant ${tenant}, or it is not yours to see.`)
  return principal.suspended
    ? problem('forbidden', `The tenant ${principal.tenant} is suspended.`)
    : undefined
}

const isHandedOn = (principal: Principal): boolean =>
  principal.kind === 'agent' && principal.claims.chain !== undefined

/** What an agent may do with what another handed on to it. */
const forDelegates = new Set(['delegateSession', 'releaseAgentSession'])

function refusalOf(
  operation: Operation,
  principal: Principal,
  tenant?: string,
): Problem | undefined {
  const elsewhere = tenantRefusal(principal, tenant)
  if (elsewhere) return elsewhere
  if (isHandedOn(principal) && !forDelegates.has(operation.operationId))
    return problem('forbidden', 'What was handed on by another agent is no session of your own.')
  const needed = operation.security
    .map((alternative) => alternative[principal.kind as 'operator'])
    .find(Boolean)
  if (!needed)
    return problem(
      'forbidden',
      `This is not for ${principal.kind} credentials: ${operation.summary.toLowerCase()}.`,
    )
  if ('scopes' in principal && !scopesAllow(principal.scopes, needed))
    return problem('forbidden', `The token ${principal.name} lacks the scope ${needed.join(', ')}.`)
  return undefined
}

export const authenticateNobody = (): Principal => anonymous
