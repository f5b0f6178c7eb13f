// The operations on platform keys.
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import { dueInItsLife, notRotated } from '../identity/rotation.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { poolFor } from '../pools/choose.ts'
import { keyIdOf, newKey, purpose } from './rules.ts'
import * as store from './store.ts'

export function platformKeys(trust: Trust) {
  const made = () => {
    const key = newKey()
    return { key, key_id: keyIdOf(key), sealed: trust.vault.seal(purpose, key) }
  }
  return {
    listPlatformKeys: ({ query }, { tx }) => page(tx, store.all, query),
    async createPlatformKey({ body }, { tx, principal }) {
      dueInItsLife(body)
      const pool_id = await poolFor(tx, principal, body.pool)
      await tx.many(store.forget, body)
      const { key, ...kept } = made()
      const created = await tx.one(store.insert, { id: newId(), ...body, pool_id, ...kept })
      return { ...created, key: key.toString('hex') }
    },
    getPlatformKey: ({ path }, { tx }) => tx.one(store.byName, path),
    async updatePlatformKey({ path, body }, { tx, revision }) {
      dueInItsLife({ ...(await tx.one(store.byName, path)), ...body })
      return replace(tx, store.replace, store.byName, { ...path, ...body, revision })
    },
    async deletePlatformKey({ path }, context) {
      const { id } = await context.tx.one(store.remove, path)
      await end(trust, context, id, 'The platform key was deleted.')
    },
    async rotatePlatformKey({ path, body }, { tx, revision }) {
      const { key, ...kept } = made()
      const rotated = await tx.maybe(store.rotate, { ...path, ...body, ...kept, revision })
      if (!rotated) throw notRotated(await tx.one(store.byName, path), revision)
      return { ...rotated, key: key.toString('hex') }
    },
    async retirePlatformKey({ path }, context) {
      const retired = await context.tx.one(store.retire, path)
      await end(trust, context, retired.id, 'The platform key was retired.')
      return retired
    },
  } satisfies Partial<Handlers>
}

/** All that it let in ends. */
async function end(trust: Trust, context: Context, id: string, reason: string): Promise<void> {
  const named = { level: 'credential', target: id, keys: [keyOf.credential(id)] } as const
  const until = untilEnded(trust)
  await trust.revoke(context, { ...named, verb: 'revoke', tenant_id: null, reason, until })
}
