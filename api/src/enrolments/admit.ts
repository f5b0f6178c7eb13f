// Lets an agent in or makes it wait, once its proof has shown who it is: one transaction for all that this uses up and
// makes.
import * as agentStore from '../agents/store.ts'
import { record } from '../audit/store.ts'
import { together, type Transaction } from '../db/database.ts'
import type { Context } from '../http/context.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import type { Admitted } from './answer.ts'
import { answeredBefore, endOf, spent } from './challenge.ts'
import type { Decision } from './decide.ts'
import { aboutOf, eventOf } from './event.ts'
import * as store from './store.ts'
import { letIn, settle } from './settle.ts'
import { type Entering, type Terms, termsOf } from './terms.ts'
import { newTicket } from './waiting.ts'

export async function admit(
  trust: Trust,
  entering: Entering,
  decision: Decision,
  context: Context,
): Promise<Admitted> {
  const { attested, agent } = entering
  const { facts } = attested
  const tx = await trust.db.begin('app')
  try {
    const found = await look(tx, entering)
    const { known, by, enters } = settle(decision, found, entering)
    const terms = termsOf(trust, entering, known?.id ?? newId())
    await notBanned(trust, entering, terms)
    const event = { ...eventOf(agent, context), ...aboutOf(terms, facts, enters) }
    const its = { agent: terms.claims.agent }
    const waiting = enters ? undefined : newTicket(letIn(known))
    await together([
      attested.note?.(tx, its.agent),
      record(tx, event),
      waiting ? wait(tx, entering, by, terms, waiting) : enter(tx, entering, by, terms, known),
      tx.commit(),
    ])
    if (waiting) return { ...its, waiting }
    return { ...its, session: await trust.sessions.issue(terms.claims, terms.seconds) }
  } catch (error) {
    await tx.rollback()
    throw error
  }
}

/**
 * What the rest depends on, in one round trip. First of all the proof is used up, so that of many that come with the same
 * one the others wait here and then see it gone.
 */
async function look(tx: Transaction, entering: Entering): Promise<agentStore.Known | undefined> {
  const { tenant_id, nonce, spend } = { ...entering.attested, ...entering.attested.facts }
  const [, , , known] = await together([
    enterTenant(tx, tenant_id),
    nonce && spendNonce(tx, nonce),
    spend?.(tx),
    knownAs(tx, entering),
  ])
  return known
}

async function enterTenant(tx: Transaction, tenant_id: string): Promise<void> {
  const { tenant } = await tx.one(store.enter, { tenant_id })
  if (tenant === '') throw problem('not-found', 'The tenant of this agent is gone.')
}

async function spendNonce(tx: Transaction, nonce: Buffer): Promise<void> {
  if (!(await tx.maybe(store.spendNonce, { nonce, expires: endOf(nonce) })))
    throw spent(answeredBefore)
}

/** A proof may say which agent it is, or that it is a new one. */
async function knownAs(
  tx: Transaction,
  { attested: { facts }, agent, publicKey: public_key }: Entering,
): Promise<agentStore.Known | undefined> {
  if (facts.agent === null) return undefined
  const id = facts.agent ?? agent.id
  return tx.maybe(agentStore.known, { ...agent, id, pool_id: facts.pool_id, public_key })
}

/** What ended before does not count against a new proof; a ban does. */
async function notBanned({ revocations }: Trust, { attested, agent }: Entering, terms: Terms) {
  const { tenant_id, pool_id } = attested.facts
  const keys = [...terms.keys, keyOf.name(tenant_id, pool_id, agent.name)]
  await revocations.check({ gen: Infinity, keys }).catch((cause: unknown) => {
    throw problem('forbidden', 'This agent is banned.', { cause })
  })
}

/** The rows: the enrolment in the place of the one before, and the agent that it lets in. All are sent at once. */
async function enter(
  tx: Transaction,
  entering: Entering,
  decision: Decision,
  terms: Terms,
  known: agentStore.Known | undefined,
): Promise<void> {
  await together([
    known?.enrolment_id != null && tx.many(store.supersede, { id: known.enrolment_id }),
    tx.one(store.begin, rowOf(entering, decision, terms, 'approved')),
    tx.one(agentStore.enrol, agentOf(entering, terms, decision.approval_method, 'approved')),
  ])
}

/** The rows of one that waits. Where a person has let it in before, its agent stays as it is until it shows its key. */
async function wait(
  tx: Transaction,
  entering: Entering,
  decision: Decision,
  terms: Terms,
  { hash, nonce, lease, expected }: ReturnType<typeof newTicket>,
): Promise<void> {
  await together([
    tx.one(store.begin, rowOf(entering, decision, terms, 'pending')),
    tx.one(store.hold, { id: terms.claims.sid, hash, nonce, seconds: lease }),
    !expected && tx.one(agentStore.enrol, agentOf(entering, terms, null, 'pending')),
  ])
}

/** One that a rule turned away leaves a trace of what it had proved, and no agent. */
export async function turnAway(
  trust: Trust,
  entering: Entering,
  decision: Decision,
): Promise<never> {
  const row = rowOf(entering, decision, termsOf(trust, entering, newId()), 'denied')
  await trust.db.as('work').one(store.begin, { ...row, agent_id: null })
  throw problem('forbidden', 'This agent is not let in: an approval policy denies it.')
}

function rowOf(
  { attested, publicKey: public_key, generation }: Entering,
  { approval_method, policy, rule, candidate }: Decision,
  { claims, seconds, keys, ends }: Terms,
  state: 'approved' | 'pending' | 'denied',
) {
  const { method, tenant_id, pool_id, credential, app_id, identity } = attested.facts
  const { sid: id, agent: agent_id, sub: subject, scope, jti, iat } = claims
  return {
    ...{ id, tenant_id, agent_id, method, state, approval_method, policy, rule },
    ...{ credential_kind: credential?.kind ?? null, credential_id: credential?.id ?? null },
    ...{ app_id, pool_id, facts: JSON.stringify(candidate), keys, generation, public_key },
    ...{ ...nobody, ...identity, subject, scope },
    ...{ jti, iat, exp: iat + seconds, ends },
  }
}

/** Of whom a proof does not say that it is part of a task. */
const nobody = { orch_id: null, task_id: null, audience: [], ttl_seconds: null }

function agentOf(
  { attested, agent, publicKey: public_key }: Entering,
  { claims: { sid: enrolment_id, agent: id } }: Terms,
  approval_method: Decision['approval_method'],
  admission: 'approved' | 'pending',
) {
  const { pool_id } = attested.facts
  return { ...agent, enrolment_id, approval_method, admission, id, pool_id, public_key }
}
