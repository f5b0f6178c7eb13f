// The operations on agent tokens.
import { randomBytes } from 'node:crypto'
import { endSessionsOf } from '../agents/sessions.ts'
import { hashOf } from '../identity/hash.ts'
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { byName as poolByName } from '../pools/store.ts'
import { mistake, problem } from '../problem.ts'
import * as store from './store.ts'

export const agentTokens = {
  listAllAgentTokens: ({ query }, { tx }) => page(tx, store.all, query),
  listAgentTokens: ({ query }, { tx }) => page(tx, store.all, query),
  async createAgentToken({ body }, { tx, principal }) {
    const pool_id = await poolOf(tx, principal, body.pool)
    await tx.many(store.retire, body)
    const token = `agent_${randomBytes(32).toString('hex')}`
    const made = await tx.one(store.insert, {
      id: newId(),
      ...body,
      pool_id,
      token_hash: hashOf(token),
    })
    return { ...made, token }
  },
  getAgentToken: ({ path }, { tx }) => tx.one(store.byName, path),
  updateAgentToken: ({ path, body }, { tx, revision }) =>
    replace(tx, store.replace, store.byName, { ...path, ...body, revision }),
  async deleteAgentToken({ path }, { tx }) {
    const { id } = await tx.one(store.byName, path)
    await endSessionsOf(tx, { agent_token_id: id })
    await tx.one(store.remove, path)
  },
  async revokeAgentToken({ path }, { tx }) {
    const revoked = await tx.one(store.revoke, path)
    await endSessionsOf(tx, { agent_token_id: revoked.id })
    return revoked
  },
} satisfies Partial<Handlers>

/** A pool's agents see the jobs of all tenants assigned to it, so a tenant may not let agents in. */
async function poolOf(
  tx: Context['tx'],
  principal: Context['principal'],
  pool: string | null,
): Promise<string | null> {
  if (pool === null) return null
  if (principal.kind !== 'operator')
    throw problem(
      'forbidden',
      'Only operators may let agents into a pool, since it works for other tenants too.',
    )
  const found = await tx.maybe(poolByName, { pool })
  if (!found) throw mistake('/pool', `names no pool: there is no ${pool}`)
  return found.id
}
