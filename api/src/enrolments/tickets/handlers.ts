// Collecting an enrolment: an agent that waits asks, and receives its own session once a person has let it in.
import { timingSafeEqual } from 'node:crypto'
import { record } from '../../audit/store.ts'
import type { Context, Handlers } from '../../http/contract.ts'
import type { Schemas } from '../../http/revision.ts'
import { hashOf } from '../../identity/hash.ts'
import { keysOfEnrolment } from '../../identity/revocation-keys.ts'
import type { Trust } from '../../identity/trust.ts'
import { problem } from '../../problem.ts'
import { answerOf } from '../answer.ts'
import { letIn, mayReturn } from '../settle.ts'
import { supersede } from '../store.ts'
import { type Terms, termsOf } from '../terms.ts'
import { askIn, lease, newNonce, signedAsk } from '../waiting.ts'
import * as store from './store.ts'

type Enrolment = Schemas['Enrolment']
type Ask = Schemas['EnrolmentAsk']

export function tickets(trust: Trust) {
  return {
    async collectEnrolment({ body }, context) {
      const held = await find(trust, body, context)
      mayReturn(held)
      await stands(trust, held)
      const { ticket } = body
      const current = timingSafeEqual(held.ask_nonce, Buffer.from(body.nonce, 'hex'))
      // An answer was lost: it is told again what to sign. That gives nothing to whoever repeats an old question.
      if (!current) return stillWaits(held, { ticket, nonce: held.ask_nonce, ask_in: 1 })
      if (letIn(held)) return collect(trust, held, context)
      const nonce = newNonce()
      const { id, ask_nonce } = held
      const next = { id, ask_nonce, nonce, seconds: lease }
      if (!(await trust.db.as('work').maybe(store.asked, next))) throw raced()
      return stillWaits(held, { ticket, nonce, ask_in: askIn(held.waited) })
    },
  } satisfies Partial<Handlers>
}

/** The enrolment of a ticket that its agent's own key has signed, as long as nothing has ended it. */
async function find(trust: Trust, body: Ask, { request }: Context): Promise<store.Held> {
  const { db, limiter, security } = trust
  const { ticket, signature } = body
  const hash = hashOf(ticket)
  const prefix = hash.toString('hex').slice(0, 4)
  limiter.take('enrol', request.ip)
  limiter.guard(prefix, request.ip)
  const refuse = (detail: string, more: { tenant_id?: string; agent_id?: string } = {}) => {
    limiter.failed(prefix, request.ip, 'ticket')
    const target = '/api/v1/agent/enrolments/collect'
    security.note('security.token.invalid', { request, detail, target, ...more })
    return spentTicket()
  }
  const held = await db.as('work').maybe(store.byTicket, { hash })
  if (!held) throw refuse('A ticket that is not known, or was used.')
  const { tenant_id, agent: agent_id, public_key } = held
  const nonce = Buffer.from(body.nonce, 'hex')
  if (!(await signedAsk(public_key, { ticket, nonce, signature })))
    throw refuse('A ticket that was not signed with its agent’s own key.', { tenant_id, agent_id })
  limiter.succeeded(prefix, request.ip)
  return held
}

/** What was revoked since its proof was looked at ends it, as it would have ended a session. */
async function stands({ revocations }: Trust, { state, generation: gen, keys }: store.Held) {
  if (state === 'denied') throw spentTicket() // a yes that came after a no is for the next enrolment
  await revocations.check({ gen, keys }, 'renewal').catch((cause: unknown) => {
    throw problem('token-spent', spentTicket().message, { cause })
  })
}

const spentTicket = () =>
  problem(
    'token-spent',
    'The ticket is wrong, has ended or was used, or was not signed with the key of its agent. Enrol again.',
  )

/** It is no refusal: whoever asks again is told what to sign. */
const raced = () =>
  problem('unavailable', 'This ticket was asked with twice at once. Ask again.', { retryAfter: 1 })

/** Its session. The rows change only if nobody asked with the same nonce meanwhile, so there is one. */
async function collect(trust: Trust, held: store.Held, context: Context): Promise<Enrolment> {
  const { id, ask_nonce, tenant_id, pool_id, agent, public_key } = held
  const { claims, seconds, keys } = termsOfHeld(trust, held)
  const { sub: subject, jti, iat } = claims
  const tx = await trust.db.begin('app', tenant_id)
  try {
    const row = { id, ask_nonce, pool_id, subject, keys, jti, iat, exp: iat + seconds }
    if (!(await tx.maybe(store.collect, row))) throw raced()
    const joined = await tx.maybe(store.join, { id, agent, public_key })
    if (!joined) throw raced()
    if (joined.before && joined.before !== id) await tx.many(supersede, { id: joined.before })
    await record(tx, eventOf(held, context))
    await tx.commit()
  } catch (error) {
    await tx.rollback()
    throw error
  }
  return answerOf({ agent, session: await trust.sessions.issue(claims, seconds) }, held)
}

/** As at its enrolment, in the pool where it is now; what was revoked since its proof counts. */
function termsOfHeld(trust: Trust, held: store.Held): Terms {
  const { method, tenant_id, tenant, pool_id, pool, app_id, ends_at, name } = held
  const { credential_kind: kind, credential_id, orch_id, task_id } = held
  const { scope, audience, ttl_seconds, public_key: publicKey, generation } = held
  const facts = {
    ...{ method, tenant_id, tenant, pool_id, pool, app_id, ends_at, attributes: {} },
    credential: kind && credential_id ? { kind, id: credential_id } : null,
    ...(orch_id !== null &&
      task_id !== null && {
        identity: { orch_id, task_id, scope, audience, ttl_seconds: ttl_seconds! },
      }),
  }
  const attested = { facts, possession: true }
  const terms = termsOf(trust, { attested, agent: { name }, publicKey, generation }, held.agent)
  const claims = { ...terms.claims, sid: held.id }
  return { ...terms, claims, keys: keysOfEnrolment(claims) }
}

const stillWaits = (
  { agent, tenant, pool }: store.Held,
  waiting: { ticket: string; nonce: Buffer; ask_in: number },
): Enrolment => answerOf({ agent, waiting }, { tenant, pool })

function eventOf({ name, tenant_id, agent: agent_id }: store.Held, context: Context) {
  const { request, principal } = context
  return {
    operation: 'collectEnrolment',
    principal: { ...principal, name } as typeof principal,
    tenant_id,
    agent_id,
    target: '/api/v1/agent/enrolments/collect',
    request_id: request.id,
  }
}
