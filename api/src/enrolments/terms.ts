// What an enrolment comes to: who its agent is, what its tokens say, what ends it and when.
import { createHash } from 'node:crypto'
import { spiffeIdOf } from '@reeve/openapi'
import type { Config } from '../config.ts'
import { keysOfEnrolment } from '../identity/revocation-keys.ts'
import type { Said } from '../identity/sessions.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { systemTenant } from '../tenants/rules.ts'
import type { Attested, Facts, Introduction, MethodName } from './method.ts'

export interface Entering {
  attested: Attested
  agent: Introduction
  /** Its own key, 32 bytes. */
  publicKey: Buffer | null
  /** The last revocation that was known before the proof was looked at: what is revoked since counts. */
  generation: number
}

export interface Terms {
  /** What its first token says. */
  claims: Said & { agent: string; jti: string; iat: number }
  /** Life of that token. */
  seconds: number
  /** What ends the enrolment. */
  keys: string[]
  /** When it ends by itself, in ms since the epoch. */
  ends: number
}

/** Of what an agent says of itself, its tokens tell the name. */
type Named = Omit<Entering, 'agent'> & { agent: Pick<Introduction, 'name'> }

type Using = Pick<Trust, 'sessions' | 'revocations' | 'config'>

export function termsOf(trust: Using, entering: Named, agent: string): Terms {
  const { sessions, revocations, config } = trust
  const { facts } = entering.attested
  const now = revocations.now()
  const claims = { ...claimsOf(trust, entering, agent), jti: newId(), iat: Math.floor(now / 1000) }
  const ends = endOf(facts, config, now)
  const asked = facts.identity?.ttl_seconds ?? config.sessionSeconds
  const seconds = sessions.ttl(asked, (ends - now) / 1000)
  return { claims, seconds, keys: keysOfEnrolment(claims), ends }
}

function claimsOf({ sessions }: Using, entering: Named, agent: string): Said & { agent: string } {
  const { attested, agent: said, publicKey, generation } = entering
  const { facts } = attested
  const { tenant, tenant_id, credential, app_id, identity } = facts
  return {
    sub: subjectOf(sessions.trustDomain, facts, agent),
    aud: [...new Set([sessions.audience, ...(identity?.audience ?? [])])],
    sid: newId(),
    gen: generation,
    since: generation,
    scope: identity?.scope ?? [],
    kind: 'agent',
    ...{ name: said.name, tenant, tenant_id, agent },
    ...(credential && { cid: credential.id }),
    ...(app_id !== null && { app: app_id }),
    ...(identity && { orch_id: identity.orch_id, task_id: identity.task_id }),
    ...(publicKey && { cnf: { jkt: thumbprintOf(publicKey) } }),
  }
}

/** An agent keeps its subject from one enrolment to the next. */
function subjectOf(trustDomain: string, facts: Facts, agent: string): string {
  const { tenant, tenant_id, pool, identity } = facts
  if (identity) {
    const { orch_id, task_id } = identity
    const instance = agent.replaceAll('-', '').slice(-16)
    return spiffeIdOf(trustDomain, { kind: 'task', orch_id, task_id, instance })
  }
  return tenant_id === systemTenant.id
    ? spiffeIdOf(trustDomain, { kind: 'shared', pool, agent })
    : spiffeIdOf(trustDomain, { kind: 'tenant', tenant, agent })
}

/** RFC 7638, of an Ed25519 key. */
export const thumbprintOf = (publicKey: Buffer): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x: publicKey.toString('base64url') }))
    .digest('base64url')

const [hour, day] = [3_600_000, 86_400_000]

/** How long an enrolment lasts at most, in ms, whatever was proved. */
const lifeOf = (method: MethodName, { enrolmentDays, maxSessionSeconds }: Config): number => {
  if (method === 'hmac') return 4 * hour
  if (method === 'launch_token') return maxSessionSeconds * 1000
  return method === 'service_account' || method === 'certificate' ? day : enrolmentDays * day
}

const endOf = ({ method, ends_at }: Facts, config: Config, now: number): number =>
  Math.min(now + lifeOf(method, config), ends_at === null ? Infinity : Date.parse(ends_at))
