// Every SQL statement that reads single audit events and lists of them.
import { piece, type Piece, sql } from '../../db/sql.ts'
import type { Schemas } from '../../http/revision.ts'

const shown = piece`
  id, sequence, at, operation, result, actor_kind, actor_id, actor_name, tenant_id, target, detail, request_id,
  agent_id, subject, task_id, app_id, extra, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash`

/**
 * By time, and by id within a millisecond. The bound on `at` is for the index; the comparison with both leaves out what
 * the page before showed. An event that was cut off since ends the list. The first parameter is `after`.
 */
const listed = (bound: Piece, beyond: Piece, order: Piece) => sql<Schemas['AuditEvent']>`
  select ${shown}
  from audit_event
  where ${bound}
  and (${'after'}::uuid is null or (at, id) ${beyond} (select at, id from audit_event where id = ${'after'}))
  and at >= coalesce(${'since'}::timestamptz, '-infinity')
  and at < coalesce(${'until'}::timestamptz, 'infinity')
  and (${'tenant'}::text is null
    or tenant_id = (select tenant.id from tenant where slug = ${'tenant'}) or tenant_id::text = ${'tenant'})
  and (${'operation'}::text is null or operation = ${'operation'})
  and (${'result'}::text is null or result = ${'result'})
  and (${'actor_id'}::uuid is null or actor_id = ${'actor_id'})
  and (${'actor_name'}::text is null or actor_name = ${'actor_name'})
  and (${'agent_id'}::uuid is null or agent_id = ${'agent_id'})
  and (${'subject'}::text is null or subject = ${'subject'})
  and (${'task_id'}::text is null or task_id = ${'task_id'})
  and (${'app'}::uuid is null or app_id = ${'app'})
  order by ${order}
  limit ${'limit'}`

export const newest = listed(
  piece`at <= coalesce((select at from audit_event where id = $1), 'infinity')`,
  piece`<`,
  piece`at desc, id desc`,
)

export const oldest = listed(
  piece`at >= coalesce((select at from audit_event where id = $1), '-infinity')`,
  piece`>`,
  piece`at, id`,
)

export const byId = sql<Schemas['AuditEvent']>`
  select ${shown} from audit_event where id = ${'audit_event'}`

export const checkpoints = sql<Schemas['AuditCheckpoint']>`
  select sequence, encode(hash, 'hex') as hash, kid, statement, at
  from audit_checkpoint
  where sequence > ${'after'}
  order by sequence
  limit ${'limit'}`

/** By slug or id. */
export const tenantNamed = sql<{ id: string }>`
  select id from tenant where id = find_tenant(${'tenant'})`
