// Takes its session, its jobs and its tokens from an agent, before the call is answered.
import { thumbprintOf } from '../enrolments/terms.ts'
import type { Context } from '../http/context.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import type { Verb } from '../identity/revocations.ts'
import type { Trust } from '../identity/trust.ts'
import { endSessionsOf } from './sessions.ts'

/** For a ban also what else it may come back under. */
export interface Whom {
  id: string
  tenant_id?: string
  name?: string
  pool_id?: string | null
  public_key?: Buffer | null
}

/** The last step of a handler. What let the agent in stands if its tokens merely expire. */
export async function cutOff(
  trust: Trust,
  context: Context,
  whom: Whom,
  verb: Verb,
  reason: string,
): Promise<void> {
  await endSessionsOf(context.tx, { agent_id: whom.id })
  await revokeAgent(trust, context, whom, verb, reason)
}

export async function revokeAgent(
  trust: Trust,
  context: Context,
  whom: Whom,
  verb: Verb,
  reason: string,
): Promise<void> {
  const tenant_id = context.tx.tenant ?? null
  const banned = verb === 'ban'
  const keys = [keyOf.agent(whom.id), ...(banned ? othersOf(whom) : [])]
  const until = banned ? null : untilEnded(trust)
  const named = { level: 'agent', target: whom.id, keys } as const
  await trust.revoke(context, { ...named, verb, tenant_id, reason, until })
}

function othersOf({ tenant_id, name, pool_id = null, public_key }: Whom): string[] {
  if (tenant_id === undefined || name === undefined) return []
  const own = public_key ? [keyOf.own(tenant_id, thumbprintOf(public_key))] : []
  return [keyOf.name(tenant_id, pool_id, name), ...own]
}
