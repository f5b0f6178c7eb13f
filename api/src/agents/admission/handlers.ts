// What people decide on agents: register, approve, deny, ban, enable, disable.
import { deny as denyWaiting } from '../../enrolments/tickets/store.ts'
import type { Context, Handlers } from '../../http/contract.ts'
import { page } from '../../http/page.ts'
import { newId } from '../../ids.ts'
import type { Trust } from '../../identity/trust.ts'
import { poolFor } from '../../pools/choose.ts'
import { problem } from '../../problem.ts'
import { wake } from '../../queue/wake.ts'
import { cutOff } from '../cut-off.ts'
import { byId } from '../store.ts'
import * as store from './store.ts'

type Named = { agent: string }

export function admission(trust: Trust) {
  return {
    async createAgent({ body }, context) {
      const { name, public_key } = body
      const pool_id = await poolFor(context.tx, context.principal, body.pool)
      return context.tx.one(store.register, { id: newId(), name, public_key, pool_id })
    },
    async approveAgent({ path, body }, context) {
      remember(context, path, body)
      await approve(context, path, body.pool)
      return context.tx.one(byId, path)
    },
    async denyAgent({ path, body }, context) {
      remember(context, path, body)
      await deny(trust, context, path, body.reason)
      return context.tx.one(byId, path)
    },
    async banAgent({ path, body }, context) {
      remember(context, path, body)
      const { tx } = context
      const held = await tx.one(store.held, path)
      await tx.one(store.administer, { ...path, administration: 'banned' })
      await tx.many(denyWaiting, path)
      const banned = await tx.one(byId, path)
      if (held.administration !== 'banned')
        await cutOff(trust, context, held, 'ban', body.reason || 'The agent was banned.')
      return banned
    },
    async enableAgent({ path }, context) {
      const { tx } = context
      await tx.one(store.held, path)
      await tx.one(store.administer, { ...path, administration: 'enabled' })
      await wake(tx)
      const enabled = await tx.one(byId, path)
      const bans = await tx.many(store.bans, path)
      if (bans.length > 0)
        await trust.lift(
          context,
          bans.map(({ id }) => id),
        )
      return enabled
    },
    async disableAgent({ path }, context) {
      const { tx } = context
      const held = await tx.one(store.held, path)
      if (held.administration === 'banned')
        throw problem('conflict', 'This agent is banned, which is more. Enable it first.')
      await tx.one(store.administer, { ...path, administration: 'disabled' })
      const disabled = await tx.one(byId, path)
      await cutOff(trust, context, held, 'expire', 'The agent was disabled.')
      return disabled
    },
    async listAgentEnrolments({ path, query }, { tx }) {
      await tx.one(byId, path)
      return page(tx, store.history, { ...query, ...path })
    },
  } satisfies Partial<Handlers>
}

/** It takes effect when the agent asks next: whoever approves never holds its credential. */
async function approve(
  context: Pick<Context, 'tx' | 'principal'>,
  path: Named,
  pool: string | null,
): Promise<void> {
  const { tx } = context
  const held = await tx.one(store.held, path)
  const given = await poolFor(tx, context.principal, pool)
  const pool_id = given ?? held.pool_id
  if (held.administration === 'banned')
    throw problem('conflict', 'This agent is banned. Enable it first.')
  if (held.admission === 'approved') {
    if (pool_id === held.pool_id) return
    throw problem('conflict', 'This agent is in already; its pool comes with its enrolment.')
  }
  if (pool_id !== null) operatorsOnly(context)
  await tx.one(store.approve, { ...path, pool_id })
}

async function deny(trust: Trust, context: Context, path: Named, reason: string): Promise<void> {
  const { tx } = context
  const held = await tx.one(store.held, path)
  if (held.admission === 'denied') return
  await tx.one(store.deny, path)
  await tx.many(denyWaiting, path)
  if (held.admission === 'approved')
    await cutOff(trust, context, held, 'revoke', reason || 'The agent was denied.')
}

/** Whom it is about, and why. */
function remember({ remember: note }: Context, path: Named, { reason }: { reason: string }): void {
  note({ agent_id: path.agent, ...(reason && { extra: { reason } }) })
}

/** A pool's agents see the jobs of all tenants assigned to it. */
function operatorsOnly({ principal }: Pick<Context, 'principal'>): void {
  if (principal.kind === 'operator') return
  throw problem(
    'forbidden',
    'Only operators may let agents into a pool, since it works for other tenants too.',
  )
}
