// The operations on enrolment keys, the operators' and the tenants'.
import { randomBytes } from 'node:crypto'
import type { Context, Handlers, Input } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { hashOf } from '../identity/hash.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { untilEnded } from '../identity/revoke.ts'
import { dueInItsLife, notRotated } from '../identity/rotation.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { poolFor } from '../pools/choose.ts'
import * as store from './store.ts'

interface Named {
  path: { enrolment_key: string }
}

export function enrolmentKeys(trust: Trust) {
  const its = operations(trust)
  return {
    listEnrolmentKeys: its.list,
    createEnrolmentKey: its.create,
    getEnrolmentKey: its.get,
    updateEnrolmentKey: its.update,
    deleteEnrolmentKey: its.delete,
    rotateEnrolmentKey: its.rotate,
    revokeEnrolmentKey: its.revoke,
    listTenantEnrolmentKeys: its.list,
    createTenantEnrolmentKey: its.create,
    getTenantEnrolmentKey: its.get,
    updateTenantEnrolmentKey: its.update,
    deleteTenantEnrolmentKey: its.delete,
    rotateTenantEnrolmentKey: its.rotate,
    revokeTenantEnrolmentKey: its.revoke,
  } satisfies Partial<Handlers>
}

/** The same for both owners; whose keys they are follows from the path. */
const operations = (trust: Trust) => ({
  list: ({ query }: { query: Input<'listEnrolmentKeys'>['query'] }, { tx }: Context) =>
    page(tx, store.all, query),
  async create(
    { body }: { body: Input<'createEnrolmentKey'>['body'] },
    { tx, principal }: Context,
  ) {
    dueInItsLife(body)
    const pool_id = await poolFor(tx, principal, body.pool)
    await tx.many(store.forget, body)
    const { key, hash } = newValue()
    return { ...(await tx.one(store.insert, { id: newId(), ...body, pool_id, hash })), key }
  },
  get: ({ path }: Named, { tx }: Context) => tx.one(store.byName, path),
  async update(
    { path, body }: Named & { body: Input<'updateEnrolmentKey'>['body'] },
    { tx, revision }: Context,
  ) {
    dueInItsLife({ ...(await tx.one(store.byName, path)), ...body })
    return replace(tx, store.replace, store.byName, { ...path, ...body, revision })
  },
  async delete({ path }: Named, context: Context) {
    const { id } = await context.tx.one(store.remove, path)
    await end(trust, context, id, 'The enrolment key was deleted.')
  },
  async rotate(
    { path, body }: Named & { body: Input<'rotateEnrolmentKey'>['body'] },
    { tx, revision }: Context,
  ) {
    const { key, hash } = newValue()
    const rotated = await tx.maybe(store.rotate, { ...path, ...body, hash, revision })
    if (!rotated) throw notRotated(await tx.one(store.byName, path), revision)
    return { ...rotated, key }
  },
  async revoke({ path }: Named, context: Context) {
    const revoked = await context.tx.one(store.revoke, path)
    await end(trust, context, revoked.id, 'The enrolment key was revoked.')
    return revoked
  },
})

function newValue() {
  const key = `enrol_${randomBytes(32).toString('hex')}`
  return { key, hash: hashOf(key) }
}

/** All that it let in ends. */
async function end(trust: Trust, context: Context, id: string, reason: string): Promise<void> {
  const named = { level: 'credential', target: id, keys: [keyOf.credential(id)] } as const
  const tenant_id = context.tx.tenant ?? null
  const until = untilEnded(trust)
  await trust.revoke(context, { ...named, verb: 'revoke', tenant_id, reason, until })
}
