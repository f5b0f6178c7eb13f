// Who asks, and whether the contract lets them.
import { type Operation, scopesAllow } from '@reeve/openapi'
import type { Principal } from '../identity/principal.ts'
import type { Principals } from '../identity/principals.ts'
import type { Sessions } from '../identity/sessions.ts'
import { type Problem, problem } from '../problem.ts'

const anonymous: Principal = { kind: 'anonymous', id: null, name: 'anonymous' }

export type Authenticate = (authorization: string | undefined) => Promise<Principal>

export function authenticator(principals: Principals, sessions: Sessions): Authenticate {
  return async (authorization) => {
    const token = /^Bearer ([!-~]{1,4096})$/i.exec(authorization ?? '')?.[1]
    if (token === undefined)
      throw problem('unauthenticated', 'Send credentials as `Authorization: Bearer <token>`.')
    return token.startsWith('reeve_') ? principals.of(token) : sessions.verify(token)
  }
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

function refusalOf(
  operation: Operation,
  principal: Principal,
  tenant?: string,
): Problem | undefined {
  if (
    principal.kind === 'tenant' &&
    tenant !== undefined &&
    ![principal.tenant, principal.tenant_id].includes(tenant)
  )
    return problem('not-found', `There is no tenant ${tenant}, or it is not yours to see.`)
  if (principal.kind === 'tenant' && principal.suspended)
    return problem('forbidden', `The tenant ${principal.tenant} is suspended.`)
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
