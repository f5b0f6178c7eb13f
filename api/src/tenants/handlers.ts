// The operations on tenants.
import { endSessionsOf } from '../agents/sessions.ts'
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace, type Schemas } from '../http/revision.ts'
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

type Tx = Context['tx']

export const tenants = (trust: Trust) =>
  ({
    listTenants: ({ query }, { tx }) => page(tx, store.all, query),
    async createTenant({ body }, context) {
      const { tx } = context
      const { plan_id } = await planOf(context, body)
      return tx.one(store.insert, { id: newId(), ...body, plan_id })
    },
    getTenant: ({ path }, { tx }) => tx.one(store.byName, path),
    async updateTenant({ path, body }, context) {
      const { tx, revision } = context
      const before = await customersOnly(tx, path)
      const { id } = before
      const { plan_id } = await planOf(context, body, before)
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
      const { agents } = await tx.one(store.connected, { id })
      if (agents > 0) context.warn({ detail: sentAway(slug, agents) })
      await endSessionsOf(tx, { tenant_id: id })
      await tx.one(store.remove, { id })
      await end(trust, context, id, 'revoke', 'The tenant was deleted.')
    },
  }) satisfies Partial<Handlers>

type Limited = Pick<Schemas['TenantUpdate'], 'plan' | 'task_max_concurrent'>

/**
 * Who asks for a cap above what the plan allows expects something that will not be. One that a change of plan leaves
 * above it does no harm.
 */
async function planOf({ tx, warn }: Context, body: Limited, before?: Limited) {
  const { plan: asked, task_max_concurrent: cap } = body
  const because = [`/api/v1/plans/${asked}`]
  const found = await tx.maybe(store.planId, { plan: asked })
  if (!found) throw mistake('/plan', `names no plan: there is no ${asked}`, because)
  const { most, plan, plan_id } = found
  if (cap === null || cap <= most) return { plan_id }
  const detail = `is over the plan: ${plan} allows ${most} at once, you ask ${cap}`
  const pointer = '/task_max_concurrent'
  if (before?.task_max_concurrent !== cap) throw mistake(pointer, detail, because)
  warn({ pointer, detail, because })
  return { plan_id }
}

const sentAway = (slug: string, agents: number): string =>
  agents === 1
    ? `An agent of ${slug} is connected, and is sent away.`
    : `${agents} agents of ${slug} are connected, and are sent away.`

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
