// Runs one call of an operation: who may, in which transaction, with which audit event, answered how.
import { Readable } from 'node:stream'
import { isRead, type Operation } from '@reeve/openapi'
import type { FastifyRequest } from 'fastify'
import { type Authenticate, authenticateNobody, authorize, isOpen } from './authenticate.ts'
import { hashOf } from '../identity/hash.ts'
import type { Call, Context, Runner } from './context.ts'
import { inHeader, isDry, warningsHeader, withoutSecrets } from './dry-run.ts'
import { revisionIn } from './revision.ts'
import { replayable, requestHash } from './idempotency.ts'
import type { Principal } from '../identity/principal.ts'
import type { Purpose } from '../identity/revocations.ts'
import type { Principals } from '../identity/principals.ts'
import type { Vault } from '../identity/vault.ts'
import type { Database, Role, Transaction } from '../db/database.ts'
import { record } from '../audit/store.ts'
import { Problem } from '../problem.ts'
import { peerOf } from '../tls/peer.ts'

interface Parts {
  db: Database
  vault: Vault
  principals: Principals
  authenticate: Authenticate
}

export function createRunner({ db, vault, principals, authenticate }: Parts): Runner {
  const admit: Runner['admit'] = async (operation, request) => {
    if (isOpen(operation)) return authenticateNobody()
    const credentials = credentialsOf(operation, request)
    const principal = await authenticate(credentials, purposeOf(operation), request)
    try {
      authorize(operation, principal, tenantOf(request))
    } catch (error) {
      if (isForbidden(error)) await refused(db, operation, request, principal, error)
      throw error
    }
    return principal
  }
  const unavailable = () => Promise.reject(new Error('this operation has no transaction'))
  const none: Transaction = { ...db.as('app'), commit: unavailable, rollback: unavailable }
  return {
    admit,
    async run(call) {
      const { operation, request } = call
      const recheck = async () => void (await admit(operation, request))
      // A batched operation shares a transaction with others of its kind, and others have none.
      if (operation['x-transaction']) {
        const later: Later = []
        const context = contextOf(call, none, recheck, later)
        const result = await call.handler(inputOf(request), context)
        await afterwards(later)
        return answer(call, result)
      }
      const result = await inTransaction(db, vault, call, recheck)
      if (operation.method !== 'get' && credentials.has(operation.tags[0]!)) principals.forget()
      return answer(call, result)
    },
  }
}

/** What they change decides who is let in, from the moment that it is answered. */
const credentials = new Set(['api-tokens', 'tenants'])

async function inTransaction(
  db: Database,
  vault: Vault,
  call: Call,
  recheck: Context['recheck'],
): Promise<unknown> {
  const { operation, principal, request } = call
  const tx = await db.begin(roleOf(operation, principal), tenantIn(operation, principal, request))
  try {
    const later: Later = []
    const context = contextOf(call, tx, recheck, later)
    const handle = () => call.handler(inputOf(request), context)
    const { replayed } = context
    if (isDry(call)) {
      const result = withoutSecrets(operation, await handle())
      await tx.rollback()
      return result
    }
    const result =
      operation.method === 'post'
        ? await replayable(tx, vault, call, handle, replayed)
        : await handle()
    const changing = !isRead(operation) && !call.reply.hasHeader(replayedHeader)
    const recorded = changing && record(tx, eventOf(call, tx.tenant))
    await Promise.all([recorded, tx.commit()]) // pipelined: one round trip
    await afterwards(later)
    return result
  } catch (error) {
    await tx.rollback()
    if (isForbidden(error)) await refused(db, operation, request, principal, error)
    throw error
  }
}

const replayedHeader = 'idempotency-replayed'

const isForbidden = (error: unknown): error is Problem =>
  error instanceof Problem && error.code === 'forbidden'

/** The database's wall follows the path: below a tenant's path only its rows can be seen, by anybody. */
function roleOf(operation: Operation, principal: Principal): Role {
  return principal.kind === 'operator' && !operation.path.startsWith(tenantPath)
    ? 'operator'
    : 'app'
}

const tenantPath = '/api/v1/tenants/{tenant}/'

