// What a call is made of, from the request to the handler.
import type { X509Certificate } from 'node:crypto'
import type { Operation } from '@reeve/openapi'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuditEvent } from '../audit/store.ts'
import type { Transaction } from '../db/database.ts'
import type { Principal } from '../identity/principal.ts'

/** What a handler may use beside its input. It never begins or commits. */
export interface Context {
  /** The request's transaction; of operations without one of their own (`x-transaction`), single statements. */
  tx: Transaction & { tenant?: string }
  principal: Principal
  /** Proves anew that the caller may do this, for what lasts; rejects as the request would be refused now. */
  recheck: () => Promise<void>
  /** For the audit trail: batched operations write it with their change, for others it is written. */
  event: () => AuditEvent
  /** What the event of this call says beside what was called: whom it is about, and why. Nothing secret. */
  remember: (
    about: Pick<AuditEvent, 'agent_id' | 'subject' | 'app_id' | 'task_id' | 'extra'>,
  ) => void
  /** Tells the caller what is allowed and yet likely to be a mistake. */
  warn: (warning: Warning) => void
  /** The revision in If-Match; null: whatever it is. */
  revision: number | null
  /** The Idempotency-Key and what it was sent with, for operations that keep it themselves. */
  once: { key_hash: Buffer; request_hash: Buffer } | undefined
  /** Says that nothing was done: the answer is an earlier one, to the same Idempotency-Key. */
  replayed: () => void
  /** What is to be done when the change is committed, before it is answered. It must not throw. */
  afterCommit: (work: () => Promise<void>) => void
  request: {
    id: string
    ip: string
    /** What the connection proved. */
    peer: { certificate: X509Certificate | undefined; authorized: boolean }
    /** Aborts when the client goes away before it has its whole answer. */
    gone: AbortSignal
  }
}

export interface Warning {
  detail: string
  /** To the value in the body that it is about. */
  pointer?: string
  /** Addresses of the other objects that it depends on. */
  because?: string[]
}

export interface Call {
  operation: Operation
  handler: (input: object, context: Context) => Promise<unknown>
  principal: Principal
  request: FastifyRequest
  reply: FastifyReply
  about?: Partial<AuditEvent>
  warnings?: Warning[]
}

export interface Runner {
  /** Authenticates and authorizes, before the body is read. */
  admit: (operation: Operation, request: FastifyRequest) => Promise<Principal>
  run: (call: Call) => Promise<unknown>
}
