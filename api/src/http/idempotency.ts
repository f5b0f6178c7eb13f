// Idempotency-Key: a repeated POST gets the first answer again, and changes nothing.
import { createHash } from 'node:crypto'
import type { Transaction } from '../db/database.ts'
import type { Vault } from '../identity/vault.ts'
import { problem } from '../problem.ts'
import { hashOf } from '../identity/hash.ts'
import type { Call } from './context.ts'
import { claimKey, findKey, keepAnswer } from './store.ts'

/**
 * Runs `handle` once per key and principal. The key's row is claimed first, so that a concurrent repeat waits
 * for the first to commit. The answer is sealed under the client's key, which is not stored: it may hold a secret.
 */
export async function replayable(
  tx: Transaction,
  vault: Vault,
  { operation, principal, request }: Call,
  handle: () => Promise<unknown>,
  replayed: () => void,
): Promise<unknown> {
  const key = request.headers['idempotency-key'] as string | undefined
  if (key === undefined || principal.id === null) return handle()
  // Keyed: a body may hold a secret that could be guessed from a plain hash.
  const request_hash = vault.mac('idempotent-request', requestHash(request).toString('hex'))
  const row = { principal: principal.id, key_hash: hashOf(key), request_hash }
  if (await tx.maybe(claimKey, row)) {
    const result = await handle()
    const answer = vault.sealUnder(key, Buffer.from(JSON.stringify(result ?? null)))
    await tx.many(keepAnswer, { ...row, status: operation.success.status, answer })
    return result
  }
  const first = await tx.one(findKey, row)
  if (!first.request_hash.equals(row.request_hash))
    throw problem(
      'key-reused',
      'This Idempotency-Key was used for another request. Use a new key for each change.',
    )
  replayed()
  return JSON.parse(vault.openUnder(key, first.answer).toString()) as unknown
}

/** What makes two requests the same: method, path and body. */
export function requestHash(request: { method: string; url: string; body: unknown }): Buffer {
  const text = JSON.stringify([request.method, request.url, request.body ?? null])
  return createHash('sha256').update(text).digest()
}
