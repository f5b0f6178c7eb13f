// The operations on agents.
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import type { Trust } from '../identity/trust.ts'
import { problem } from '../problem.ts'
import { wake } from '../queue/wake.ts'
import { cutOff, revokeAgent } from './cut-off.ts'
import { explain } from './explain/explain.ts'
import { endSessionsOf } from './sessions.ts'
import * as store from './store.ts'

async function statsOf(tx: Context['tx'], asked: { tenant?: string; pool?: string }) {
  const found = await tx.one(store.stats, { tenant: null, pool: null, ...asked })
  const { slots, free } = found
  return { ...found, load: slots === 0 ? null : Math.round((100 * (slots - free)) / slots) }
}

export const agents = (trust: Trust) =>
  ({
    listAllAgents: ({ query }, { tx }) => page(tx, store.all, query),
    listAgents: ({ query }, { tx }) => page(tx, store.all, query),
    getAgent: ({ path }, { tx }) => tx.one(store.byId, path),
    async explainAgent({ path }, { tx, principal }) {
      await tx.one(store.byId, path)
      const only = principal.kind === 'tenant' ? principal.tenant_id : null
      return explain(trust.db.as('work'), path.agent, only)
    },
    getAgentStats: (_, { tx }) => statsOf(tx, {}),
    getAllAgentStats: ({ query }, { tx }) => statsOf(tx, query),
    async updateAgent({ path, body }, context) {
      const { tx, revision } = context
      context.remember({ agent_id: path.agent })
      const { administration } = await tx.one(store.byId, path)
      if (administration === 'banned')
        throw problem('conflict', 'This agent is banned. Enable it first (`reeve agent enable`).')
      const updated = await replace(tx, store.replace, store.byId, { ...path, ...body, revision })
      if (body.administration === 'disabled')
        await cutOff(trust, context, { id: updated.id }, 'expire', 'The agent was disabled.')
      else await wake(tx)
      return tx.one(store.byId, path)
    },
    async deleteAgent({ path }, context) {
      const { tx } = context
      context.remember({ agent_id: path.agent })
      await tx.one(store.byId, path)
      await endSessionsOf(tx, { agent_id: path.agent })
      await tx.one(store.remove, path)
      await revokeAgent(trust, context, { id: path.agent }, 'revoke', 'The agent was deleted.')
    },
  }) satisfies Partial<Handlers>
