// Who is let in, from the facts alone: the approval policies decide.
import {
  type Candidate,
  decide as byRules,
  type Decision as Ruled,
} from '../approval-policies/rules.ts'
import { settingsPolicy } from '../approval-policies/settings.ts'
import type { Query } from '../db/database.ts'
import type { Trust } from '../identity/trust.ts'
import { byName as poolByName } from '../pools/store.ts'
import { byName as tenantByName } from '../tenants/store.ts'
import type { Facts, Introduction } from './method.ts'

export interface Decision extends Omit<Ruled, 'join_tenant' | 'join_pool'> {
  /** What was decided on, for whoever asks later. */
  candidate: Candidate & Facts['attributes']
  /** Where a rule places an agent whose proof names no place. */
  place: Partial<Pick<Facts, 'tenant_id' | 'tenant' | 'pool_id' | 'pool'>>
}

export async function decide(
  { db, config, policies }: Pick<Trust, 'db' | 'config' | 'policies'>,
  facts: Facts,
  agent: Introduction,
): Promise<Decision> {
  const settings = settingsPolicy(config)
  const inForce = await policies.inForce()
  const candidate = candidateOf(facts, agent)
  const ruled = byRules(settings ? [...inForce, settings] : inForce, candidate)
  const { join_tenant, join_pool, ...decision } = ruled
  const place = await placeOf(db.as('work'), join_tenant, join_pool) // it may be anybody's
  if (place) return { ...decision, candidate, place }
  // what the rule names has gone since: a person has to say where to
  return { ...decision, action: 'pending', approval_method: null, candidate, place: {} }
}

const candidateOf = (facts: Facts, { name, region }: Introduction): Decision['candidate'] => {
  const { method, tenant, pool, attributes } = facts
  return { ...attributes, method, tenant, pool, name, region }
}

async function placeOf(
  query: Query,
  tenantName: string | null,
  poolName: string | null,
): Promise<Decision['place'] | undefined> {
  const place: Decision['place'] = {}
  if (tenantName !== null) {
    const tenant = await query.maybe(tenantByName, { tenant: tenantName })
    if (tenant?.status !== 'active') return undefined
    Object.assign(place, { tenant_id: tenant.id, tenant: tenant.slug })
  }
  if (poolName !== null) {
    const pool = await query.maybe(poolByName, { pool: poolName })
    if (!pool) return undefined
    Object.assign(place, { pool_id: pool.id, pool: pool.name })
  }
  return place
}
