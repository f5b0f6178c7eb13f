// What security people want to hear of: counted always, told in the audit trail within bounds.
import type { Logger } from 'pino'
import { type AuditEvent, recordAll } from '../audit/store.ts'
import type { Database } from '../db/database.ts'
import type { Principal } from '../identity/principal.ts'
import { addressOf } from './address.ts'
import { createTold } from './told.ts'

export const securityTypes = [
  'security.auth.failure',
  'security.agent.not_found',
  'security.apikey.invalid',
  'security.agent.inactive',
  'security.agent.type_mismatch',
  'security.job.access_denied',
  'security.token.invalid',
  'security.token.reused',
  'security.scope.exceeded',
  'security.nonce.replayed',
  'security.ban',
] as const

export type SecurityType = (typeof securityTypes)[number]

export interface About {
  request: { id: string; ip: string }
  /** One sentence without anything secret; strangers' words are not repeated in it. */
  detail: string
  tenant_id?: string
  agent_id?: string
  /** Path of what was asked for. */
  target?: string
  /** Who asked, where that was proved. */
  principal?: Principal
}

export interface Security {
  /** Never throws and never waits. */
  note: (type: SecurityType, about: About) => void
}

interface Parts {
  db: Database
  log: Logger
  /** Counts it, by type. */
  heard: (type: SecurityType) => void
}

/** Events that wait to be written; who comes when so many wait is counted and not told. */
const most = 1_000
const rhythm_ms = 100
/** How long after the first that was left out it is said how many were. */
const rest_ms = 60_000
const nobody: Principal = { kind: 'anonymous', id: null, name: 'anonymous' }

export function createSecurity({ db, log, heard }: Parts): Security & AsyncDisposable {
  const told = createTold()
  const waiting: AuditEvent[] = []
  let soon: NodeJS.Timeout | undefined
  let later: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = (): void => {
    soon = undefined
    const events = waiting.splice(0)
    if (events.length === 0) return
    const lost = { operation: 'security', lost: events.length }
    writing = writing
      .then(() => recordAll(db.as('operator'), events))
      .catch((err: unknown) => log.error({ ...lost, err }, 'security events were not recorded'))
  }
  const tell = (): void => {
    later = undefined
    waiting.push(...told.leftOut().map(suppression))
    write()
  }
  return {
    note(type, about) {
      heard(type)
      if (waiting.length < most && told.may(type, about.agent_id ?? addressOf(about.request.ip))) {
        waiting.push(eventOf(type, about))
        soon ??= setTimeout(write, rhythm_ms)
      } else {
        told.leave(type)
        later ??= setTimeout(tell, rest_ms)
      }
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(soon)
      clearTimeout(later)
      tell()
      await writing
    },
  }
}

function eventOf(type: SecurityType, about: About): AuditEvent {
  const { request, detail, tenant_id = null, agent_id, target = '', principal = nobody } = about
  return {
    operation: type,
    principal,
    tenant_id,
    target,
    request_id: request.id,
    detail,
    ...(agent_id !== undefined && { agent_id }),
    ...(request.ip !== '' && { extra: { address: request.ip } }),
  }
}

/** Says how many were left out. */
const suppression = ([type, count]: [string, number]): AuditEvent => ({
  operation: 'security.suppressed',
  principal: nobody,
  tenant_id: null,
  target: '',
  request_id: '',
  detail: `${count} more events of one kind were counted and not written down.`,
  extra: { type, count: `${count}` },
})
