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
  select *
  from unnest(${'ids'}::uuid[], ${'operations'}::text[], ${'results'}::text[], ${'kinds'}::text[],
    ${'actor_ids'}::uuid[], ${'names'}::text[], ${'tenant_ids'}::uuid[], ${'targets'}::text[], ${'details'}::text[],
    ${'request_ids'}::text[])`

export const record = (query: Query, event: AuditEvent): Promise<void> => recordAll(query, [event])

/** One event for each, in one statement. */
export async function recordAll(query: Query, events: AuditEvent[]): Promise<void> {
  const of = <T>(value: (event: AuditEvent) => T): T[] => events.map(value)
  await query.many(insert, {
    ids: of(() => newId()),
    operations: of(({ operation }) => operation),
    results: of(({ detail }) => (detail === undefined ? 'done' : 'refused')),
    kinds: of(({ principal }) => principal.kind),
    actor_ids: of(({ principal }) => principal.id),
    names: of(({ principal }) => principal.name),
    tenant_ids: of(({ tenant_id }) => tenant_id),
    targets: of(({ target }) => target),
    details: of(({ detail }) => detail ?? null),
    request_ids: of(({ request_id }) => request_id),
  })
}
