// Every SQL statement of the HTTP layer: answers kept under an Idempotency-Key.
import { sql } from '../db/sql.ts'

export const claimKey = sql<{ key_hash: Buffer }>`
  insert into idempotency (key_hash, principal, request_hash)
  values (${'key_hash'}, ${'principal'}, ${'request_hash'})
  on conflict do nothing
  returning key_hash`

export const findKey = sql<{ request_hash: Buffer; answer: Buffer }>`
  select request_hash, answer from idempotency
  where principal = ${'principal'} and key_hash = ${'key_hash'}`

export const keepAnswer = sql<never>`
  update idempotency set status = ${'status'}, answer = ${'answer'}
  where principal = ${'principal'} and key_hash = ${'key_hash'}`
