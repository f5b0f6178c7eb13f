// Ends jobs that nobody took in time.
import { sql } from '../db/sql.ts'
import { kept } from '../jobs/store.ts'
import { most, type Sweep } from './sweep.ts'

const expire = sql<{ id: string }>`
  with ended as (
    delete from job
    where id = any (array(
      select id from job
      where status = 'queued'
      and greatest(queued_at, not_before) + make_interval(secs => queue_timeout_seconds) <= now()
      order by id
      limit ${'most'}
      for update skip locked
    ))
    returning *
  )
  insert into job_finished (${kept}, status, dead, error, finished_at)
  select ${kept}, 'expired', true, json_build_object('code', 'expired', 'message',
    'Nobody took it within ' || queue_timeout_seconds || ' seconds.'), now()
  from ended
  returning id`

/** It reads the whole queue, so it comes seldom. */
export const expiry = (everySeconds: number): Sweep => ({
  name: 'expiry',
  lock: 7_311_845_026,
  every: everySeconds * 1000,
  run: async (tx) => ({ expired: (await tx.many(expire, { most })).length }),
})
