// An agent that lost its session, by a restart say, goes on with its enrolment by its own key: no secret is used up.
import { createPublicKey, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { transcript } from '@reeve/openapi'
import { exists as agentById } from '../../agents/store.ts'
import type { Context } from '../../http/contract.ts'
import type { Schemas } from '../../http/revision.ts'
import type { Principal } from '../../identity/principal.ts'
import { keyOf } from '../../identity/revocation-keys.ts'
import { revokeAtOnce, untilEnded } from '../../identity/revoke.ts'
import type { Issued, Said } from '../../identity/sessions.ts'
import type { Trust } from '../../identity/trust.ts'
import { newId } from '../../ids.ts'
import { problem } from '../../problem.ts'
import { checkChallenge, endOf, spent } from '../challenge.ts'
import { issueLatest } from './latest.ts'
import * as store from './store.ts'
import { spendNonce } from '../store.ts'
import { thumbprintOf } from '../terms.ts'

const check = promisify(verify)

type Asked = Schemas['SessionResumption']

export async function resume(
  trust: Trust,
  { agent, nonce, signature }: Asked,
  request: Context['request'],
): Promise<Issued> {
  const { db, vault, revocations, sessions, config, limiter } = trust
  limiter.take('enrol', request.ip)
  limiter.guard(agent, request.ip)
  const challenge = checkChallenge(vault, revocations.now(), nonce)
  const work = db.as('work')
  const found = await work.maybe(store.own, { agent })
  if (!found || !(await signed(found, challenge, signature))) {
    limiter.failed(agent, request.ip, 'resumption')
    await tell(trust, agent, found, request)
    throw problem('token-spent', 'This agent cannot go on with that key. Enrol again.')
  }
  const spending = { nonce: challenge, expires: endOf(challenge) }
  if (!(await work.maybe(spendNonce, spending))) throw spent()
  const asked = { enrolment: found.id, presented: found.jti, jti: newId() }
  const seconds = sessions.ttl(config.sessionSeconds)
  const latest = await work.maybe(store.resume, { ...asked, seconds })
  if (!latest) throw problem('conflict', 'Another session of this agent began at the same moment.')
  limiter.succeeded(agent, request.ip)
  await endEarlier(trust, found)
  return issueLatest(trust, claimsOf(trust, found), latest)
}

/** The answer does not say why it was refused; security people see whether ids are being guessed. */
async function tell(
  { db, security }: Trust,
  agent: string,
  found: store.Found | undefined,
  request: Context['request'],
): Promise<void> {
  const its = { request, target: '/api/v1/agent/session/resumptions' }
  const known = found ?? (await db.as('work').maybe(agentById, { agent }))
  if (found)
    security.note('security.token.invalid', {
      ...{ ...its, tenant_id: found.tenant_id, agent_id: found.agent },
      detail: 'A session was to be resumed with a key that is not the agent’s.',
    })
  else if (known)
    security.note('security.agent.inactive', {
      ...{ ...its, agent_id: agent },
      detail: 'An agent whose enrolment has ended, or that has no key, was to resume its session.',
    })
  else
    security.note('security.agent.not_found', {
      ...its,
      detail: 'The session of an agent that there is not was to be resumed.',
    })
}

/** What the agent signs: this challenge, for this purpose, by this key. */
async function signed(
  { agent, public_key }: store.Found,
  nonce: Buffer,
  signature: string,
): Promise<boolean> {
  const said = transcript('reeve/session/resume/v1', [nonce, agent, public_key])
  return check(null, said, publicKeyOf(public_key), Buffer.from(signature, 'base64'))
}

/** A raw Ed25519 key as Node takes it. */
export const publicKeyOf = (raw: Buffer) =>
  createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
  })

function claimsOf(
  { sessions }: Pick<Trust, 'sessions'>,
  { id: sid, subject: sub, agent, since, scope, public_key, ...found }: store.Found,
): Said {
  const { name, tenant, tenant_id, audience, credential_id, app_id, orch_id, task_id } = found
  return {
    ...{ sub, aud: [...new Set([sessions.audience, ...audience])], sid, gen: since, since, scope },
    ...{ kind: 'agent', name, tenant, tenant_id, agent },
    ...(credential_id !== null && { cid: credential_id }),
    ...(app_id !== null && { app: app_id }),
    ...(orch_id !== null && { orch_id }),
    ...(task_id !== null && { task_id }),
    cnf: { jkt: thumbprintOf(public_key) },
  }
}

/** Of two holders of one session the one with the key is the agent. */
async function endEarlier(
  trust: Trust,
  { jti, tenant_id, agent, name }: store.Found,
): Promise<void> {
  const actor = { kind: 'agent', id: agent, name } as Principal
  const named = { level: 'token', target: jti, keys: [keyOf.token(jti)], tenant_id } as const
  const reason = 'Its agent began another session.'
  await revokeAtOnce(trust, { ...named, verb: 'revoke', reason, actor, until: untilEnded(trust) })
}
