// The operations on revocations, the operators' and the tenants', and on bans of those who failed too often.
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import type { Schemas } from '../http/revision.ts'
import { untilEnded } from '../identity/revoke.ts'
import type { Trust } from '../identity/trust.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { isId } from '../ids.ts'
import { mistake, problem } from '../problem.ts'
import { hint } from '../queue/wake.ts'
import * as failures from '../defence/store.ts'
import * as store from './store.ts'
import { type Asked, noBanOf, type Target, targetOf } from './targets.ts'

type Create = Schemas['RevocationCreate']

export function revocations(trust: Trust) {
  const operations = operationsOf(trust)
  return {
    listRevocations: operations.list,
    createRevocation: operations.create,
    getRevocation: operations.get,
    liftRevocation: operations.lift,
    listTenantRevocations: operations.list,
    createTenantRevocation: operations.create,
    getTenantRevocation: operations.get,
    liftTenantRevocation: operations.lift,
    listBans: ({ query }, { tx }) => page(tx, failures.bans, query),
    async deleteBan({ path }, { tx }) {
      await tx.one(failures.lift, path)
      await hint(tx, { kind: 'failures' })
    },
  } satisfies Partial<Handlers>
}

/** The same for both owners; whose they are follows from the path. */
const operationsOf = (trust: Trust) => ({
  list: ({ query }: { query: { limit: number; cursor?: string } }, { tx }: Context) =>
    page(tx, store.all, query),
  get: ({ path }: { path: { revocation: string } }, { tx }: Context) => tx.one(store.byId, path),
  async create({ body }: { body: Create }, context: Context) {
    const { tx } = context
    const { asked, target } = await whatEnds(trust, body, context)
    const { verb, level, reason, for_seconds } = body
    if (for_seconds !== null && verb !== 'ban')
      throw mistake('/for_seconds', 'is of bans: what was ended stays ended')
    const now = trust.revocations.now()
    const ban = for_seconds === null ? null : new Date(now + for_seconds * 1000)
    const until = verb === 'ban' ? ban : untilEnded(trust)
    const act = { ...target, level, target: asked.target, verb, reason, until }
    context.remember(aboutOf(act))
    return tx.one(store.ofNumber, { number: await trust.revoke(context, act) })
  },
  async lift({ path }: { path: { revocation: string } }, context: Context) {
    const { tx } = context
    const { verb, status } = await tx.one(store.byId, path)
    if (verb !== 'ban')
      throw problem('conflict', 'What was ended stays ended. Whoever it was may enrol again.')
    if (status !== 'active') throw problem('conflict', 'This ban is over already.')
    const rows = await tx.many(store.bans, path)
    const ids = rows.map(({ id }) => id)
    await trust.lift(context, ids)
    return tx.one(store.byId, path)
  },
})

/** Whom it ends, in the trail of that one. */
function aboutOf({ level, target, verb, reason }: Omit<Create, 'for_seconds'>) {
  const isAgent = level === 'agent' || level === 'chain'
  const about = isId(target) ? { agent_id: target } : { subject: target }
  return {
    ...(isAgent && about),
    ...(level === 'task' && { task_id: target.split('/').at(-1)! }),
    ...(level === 'app' && isId(target) && { app_id: target }),
    extra: { level, target, verb, reason },
  }
}

/** A token may be given instead of its jti; it is not written down. */
async function whatEnds(
  { sessions }: Trust,
  { level, verb, target }: Create,
  { tx }: Context,
): Promise<{ asked: Asked; target: Target }> {
  const tenant_id = tx.tenant ?? null
  const find = async (asked: Asked) => ({ asked, target: await targetOf(tx, asked, tenant_id) })
  if (level !== 'token' || !target.includes('.')) return find({ level, verb, target })
  const claims = await sessions.verify(target, { purpose: 'renewal' }).catch(() => undefined)
  if (!claims || (tenant_id !== null && claims.tenant_id !== tenant_id))
    throw mistake('/target', 'is no token of ours that is still accepted')
  const asked = { level, verb, target: claims.jti }
  // One that was handed on has a session that others live by too.
  if (!claims.chain && claims.kind === 'agent') return find(asked)
  noBanOf(verb)
  return { asked, target: { keys: [keyOf.token(claims.jti)], tenant_id: claims.tenant_id } }
}
