// An agent hands a part of what it may do to another agent of its tenant: less scope, less time, one step deeper.
import { coversAll, parseGrant, parseSpiffe } from '@reeve/openapi'
import type { Schemas } from '../../http/revision.ts'
import { chainHash, deepest, signStep } from '../../identity/chain.ts'
import type { AgentPrincipal } from '../../identity/principal.ts'
import type { Trust } from '../../identity/trust.ts'
import { mistake, problem } from '../../problem.ts'
import * as store from './store.ts'

type Asked = Schemas['DelegationCreate']

export async function delegate(
  trust: Trust,
  { id, claims, tenant_id }: AgentPrincipal,
  { delegate_to, scope, ttl_seconds }: Asked,
): Promise<Schemas['Delegation']> {
  const { db, sessions, keys, revocations } = trust
  wellFormed(delegate_to, scope)
  const chain = claims.chain ?? []
  if (chain.length >= deepest)
    throw problem('forbidden', `A session can be handed on ${deepest} times, and this one was.`)
  within(claims.scope, scope, 'this session has')
  // Read first, then asked: what is revoked from now on ends the new token too.
  const gen = revocations.number()
  await revocations.check(claims)
  const asked = { tenant_id, subject: delegate_to }
  const to = await db.as('work').maybe(store.delegates, asked)
  if (!to)
    throw problem('not-found', `There is no agent ${delegate_to} that is in, or it is not yours.`)
  if (to.scope.length > 0) within(to.scope, scope, 'that agent was let in with')
  const left = claims.exp - revocations.now() / 1000
  const seconds = sessions.ttl(ttl_seconds, left)
  const steps = [
    ...chain,
    await signStep(keys, { ...claims, agent: id }, to.subject, revocations.now()),
  ]
  const issued = await sessions.issue(
    {
      ...{ sub: to.subject, aud: claims.aud, sid: to.id, gen, since: gen, scope, kind: 'agent' },
      ...{ name: to.name, tenant: to.tenant, tenant_id: to.tenant_id, agent: to.agent },
      ...(claims.orch_id !== undefined && { orch_id: claims.orch_id }),
      ...(claims.task_id !== undefined && { task_id: claims.task_id }),
      ...(claims.app !== undefined && { app: claims.app }),
      ...(claims.cid !== undefined && { cid: claims.cid }),
      ...{ chain: steps, chain_hash: chainHash(steps) },
    },
    Math.min(seconds, claims.exp - Math.floor(revocations.now() / 1000)),
  )
  const shown = steps.map(({ agent, scope: had, delegated_at }) => ({
    agent,
    scope: had,
    delegated_at,
  }))
  return { token: issued.token, expires_in: issued.expires_in, chain: shown }
}

function wellFormed(delegate_to: string, scope: string[]): void {
  if (!parseSpiffe(delegate_to))
    throw mistake('/delegate_to', 'is not the SPIFFE id of an agent: spiffe://<trust domain>/…')
  const wrong = scope.findIndex((grant) => !parseGrant(grant))
  if (wrong !== -1)
    throw mistake(`/scope/${wrong}`, 'is not of the form action:resource:identifier')
}

function within(allowed: string[], asked: string[], whose: string): void {
  if (coversAll(allowed, asked)) return
  const more = asked.filter((grant) => !coversAll(allowed, [grant]))
  throw problem('forbidden', `More than ${whose} cannot be handed on: ${more.join(', ')}.`)
}
