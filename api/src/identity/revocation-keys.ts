// The names under which tokens and enrolments can be revoked. Both carry the same ones, so one check does for both.
import type { Claims } from './claims.ts'

/** What both a token and the row of its enrolment know. */
export type Named = Pick<
  Claims,
  'sid' | 'sub' | 'tenant_id' | 'agent' | 'cid' | 'app' | 'orch_id' | 'task_id' | 'cnf'
>

export const keyOf = {
  token: (jti: string) => `token:${jti}`,
  session: (sid: string) => `session:${sid}`,
  /** By id or by SPIFFE id. */
  agent: (id: string) => `agent:${id}`,
  /** With the orchestration, or whatever orchestration it is part of. */
  task: (tenant_id: string, task_id: string, orch_id?: string) =>
    `task:${tenant_id}:${orch_id === undefined ? '' : `${orch_id}/`}${task_id}`,
  /** An agent, and all that came of it by delegation. */
  chain: (sub: string) => `chain:${sub}`,
  app: (id: string) => `app:${id}`,
  tenant: (id: string) => `tenant:${id}`,
  credential: (id: string) => `credential:${id}`,
  /** A signing key that leaked. */
  signer: (kid: string) => `signer:${kid}`,
  /** What an agent calls itself, within what it joins; only bans use it. */
  name: (tenant_id: string, pool_id: string | null, name: string) =>
    `name:${tenant_id}:${pool_id ?? ''}:${name}`,
  /** The agent's own key, by its RFC 7638 thumbprint: within a tenant, since keys are no secret and one could name another's. */
  own: (tenant_id: string, thumbprint: string) => `own:${tenant_id}:${thumbprint}`,
}

/** The keys of an enrolment. */
export function keysOfEnrolment(named: Named): string[] {
  const { sid, sub, tenant_id, agent, cid, app, orch_id, task_id, cnf } = named
  return [
    keyOf.session(sid),
    ...(agent === undefined ? [] : [keyOf.agent(agent)]),
    keyOf.agent(sub),
    ...(task_id === undefined ? [] : [keyOf.task(tenant_id, task_id)]),
    ...(task_id === undefined || orch_id === undefined
      ? []
      : [keyOf.task(tenant_id, task_id, orch_id)]),
    ...(app === undefined ? [] : [keyOf.app(app)]),
    keyOf.tenant(tenant_id),
    ...(cid === undefined ? [] : [keyOf.credential(cid)]),
    ...(cnf === undefined ? [] : [keyOf.own(tenant_id, cnf.jkt)]),
    keyOf.chain(sub),
  ]
}

/** The keys of a token: those of its enrolment, its own, and those of whoever it was handed on by. */
export function keysOf(claims: Named & Pick<Claims, 'jti' | 'chain'>): string[] {
  const chain = claims.chain ?? []
  return [
    keyOf.token(claims.jti),
    ...keysOfEnrolment(claims),
    ...chain.flatMap(({ agent, id, sid }) => [
      keyOf.chain(agent),
      keyOf.agent(id),
      keyOf.session(sid),
    ]),
  ]
}
