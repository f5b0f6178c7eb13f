// The audit trail: every change writes its event in its own transaction.
import type { Query } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Principal } from '../identity/principal.ts'
import { newId } from '../ids.ts'

export interface AuditEvent {
  operation: string
  principal: Principal
  tenant_id: string | null
  target: string
  request_id: string
  /** Given when it was refused: why. */
  detail?: string
}

const insert = sql<never>`
  insert into audit_event
    (id, operation, result, actor_kind, actor_id, actor_name, tenant_id, target, detail, request_id)
  values
    (${'id'}, ${'operation'}, ${'result'}, ${'kind'}, ${'actor_id'}, ${'name'}, ${'tenant_id'}, ${'target'},
     ${'detail'}, ${'request_id'})`

export async function record(query: Query, event: AuditEvent): Promise<void> {
  const { principal, detail = null, ...rest } = event
  const { kind, id: actor_id, name } = principal
  const result = detail === null ? 'done' : 'refused'
  await query.many(insert, { ...rest, id: newId(), result, detail, kind, actor_id, name })
}
