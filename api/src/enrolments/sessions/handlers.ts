// Sessions of agents that are in: how they go on, are handed on and end.
import { endSessionsOf } from '../../agents/sessions.ts'
import { record } from '../../audit/store.ts'
import type { Query } from '../../db/database.ts'
import type { Context, Handlers } from '../../http/contract.ts'
import type { Verified } from '../../identity/claims.ts'
import type { AgentPrincipal } from '../../identity/principal.ts'
import { keyOf } from '../../identity/revocation-keys.ts'
import { revokeAtOnce, untilEnded } from '../../identity/revoke.ts'
import type { Issued, Said } from '../../identity/sessions.ts'
import type { Trust } from '../../identity/trust.ts'
import { problem } from '../../problem.ts'
import { issueChallenge } from '../challenge.ts'
import { delegate } from './delegate.ts'
import { resume } from './resume.ts'
import { issueLatest } from './latest.ts'
import { createRenew, type Renew } from './renewing.ts'
import { createRetire } from './retiring.ts'
import * as store from './store.ts'

export function agentSessions(trust: Trust) {
  const { vault, revocations, limiter } = trust
  const life = () => trust.sessions.ttl(trust.config.sessionSeconds)
  const renew = createRenew(trust.db, life, createRetire(trust.db, trust.log))
  return {
    async createChallenge(_, { request }) {
      limiter.take('challenge', request.ip)
      return issueChallenge(vault, revocations.now())
    },
    renewAgentSession: (_, context) => renewed(trust, renew, context).then(answered),
    resumeAgentSession: ({ body }, { request }) => resume(trust, body, request).then(answered),
    delegateSession: ({ body }, { principal }) =>
      delegate(trust, principal as AgentPrincipal, body),
    releaseAgentSession: (_, context) => release(trust, context),
  } satisfies Partial<Handlers>
}

const answered = ({ token, expires_in }: Issued) => ({ token, expires_in })

/** A token that had a successor long ago is somebody else's copy. */
async function renewed(trust: Trust, renew: Renew, context: Context): Promise<Issued> {
  const { claims, tenant_id, name, enrolment } = context.principal as AgentPrincipal
  const { jti, exp } = claims
  const latest = await renew({ jti, exp, tenant_id, name, enrolment })
  if (latest) return issueLatest(trust, saidIn(claims), latest)
  if (await trust.db.as('work').maybe(store.stands, { enrolment })) await reused(trust, context)
  throw problem('unauthenticated', 'The enrolment behind this session has ended. Enrol again.')
}

/** What a token said beside what is said of each token anew. */
function saidIn(claims: Verified): Said {
  const { iss, nbf, exp, keys, ...said } = claims
  void [iss, nbf, exp, keys]
  return said
}

/** Two hold this session. Which of them is the agent is not known, so both have to prove it again. */
async function reused(trust: Trust, { principal, request }: Context): Promise<void> {
  const { tenant_id, id, enrolment } = principal as AgentPrincipal
  const detail = 'A token that had been renewed was presented again: its enrolment has ended.'
  const about = { request, detail, tenant_id, agent_id: id }
  trust.security.note('security.token.reused', about)
  const named = { level: 'token', target: enrolment, keys: [keyOf.session(enrolment)] } as const
  const until = untilEnded(trust)
  const said = { verb: 'revoke', tenant_id, reason: detail, actor: principal, until } as const
  await revokeAtOnce(trust, { ...named, ...said })
}

/** What was handed on of it ends too. One that was handed on itself ends alone. */
async function release(trust: Trust, { principal, event, afterCommit }: Context): Promise<void> {
  const { claims, tenant_id, enrolment } = principal as AgentPrincipal
  const alone = claims.chain !== undefined
  const tx = await trust.db.begin('app', tenant_id)
  try {
    if (!alone) await endEnrolment(tx, enrolment)
    await record(tx, { ...event(), tenant_id })
    const key = alone ? keyOf.token(claims.jti) : keyOf.session(enrolment)
    const target = alone ? claims.jti : enrolment
    const said = { verb: 'revoke', reason: 'It was released.', tenant_id } as const
    const act = { level: 'token', target, keys: [key], until: untilEnded(trust), ...said } as const
    await trust.revoke({ tx, principal, afterCommit }, act)
    await tx.commit()
  } catch (error) {
    await tx.rollback()
    throw error
  }
}

async function endEnrolment(tx: Query, enrolment: string): Promise<void> {
  if (!(await tx.maybe(store.release, { enrolment })))
    throw problem('unauthenticated', 'The enrolment behind this session has ended.')
  await endSessionsOf(tx, { enrolment_id: enrolment })
}
