// The operations on launch tokens.
import { randomBytes } from 'node:crypto'
import { coversAll } from '@reeve/openapi'
import { areGrants } from '../apps/grants.ts'
import { visible } from '../apps/own.ts'
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import type { Schemas } from '../http/revision.ts'
import { hashOf } from '../identity/hash.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { mistake, problem } from '../problem.ts'
import * as store from './store.ts'

export const launchTokens = (trust: Trust) =>
  ({
    listAllLaunchTokens: ({ query }, { tx }) => page(tx, store.all, query),
    async listLaunchTokens({ path, query }, context) {
      const filters = { ...query, ...(await its(context, path)) }
      return page(context.tx, store.all, filters)
    },
    async createLaunchToken({ path, body }, context) {
      const { allowed_scope } = body
      areGrants(allowed_scope, '/allowed_scope')
      const max_uses = usesOf(body)
      const app = await visible(context, path, true)
      context.remember({ app_id: app.id })
      withinCeiling(trust, allowed_scope, app, context)
      const [id, secret] = [newId(), randomBytes(32).toString('hex')]
      const token = `launch_${id.replaceAll('-', '')}_${secret}`
      const its = { id, app_id: app.id, max_uses, token_hash: hashOf(token) }
      const made = await context.tx.one(store.insert, { ...body, ...its })
      trust.metrics.launchTokensCreated.inc()
      return { ...made, token }
    },
    getLaunchToken: async ({ path }, context) =>
      context.tx.one(store.byId, { ...path, ...(await its(context, path)) }),
    async revokeLaunchToken({ path }, context) {
      const { app_id } = await its(context, path)
      context.remember({ app_id })
      const revoked = await context.tx.one(store.revoke, { ...path, app_id })
      const { id } = revoked
      const named = { level: 'credential', target: id, keys: [keyOf.credential(id)] } as const
      const tenant_id = context.tx.tenant ?? null
      const [reason, until] = ['The launch token was revoked.', untilEnded(trust)]
      await trust.revoke(context, { ...named, verb: 'revoke', tenant_id, reason, until })
      return revoked
    },
  }) satisfies Partial<Handlers>

const its = async (context: Context, path: { app: string }) => ({
  app_id: (await visible(context, path)).id,
})

/** One of a single use, else as many as was said. */
function usesOf({ single_use, max_uses }: Schemas['LaunchTokenCreate']): number {
  if (single_use && max_uses !== null && max_uses !== 1)
    throw mistake('/max_uses', 'is more than the one of a single use: set single_use to false')
  return max_uses ?? (single_use ? 1 : 100)
}

/** Whoever asks: what an app's agents may do, the app's ceiling bounds. */
function withinCeiling(
  { security }: Trust,
  asked: string[],
  app: Schemas['App'],
  { request, principal, event }: Context,
): void {
  const errors = asked.flatMap((scope, index) =>
    coversAll(app.scopes, [scope])
      ? []
      : [
          {
            in: 'body' as const,
            pointer: `/allowed_scope/${index}`,
            detail: 'is more than the app may allow',
          },
        ],
  )
  if (errors.length === 0) return
  const detail = `A launch token was asked for that allows more than the app ${app.name} may.`
  security.note('security.scope.exceeded', {
    ...{ request, detail, principal, target: event().target },
  })
  const ceiling = app.scopes.join(', ')
  throw problem('forbidden', `The ceiling of the app ${app.name} is ${ceiling}.`, { errors })
}
