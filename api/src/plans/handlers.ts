// The operations on plans.
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { becauseOf, problem } from '../problem.ts'
import { wake } from '../queue/wake.ts'
import * as store from './store.ts'

export const plans = {
  listPlans: ({ query }, { tx }) => page(tx, store.all, query),
  createPlan: ({ body }, { tx }) => tx.one(store.insert, { id: newId(), ...body }),
  getPlan: ({ path }, { tx }) => tx.one(store.byName, path),
  async updatePlan({ path, body }, { tx, revision }) {
    await ownOnly(tx, path)
    const updated = await replace(tx, store.replace, store.byName, { ...path, ...body, revision })
    await wake(tx) // a higher limit lets waiting jobs begin
    return updated
  },
  async deletePlan({ path }, { tx }) {
    const { id, name } = await ownOnly(tx, path)
    const { tenants } = await tx.one(store.users, { id })
    if (tenants > 0)
      throw problem(
        'in-use',
        `${tenants} ${tenants === 1 ? 'tenant is' : 'tenants are'} on the plan ${name}.`,
        becauseOf(await tx.many(store.usedBy, { id })),
      )
    await tx.one(store.remove, path)
  },
} satisfies Partial<Handlers>

async function ownOnly(tx: Parameters<Handlers['getPlan']>[1]['tx'], path: { plan: string }) {
  const plan = await tx.one(store.byName, path)
  if (plan.built_in)
    throw problem(
      'conflict',
      `The plan ${plan.name} comes with the broker and cannot change. Create one of your own.`,
    )
  return plan
}
