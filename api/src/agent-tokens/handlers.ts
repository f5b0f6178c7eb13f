// The operations on agent tokens.
import { randomBytes } from 'node:crypto'
import { hashOf } from '../identity/hash.ts'
import type { Context, Handlers } from '../http/contract.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import { dueInItsLife, notRotated } from '../identity/rotation.ts'
import type { Trust } from '../identity/trust.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { poolFor } from '../pools/choose.ts'
import * as store from './store.ts'

export const agentTokens = (trust: Trust) =>
  ({
    listAllAgentTokens: ({ query }, { tx }) => page(tx, store.all, query),
    listAgentTokens: ({ query }, { tx }) => page(tx, store.all, query),
    async createAgentToken({ body }, { tx, principal }) {
      dueInItsLife(body)
      const pool_id = await poolFor(tx, principal, body.pool)
      await tx.many(store.retire, body)
      const token = newToken()
      const made = await tx.one(store.insert, {
        id: newId(),
        ...body,
        pool_id,
        token_hash: hashOf(token),
      })
      return { ...made, token }
    },
    getAgentToken: ({ path }, { tx }) => tx.one(store.byName, path),
    async updateAgentToken({ path, body }, { tx, revision }) {
      dueInItsLife({ ...(await tx.one(store.byName, path)), ...body })
      return replace(tx, store.replace, store.byName, { ...path, ...body, revision })
    },
    async deleteAgentToken({ path }, context) {
      const { id } = await context.tx.one(store.byName, path)
      await context.tx.one(store.remove, path)
      await end(trust, context, id, 'The agent token was deleted.')
    },
    async rotateAgentToken({ path, body }, { tx, revision }) {
      const token = newToken()
      const token_hash = hashOf(token)
      const rotated = await tx.maybe(store.rotate, { ...path, ...body, token_hash, revision })
      if (!rotated) throw notRotated(await tx.one(store.byName, path), revision)
      return { ...rotated, token }
    },
    async revokeAgentToken({ path }, context) {
      const revoked = await context.tx.one(store.revoke, path)
      await end(trust, context, revoked.id, 'The agent token was revoked.')
      return revoked
    },
  }) satisfies Partial<Handlers>

const newToken = (): string => `agent_${randomBytes(32).toString('hex')}`

/** All that it let in ends. */
async function end(trust: Trust, context: Context, id: string, reason: string): Promise<void> {
  const named = { level: 'credential', target: id, keys: [keyOf.credential(id)] } as const
  const tenant_id = context.tx.tenant ?? null
  const until = untilEnded(trust)
  await trust.revoke(context, { ...named, verb: 'revoke', tenant_id, reason, until })
}
