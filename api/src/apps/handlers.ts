// The operations on apps.
import { randomBytes } from 'node:crypto'
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { hashOf } from '../identity/hash.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import { notRotated } from '../identity/rotation.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { authenticate } from './authenticate.ts'
import { areGrants } from './grants.ts'
import { visible } from './own.ts'
import * as store from './store.ts'

export const apps = (trust: Trust) =>
  ({
    listAllApps: ({ query }, { tx }) => page(tx, store.all, query),
    listApps: ({ query }, { tx }) => page(tx, store.all, query),
    async createApp({ body }, { tx, remember }) {
      areGrants(body.scopes, '/scopes')
      const client_secret = newSecret()
      const [id, secret_hash] = [newId(), hashOf(client_secret)]
      remember({ app_id: id })
      return { ...(await tx.one(store.insert, { id, ...body, secret_hash })), client_secret }
    },
    getApp: ({ path }, { tx }) => tx.one(store.byName, path),
    async updateApp({ path, body }, { tx, revision, remember }) {
      areGrants(body.scopes, '/scopes')
      const app = await replace(tx, store.replace, store.byName, { ...path, ...body, revision })
      remember({ app_id: app.id })
      return app
    },
    async deleteApp({ path }, context) {
      const { id } = await context.tx.one(store.remove, path)
      context.remember({ app_id: id })
      const named = { level: 'app', target: id, keys: [keyOf.app(id)], verb: 'revoke' } as const
      const tenant_id = context.tx.tenant ?? null
      const [reason, until] = ['The app was de-registered.', untilEnded(trust)]
      await trust.revoke(context, { ...named, tenant_id, reason, until })
    },
    async rotateAppSecret({ path, body }, { tx, remember }) {
      const client_secret = newSecret()
      const secret_hash = hashOf(client_secret)
      const app = await tx.maybe(store.rotate, { ...path, ...body, secret_hash })
      if (!app) throw await stillTwo(tx, path)
      remember({ app_id: app.id })
      return { ...app, client_secret }
    },
    async listAppAgents({ path, query }, context) {
      const { id: app_id } = await visible(context, path)
      const filters = { ...query, app_id }
      return page(context.tx, store.agents, filters)
    },
    authenticateApp: ({ body }, context) => authenticate(trust, body, context),
  }) satisfies Partial<Handlers>

async function stillTwo(tx: Context['tx'], path: { app: string }) {
  const { secret_previous_until: previous_until, revision } = await tx.one(store.byName, path)
  return notRotated({ status: 'active', previous_until, revision }, null)
}

const newSecret = (): string => `appsecret_${randomBytes(32).toString('hex')}`
