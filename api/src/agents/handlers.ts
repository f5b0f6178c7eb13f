// The operations on agents.
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { wake } from '../queue/wake.ts'
import { endSessionsOf } from './sessions.ts'
import * as store from './store.ts'

export const agents = {
  listAllAgents: ({ query }, { tx }) => page(tx, store.all, query),
  listAgents: ({ query }, { tx }) => page(tx, store.all, query),
  getAgent: ({ path }, { tx }) => tx.one(store.byId, path),
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
} satisfies Partial<Handlers>
