// Marks what revocations ended, where the broker that revoked did not come to it, and forgets those that are over.
import { endRevokedSessions } from '../../agents/sessions.ts'
import { sql } from '../../db/sql.ts'
import { most, type Sweep } from '../sweep.ts'

/** Old enough that whoever made it has done this, or has died. */
const unmarked = sql<{ id: string; key: string }>`
  select id, key
  from revocation
  where not marked and verb <> 'expire' and starts_at <= now() and created_at < now() - interval '5 seconds'
  order by created_at
  limit ${'most'}
  for update skip locked`

const mark = sql<{ id: string }>`
  update revocation set marked = true where id = any (${'ids'}::uuid[]) returning id`

const forget = sql<{ id: string }>`
  delete from revocation
  where id = any (array(
    select id from revocation
    where until < now() - interval '1 minute' and (marked or verb = 'expire')
    limit ${'most'}
    for update skip locked
  ))
  returning id`

export const revocations: Sweep = {
  name: 'revocations',
  lock: 7_311_845_044,
  every: 60_000,
  async run(tx) {
    const found = await tx.many(unmarked, { most })
    if (found.length > 0) {
      await endRevokedSessions(
        tx,
        found.map(({ key }) => key),
      )
      await tx.many(mark, { ids: found.map(({ id }) => id) })
    }
    const forgotten = await tx.many(forget, { most })
    return { marked: found.length, forgotten: forgotten.length }
  },
}
