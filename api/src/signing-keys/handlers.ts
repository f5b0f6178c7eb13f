// The operations on signing keys.
import type { Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { newSigningKey } from '../identity/keys.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import { hint } from '../queue/wake.ts'
import * as store from './store.ts'

/** A replica may go on signing with a key for so long after another was to take its place, in seconds. */
const slack = 60

/** Without a ceiling tokens could live as long as this, in seconds. */
const year = 365 * 86_400

export function signingKeys(trust: Trust) {
  return {
    listSigningKeys: ({ query }, { tx }) => page(tx, store.all, query),
    getSigningKey: ({ path }, { tx }) => tx.one(store.byName, path),
    async rotateSigningKey({ body }, { tx, afterCommit }) {
      const { purpose, publish_seconds } = body
      const { kid, published, sealed } = await newSigningKey(trust.vault)
      await tx.many(store.lock, { purpose })
      const seconds = publish_seconds + (trust.config.maxTtl || year) + slack
      await tx.many(store.supersede, { purpose, seconds })
      const jwks = { public_jwk: JSON.stringify(published), private_jwk: sealed }
      await tx.one(store.insert, { id: newId(), kid, ...jwks, ...body })
      await hint(tx, { kind: 'keys' })
      afterCommit(trust.keys.refresh) // others follow within moments, and ask for a key that they do not know
      return tx.one(store.byName, { signing_key: kid })
    },
    async revokeSigningKey({ path }, context) {
      const { tx } = context
      const { kid, purpose } = await tx.one(store.byName, path)
      await tx.many(store.lock, { purpose })
      await tx.one(store.withdraw, { kid })
      const { keys } = await tx.one(store.ready, { purpose })
      if (keys === 0)
        throw problem(
          'conflict',
          'No other key is ready to sign. Rotate first, with publish_seconds 0.',
        )
      await tx.many(store.reinstate, { purpose })
      await hint(tx, { kind: 'keys' })
      context.afterCommit(trust.keys.refresh)
      const named = { level: 'credential', target: kid, keys: [keyOf.signer(kid)] } as const
      const reason = 'The signing key was withdrawn.'
      const until = untilEnded(trust)
      // Whatever it signed, and whenever: who holds a copy of it may go on signing.
      await trust.revoke(context, { ...named, verb: 'ban', tenant_id: null, reason, until })
      return tx.one(store.byName, path)
    },
    async retireMasterKey({ body: { reason } }, { tx, remember }) {
      const { masterId: master_id } = trust.vault
      const { replicas } = await tx.one(store.othersInUse, { master_id })
      if (replicas > 0)
        throw problem(
          'conflict',
          `${replicas} brokers still run with another master key. Restart them with this one first.`,
        )
      const retired = await tx.many(store.retireOthers, { master_id })
      const masters = new Set(retired.map((one) => one.master_id.toString('hex')))
      remember({ extra: { reason } })
      return { fingerprint: master_id.toString('hex'), retired: masters.size }
    },
  } satisfies Partial<Handlers>
}
