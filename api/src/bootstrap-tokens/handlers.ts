// The operations on bootstrap tokens.
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import type { Schemas } from '../http/revision.ts'
import { hashOf } from '../identity/hash.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { poolFor } from '../pools/choose.ts'
import { problem } from '../problem.ts'
import * as store from './store.ts'
import { newBootstrapToken } from './token.ts'

export const bootstrapTokens = (trust: Trust) =>
  ({
    listBootstrapTokens: ({ query }, { tx }) => page(tx, store.all, query),
    async createBootstrapToken({ body }, { tx, principal }) {
      const pool_id = await poolFor(tx, principal, body.pool)
      return create(tx, { ...body, pool_id, created_by: principal.name })
    },
    getBootstrapToken: ({ path }, { tx }) => tx.one(store.byId, path),
    async deleteBootstrapToken({ path }, context) {
      const { id } = await context.tx.one(store.remove, path)
      await end(trust, context, id, 'The bootstrap token was deleted.')
    },
    async revokeBootstrapToken({ path, body }, context) {
      const revoked = await context.tx.one(store.revoke, { ...path, ...body })
      await end(trust, context, revoked.id, body.reason || 'The bootstrap token was revoked.')
      return revoked
    },
    async listBootstrapTokenUses({ path, query }, { tx }) {
      const { id: bootstrap_token } = await tx.one(store.byId, path)
      const filters = { ...query, bootstrap_token }
      return page(tx, store.uses, filters)
    },
  }) satisfies Partial<Handlers>

/** That somebody else's begins alike happens once in two thousand million times the tokens there are. */
async function create(
  tx: Context['tx'],
  given: Omit<Schemas['BootstrapTokenCreate'], 'pool'> & {
    pool_id: string | null
    created_by: string
  },
) {
  for (let attempt = 0; attempt < 5; attempt++) {
    const { prefix, token } = newBootstrapToken()
    const its = { id: newId(), prefix, token_hash: hashOf(token) }
    const made = await tx.maybe(store.insert, { ...given, ...its })
    if (made) return { ...made, token }
  }
  throw problem('unavailable', 'No prefix was free. Ask again.', { retryAfter: 1 })
}

/** All that it let in ends. */
async function end(trust: Trust, context: Context, id: string, reason: string): Promise<void> {
  const named = { level: 'credential', target: id, keys: [keyOf.credential(id)] } as const
  const until = untilEnded(trust)
  await trust.revoke(context, { ...named, verb: 'revoke', tenant_id: null, reason, until })
}
