// The operations on pools and on the tenants assigned to them.
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { becauseOf, problem } from '../problem.ts'
import { scales } from '../fleet/store.ts'
import { hold } from '../queue/lanes/store.ts'
import { wake } from '../queue/wake.ts'
import { byName as tenantByName } from '../tenants/store.ts'
import * as store from './store.ts'

export const pools = {
  listPools: ({ query }, { tx }) => page(tx, store.all, query),
  createPool: ({ body }, { tx }) => tx.one(store.insert, { id: newId(), ...body }),
  getPool: ({ path }, { tx }) => tx.one(store.byName, path),
  async updatePool({ path, body }, { tx, revision }) {
    const { id } = await tx.one(store.byName, path)
    if (body.paused) await tx.many(hold, { whose: `pool:${id}` }) // nothing is given out after the answer
    const updated = await replace(tx, store.replace, store.byName, { ...path, ...body, revision })
    await wake(tx)
    return updated
  },
  async getPoolScale({ path }, { tx }) {
    const { id: pool_id } = await tx.one(store.byName, path)
    return tx.one(scales, { pool_id })
  },
  async deletePool({ path }, { tx }) {
    const { id, name } = await tx.one(store.byName, path)
    const users = Object.entries(await tx.one(store.users, { id })).filter(([, count]) => count > 0)
    if (users.length > 0) {
      const list = users.map(([noun, count]) => `${count} ${noun.replace('_', ' ')}`).join(', ')
      const because = becauseOf(await tx.many(store.usedBy, { id }))
      throw problem('in-use', `The pool ${name} still has ${list}.`, because)
    }
    await tx.one(store.remove, { id })
  },

  async listPoolAssignments({ path, query }, { tx }) {
    const { id: pool_id } = await tx.one(store.byName, path)
    return page(tx, store.assigned, { ...query, pool_id } as typeof query)
  },
  async getPoolAssignment({ path }, { tx }) {
    const { tenant_id, pool } = await both(tx, path)
    const found = await tx.one(store.assignmentOf, { tenant_id })
    if (found.pool !== pool)
      throw problem('not-found', `${found.tenant} is not assigned to ${pool}.`)
    return found
  },
  async createPoolAssignment({ path }, { tx }) {
    const { tenant_id, pool_id, pool } = await both(tx, path)
    const made = await tx.maybe(store.assign, { id: newId(), pool_id, tenant_id })
    if (made) {
      await wake(tx)
      return made
    }
    const other = await tx.one(store.assignmentOf, { tenant_id })
    throw problem(
      'conflict',
      `${other.tenant} is assigned to the pool ${other.pool}. Take it out of there before it joins ${pool}.`,
      { because: [`/api/v1/pools/${other.pool}/tenants/${other.tenant}`] },
    )
  },
  async deletePoolAssignment({ path }, { tx }) {
    await tx.one(store.unassign, await both(tx, path))
    await wake(tx) // the platform's agents may take what the pool's did not
  },
} satisfies Partial<Handlers>

async function both(tx: Context['tx'], path: { pool: string; tenant: string }) {
  const [pool, tenant] = await Promise.all([tx.one(store.byName, path), tx.one(tenantByName, path)])
  return { pool_id: pool.id, pool: pool.name, tenant_id: tenant.id }
}
