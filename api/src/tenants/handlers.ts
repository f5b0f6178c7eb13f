// The operations on tenants.
import { endSessionsOf } from '../agents/sessions.ts'
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import type { Verb } from '../identity/revocations.ts'
import { untilEnded } from '../identity/revoke.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { cancelAllOf } from '../jobs/cancel.ts'
import { countUnfinished } from '../jobs/store.ts'
import { mistake, problem } from '../problem.ts'
import { hold } from '../queue/lanes/store.ts'
import { wake } from '../queue/wake.ts'
import { systemTenant } from './rules.ts'
import * as store from './store.ts'

type Tx = Parameters<Handlers['getTenant']>[1]['tx']

export const tenants = (trust: Trust) =>
  ({
    listTenants: ({ query }, { tx }) => page(tx, store.all, query),
    async createTenant({ body }, { tx }) {
      const { plan_id } = await planOf(tx, body)
      return tx.one(store.insert, { id: newId(), ...body, plan_id })
    },
    getTenant: ({ path }, { tx }) => tx.one(store.byName, path),
    async updateTenant({ path, body }, context) {
      const { tx, revision } = context
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
      if (body.status === 'suspended')
        await end(trust, context, id, 'expire', 'The tenant was suspended.')
      return updated
    },
    async deleteTenant({ path, query }, context) {
      const { tx } = context
      const { id, slug } = await customersOnly(tx, path)
      await tx.many(hold, { whose: `tenant:${id}` }) // first, as a claim does
      if (query.cancel_jobs) await cancelAllOf(tx, id)
      const { jobs } = await tx.one(countUnfinished, { tenant_id: id })
      if (jobs > 0)
        throw problem(
          'in-use',
          `${slug} has ${jobs} unfinished jobs. Let them end, or delete with cancel_jobs=true.`,
        )
      await endSessionsOf(tx, { tenant_id: id })
      await tx.one(store.remove, { id })
      await end(trust, context, id, 'revoke', 'The tenant was deleted.')
    },
  }) satisfies Partial<Handlers>

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

/** The tokens of its agents and apps end. A suspended tenant's enrolments stand, for it may come back. */
async function end(
  trust: Trust,
  context: Context,
  id: string,
  verb: Verb,
  reason: string,
): Promise<void> {
  const named = { level: 'tenant', target: id, keys: [keyOf.tenant(id)], tenant_id: id } as const
  await trust.revoke(context, { ...named, verb, reason, until: untilEnded(trust) })
}
