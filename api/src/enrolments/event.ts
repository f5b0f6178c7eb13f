// Events of enrolments for the audit trail: they name the agent by what it calls itself.
import { prefixOf } from '../defence/limiter.ts'
import type { SecurityType } from '../defence/security.ts'
import type { Context, Input } from '../http/contract.ts'
import type { Trust } from '../identity/trust.ts'
import type { Problem } from '../problem.ts'
import { answeredBefore } from './challenge.ts'
import type { Facts, Introduction } from './method.ts'
import type { Terms } from './terms.ts'

const target = '/api/v1/agent/enrolments'

export function eventOf({ name }: Introduction, { request, principal }: Context) {
  const operation = 'createEnrolment'
  return {
    operation,
    principal: { ...principal, name } as typeof principal,
    target,
    request_id: request.id,
  }
}

/** Whom an enrolment made, by which way it came, and whether it is in. */
export function aboutOf(
  { claims }: Pick<Terms, 'claims'>,
  { method, tenant_id, app_id }: Facts,
  enters: boolean,
) {
  const { agent: agent_id, sub: subject, task_id } = claims
  return {
    ...{ tenant_id, subject, ...(agent_id !== undefined && { agent_id }) },
    ...(app_id !== null && { app_id }),
    ...(task_id !== undefined && { task_id }),
    extra: { method, state: enters ? 'approved' : 'pending' },
  }
}

/** Whoever was refused may be anybody: that is counted, and written down within bounds. */
export function refused(
  { limiter, security }: Pick<Trust, 'limiter' | 'security'>,
  error: Problem,
  { proof, method }: Asking,
  { request }: Context,
): void {
  const wrong = error.code === 'token-spent'
  if (wrong) limiter.failed(prefixOfProof(proof, request), request.ip, method)
  security.note(typeOf(error, method), {
    request,
    detail: `An enrolment by ${method} was refused: ${error.message}`,
    target,
  })
}

type Asking = Pick<Input<'createEnrolment'>['body'], 'method' | 'proof'>

function typeOf({ code, cause }: Problem, method: Asking['method']): SecurityType {
  if (cause === answeredBefore) return 'security.nonce.replayed'
  if (code === 'forbidden') return 'security.agent.inactive'
  if (code === 'conflict') return 'security.agent.type_mismatch'
  if (code !== 'token-spent') return 'security.auth.failure'
  return method === 'api_key' ? 'security.apikey.invalid' : 'security.token.invalid'
}

/** The public part of a proof, by which failures are counted. */
export function prefixOfProof(
  { token, key_id }: Asking['proof'],
  { peer }: Pick<Context['request'], 'peer'>,
): string {
  if (key_id) return key_id
  if (token === null) return peer.certificate?.fingerprint256.slice(0, 23) ?? ''
  const [, launch, bootstrap] = /^(?:launch_([0-9a-f]{32})_|([a-z0-9]{6})\.)/.exec(token) ?? []
  return launch ?? bootstrap ?? prefixOf(token)
}
