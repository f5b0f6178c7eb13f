// The pool that a credential lets agents into.
import type { Context } from '../http/contract.ts'
import { mistake, problem } from '../problem.ts'
import { byName } from './store.ts'

/** A pool's agents see the jobs of all tenants assigned to it, so a tenant may not let agents in. */
export async function poolFor(
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
  const found = await tx.maybe(byName, { pool })
  if (!found)
    throw mistake('/pool', `names no pool: there is no ${pool}`, [`/api/v1/pools/${pool}`])
  return found.id
}
