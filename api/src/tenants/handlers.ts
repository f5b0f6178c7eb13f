// The operations on tenants.
import { endSessionsOf } from '../agents/sessions.ts'
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { cancelAllOf } from '../jobs/cancel.ts'
import { countUnfinished } from '../jobs/store.ts'
import { mistake, problem } from '../problem.ts'
import { holdOwn } from '../queue/lanes/store.ts'
import { wake } from '../queue/wake.ts'
import { systemTenant } from './rules.ts'
import * as store from './store.ts'

type Tx = Parameters<Handlers['getTenant']>[1]['tx']

export const tenants = {
  listTenants: ({ query }, { tx }) => page(tx, store.all, query),
  async createTenant({ body }, { tx }) {
    const { plan_id } = await planOf(tx, body)
    return tx.one(store.insert, { id: newId(), ...body, plan_id })
  },
  getTenant: ({ path }, { tx }) => tx.one(store.byName, path),
  async updateTenant({ path, body }, { tx, revision }) {
    const { id } = await customersOnly(tx, path)
    const { plan_id } = await planOf(tx, body)
    const updated = await replace(tx, store.replace, store.byName, {
      ...path,
      ...body,
      plan_id,
      revision,
    })
    // Only now: like a claim, this has its lane before it has agents, or the two would wait for each other.
    if (body.status === 'suspended') await endSessionsOf(tx, { tenant_id: id })
    await wake(tx) // it may have moved to other agents, or to a larger plan
    return updated
  },
  async deleteTenant({ path, query }, { tx }) {
    const { id, slug } = await customersOnly(tx, path)
    await tx.many(holdOwn, { tenant_id: id }) // first, as a claim does
    if (query.cancel_jobs) await cancelAllOf(tx, id)
    const { jobs } = await tx.one(countUnfinished, { tenant_id: id })
    if (jobs > 0)
      throw problem(
        'in-use',
        `${slug} has ${jobs} unfinished jobs. Let them end, or delete with cancel_jobs=true.`,
      )
    await endSessionsOf(tx, { tenant_id: id })
    await tx.one(store.remove, { id })
  },
} satisfies Partial<Handlers>

async function planOf(tx: Tx, { plan }: { plan: string }): Promise<{ plan_id: string }> {
  const found = await tx.maybe(store.planId, { plan })
  if (!found) throw mistake('/plan', `names no plan: there is no ${plan}`)
  return found
}

async function customersOnly(tx: Tx, path: { tenant: string }) {
  const tenant = await tx.one(store.byName, path)
  if (tenant.id === systemTenant.id)
    throw problem('conflict', 'The system tenant is the platform itself and cannot change.')
  return tenant
}
