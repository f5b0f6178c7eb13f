// The operations on api tokens, the operators' and the tenants'.
import { randomBytes } from 'node:crypto'
import { scopeAllows } from '@reeve/openapi'
import { hashOf } from '../identity/hash.ts'
import { dueInItsLife, notRotated } from '../identity/rotation.ts'
import type { Context, Handlers, Input } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace, type Schemas } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import { hint } from '../queue/wake.ts'
import * as store from './store.ts'

interface Named {
  path: { api_token: string }
}

/** The same six operations for both owners; whose tokens they are follows from the path. */
const operations = {
  list: ({ query }: { query: { limit: number; cursor?: string } }, { tx }: Context) =>
    page(tx, store.all, query),
  async create({ body }: { body: Schemas['ApiTokenCreate'] }, { tx, principal }: Context) {
    noMoreThan(principal, body.scopes)
    dueInItsLife(body)
    await tx.many(store.retire, body)
    const token = newApiToken()
    const made = await tx.one(store.insert, { id: newId(), ...body, token_hash: hashOf(token) })
    return { ...made, token }
  },
  get: ({ path }: Named, { tx }: Context) => tx.one(store.byName, path),
  async update({ path, body }: Named & { body: Schemas['ApiTokenUpdate'] }, context: Context) {
    const { tx, revision } = context
    dueInItsLife({ ...(await tx.one(store.byName, path)), ...body })
    return replace(tx, store.replace, store.byName, { ...path, ...body, revision })
  },
  async rotate(
    { path, body }: Named & { body: Input<'rotateApiToken'>['body'] },
    context: Context,
  ) {
    const { tx, principal, revision } = context
    const { id, scopes } = await tx.one(store.byName, path)
    noMoreThan(principal, scopes)
    const token = newApiToken()
    const token_hash = hashOf(token)
    const rotated = await tx.maybe(store.rotate, { ...path, ...body, token_hash, revision })
    if (!rotated) throw notRotated(await tx.one(store.byName, path), revision)
    await hint(tx, { kind: 'ended', by: 'api_token', id }) // what remembers it must look again
    return { ...rotated, token }
  },
  async delete({ path }: Named, { tx }: Context) {
    const { id } = await tx.one(store.remove, path)
    await hint(tx, { kind: 'ended', by: 'api_token', id })
  },
}

export const apiTokens = {
  listApiTokens: operations.list,
  createApiToken: operations.create,
  getApiToken: operations.get,
  updateApiToken: operations.update,
  rotateApiToken: operations.rotate,
  deleteApiToken: operations.delete,
  listTenantApiTokens: operations.list,
  createTenantApiToken: operations.create,
  getTenantApiToken: operations.get,
  updateTenantApiToken: operations.update,
  rotateTenantApiToken: operations.rotate,
  deleteTenantApiToken: operations.delete,
} satisfies Partial<Handlers>

export const newApiToken = (): string => `reeve_${randomBytes(32).toString('hex')}`

/** Least scope: nobody hands on what they do not have. */
function noMoreThan(principal: Context['principal'], scopes: string[]): void {
  const own = 'scopes' in principal ? principal.scopes : []
  const errors = scopes.flatMap((scope, index) =>
    own.some((grant) => scopeAllows(grant, scope))
      ? []
      : [
          {
            in: 'body' as const,
            pointer: `/scopes/${index}`,
            detail: `is more than your token grants: ${scope}`,
          },
        ],
  )
  if (errors.length > 0)
    throw problem('forbidden', 'A token can grant no more than the one that makes its value.', {
      errors,
    })
}
