// Which app a path names, for whoever may see it.
import type { Context } from '../http/contract.ts'
import { problem } from '../problem.ts'
import * as store from './store.ts'

/** An app sees itself alone: another of its tenant is not there. `held`: its ceiling stays as it is for this transaction. */
export async function visible(
  { tx, principal }: Pick<Context, 'tx' | 'principal'>,
  path: { app: string },
  held = false,
) {
  const app = await tx.one(held ? store.heldByName : store.byName, path)
  if (principal.kind === 'app' && principal.id !== app.id) throw problem('not-found', notThere)
  return app
}

/** As `tx.one` says it. */
const notThere = 'There is no such resource, or it is not yours to see.'