function tenantIn(
  operation: Operation,
  principal: Principal,
  request: FastifyRequest,
): string | undefined {
  if (operation.path.startsWith(tenantPath)) return tenantOf(request)
  return 'tenant_id' in principal ? principal.tenant_id : undefined
}

const tenantOf = (request: FastifyRequest): string | undefined =>
  (request.params as { tenant?: string } | undefined)?.tenant

/** Whose token merely expired may renew it, for its enrolment stands. */
const purposeOf = ({ operationId }: Operation): Purpose =>
  operationId === 'renewAgentSession' ? 'renewal' : 'access'

/** Where the contract says so, an agent may send its session as a key. */
function credentialsOf(operation: Operation, { headers }: FastifyRequest): string | undefined {
  const key = headers['x-api-key']
  const byKey = operation.security.some((alternative) => alternative.agent_key)
  return headers.authorization ?? (byKey && key !== undefined ? `Bearer ${String(key)}` : undefined)
}

function inputOf(request: FastifyRequest): object {
  const { params: path, query, headers: header, body } = request
  return { path, query, header, body }
}

/** What handlers left to be done after the commit. */
type Later = Array<() => Promise<void>>

const afterwards = (later: Later): Promise<unknown> =>
  Promise.allSettled(later.map((work) => work()))

function contextOf(
  call: Call,
  tx: Transaction,
  recheck: Context['recheck'],
  later: Later,
): Context {
  const { principal, request, reply } = call
  const key = request.headers['idempotency-key'] as string | undefined
  return {
    tx,
    principal,
    recheck,
    afterCommit: (work) => void later.push(work),
    event: () => eventOf(call, undefined),
    warn: (warning) => void (call.warnings ??= []).push(warning),
    remember: (about) => void Object.assign((call.about ??= {}), about),
    revision: revisionIn(request.headers),
    once:
      key === undefined ? undefined : { key_hash: hashOf(key), request_hash: requestHash(request) },
    replayed: () => void reply.header(replayedHeader, 'true'),
    request: requestOf(call),
  }
}

function requestOf({ request, reply }: Call): Context['request'] {
  const { id, ip } = request
  return {
    id,
    ip,
    get peer() {
      return peerOf(request.raw.socket)
    },
    get gone() {
      const gone = new AbortController()
      const { raw } = reply
      if (raw.destroyed) gone.abort()
      raw.once('close', () => void (raw.writableFinished || gone.abort()))
      return gone.signal
    },
  }
}

function answer({ operation, reply, warnings }: Call, result: unknown): unknown {
  if (reply.sent) return reply
  if (warnings) reply.header(warningsHeader, inHeader(warnings))
  reply.code(operation.success.status)
  if (operation['x-cache']) reply.header('cache-control', operation['x-cache'])
  const [type] = Object.keys(operation.success.content ?? {})
  if (type) reply.type(type)
  const revision = (result as { revision?: number } | undefined)?.revision
  if (revision !== undefined) reply.header('etag', `"${revision}"`)
  if (result instanceof Readable) return stream(reply, result)
  return operation.success.content ? result : reply.send()
}

function stream(reply: Call['reply'], events: Readable): unknown {
  reply.header('x-accel-buffering', 'no') // a proxy that waits for more would hold back what happens now
  if (reply.request.method !== 'HEAD') return events
  events.destroy()
  return reply.send()
}

function eventOf({ operation, principal, request, about }: Call, tenant_id: string | undefined) {
  const [target] = request.url.split('?')
  return {
    operation: operation.operationId,
    principal,
    tenant_id: tenant_id ?? null,
    target: target!,
    request_id: request.id,
    ...about,
  }
}

/** A refusal that security people want to see has a transaction of its own. */
async function refused(
  db: Database,
  operation: Operation,
  request: FastifyRequest,
  principal: Principal,
  error: Problem,
): Promise<void> {
  const tenant_id = 'tenant_id' in principal ? principal.tenant_id : undefined
  const event = eventOf({ operation, principal, request } as Call, tenant_id)
  await record(db.as('operator'), { ...event, detail: error.message })
}
