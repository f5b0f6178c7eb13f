// The audit trail: every change writes its event in its own transaction. Where events have their place is in chain/.
import type { Query } from '../db/database.ts'
import { piece, sql } from '../db/sql.ts'
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
  /** Whom it is about, where that is an agent (by id, and by SPIFFE id) or an app: else whoever acts, if it is one. */
  agent_id?: string
  subject?: string
  app_id?: string
  /** The task within an orchestration, as SPIFFE ids name it. */
  task_id?: string
  /** What else is to be remembered, by name. Nothing secret. */
  extra?: Record<string, string>
}

/** An event's columns but for its tenant, and the same as PostgreSQL reads them from `fieldsOf`. */
export const columns = piece`id, operation, result, actor_kind, actor_id, actor_name, target, detail, request_id, agent_id,
    subject, app_id, task_id, extra`
export const fields = piece`id uuid, operation text, result text, actor_kind text, actor_id uuid, actor_name text, target text,
    detail text, request_id text, agent_id uuid, subject text, app_id uuid, task_id text, extra jsonb`

const insert = sql<never>`
  insert into audit_event (tenant_id, ${columns})
  select tenant_id, ${columns}
  from json_to_recordset(${'events'}::json) as event (tenant_id uuid, ${fields})`

export const record = (query: Query, event: AuditEvent): Promise<void> => recordAll(query, [event])

/** One event for each, in one statement. */
export async function recordAll(query: Query, events: AuditEvent[]): Promise<void> {
  const rows = events.map((event) => ({ tenant_id: event.tenant_id, ...fieldsOf(event) }))
  await query.many(insert, { events: JSON.stringify(rows) })
}

export const fieldsOf = (event: AuditEvent) => ({
  id: newId(),
  operation: event.operation,
  result: event.detail === undefined ? 'done' : 'refused',
  actor_kind: event.principal.kind,
  actor_id: event.principal.id,
  actor_name: event.principal.name,
  target: event.target,
  detail: event.detail?.replaceAll(unstorable, '\ufffd'),
  request_id: event.request_id,
  ...aboutOf(event),
  extra: storable(event.extra ?? {}),
})

/** What somebody sent may be told in a refusal; PostgreSQL takes no NUL, and half a surrogate pair is no text. */
const unstorable = /[\p{Cs}\0]/gu

const storable = (extra: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(extra).map(([name, text]) => [name, text.replaceAll(unstorable, '\ufffd')]),
  )

type About = Pick<AuditEvent, 'agent_id' | 'subject' | 'app_id' | 'task_id'>

function aboutOf({ principal, agent_id, subject, app_id, task_id }: AuditEvent): About {
  const said = {
    ...(agent_id !== undefined && { agent_id }),
    ...(subject !== undefined && { subject }),
    ...(app_id !== undefined && { app_id }),
    ...(task_id !== undefined && { task_id }),
  }
  if (principal.kind === 'app') return { app_id: principal.id, ...said }
  if (principal.kind !== 'agent') return said
  const { sub, task_id: task, app } = principal.claims
  const own = {
    ...(task !== undefined && { task_id: task }),
    ...(app !== undefined && { app_id: app }),
  }
  return { agent_id: principal.id, subject: sub, ...own, ...said }
}
