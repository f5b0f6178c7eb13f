// The operations on agents.
import type { Database } from '../db/database.ts'
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { wake } from '../queue/wake.ts'
import { explain } from './explain/explain.ts'
import { endSessionsOf } from './sessions.ts'
import * as store from './store.ts'

async function statsOf(tx: Context['tx'], asked: { tenant?: string; pool?: string }) {
  const found = await tx.one(store.stats, { tenant: null, pool: null, ...asked })
  const { slots, free } = found
  return { ...found, load: slots === 0 ? null : Math.round((100 * (slots - free)) / slots) }
}

export const agents = (db: Database) =>
  ({
    listAllAgents: ({ query }, { tx }) => page(tx, store.all, query),
    listAgents: ({ query }, { tx }) => page(tx, store.all, query),
    getAgent: ({ path }, { tx }) => tx.one(store.byId, path),
    async explainAgent({ path }, { tx, principal }) {
      await tx.one(store.byId, path)
      const only = principal.kind === 'tenant' ? principal.tenant_id : null
      return explain(db.as('work'), path.agent, only)
    },
    getAgentStats: (_, { tx }) => statsOf(tx, {}),
    getAllAgentStats: ({ query }, { tx }) => statsOf(tx, query),
    async updateAgent({ path, body }, { tx, revision }) {
      const updated = await replace(tx, store.replace, store.byId, { ...path, ...body, revision })
      if (body.administration === 'disabled') await endSessionsOf(tx, { agent_id: updated.id })
      else await wake(tx)
      return tx.one(store.byId, path)
    },
    async deleteAgent({ path }, { tx }) {
      await tx.one(store.byId, path)
      await endSessionsOf(tx, { agent_id: path.agent })
      await tx.one(store.remove, path)
    },
  }) satisfies Partial<Handlers>
