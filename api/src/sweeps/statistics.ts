// Logs from time to time how many jobs and agents there are.
import type { Logger } from 'pino'
import { sql } from '../db/sql.ts'
import type { Sweep } from './sweep.ts'

const count = sql<Record<string, number | null>>`
  select jobs.*, agents.*
  from (
    select
      count(*) filter (where status = 'queued') as queued,
      count(*) filter (where status = 'assigned') as assigned,
      count(*) filter (where status = 'running') as running,
      floor(extract(epoch from now() - min(created_at) filter (where status = 'queued')))::int as oldest_queued_seconds
    from job
  ) as jobs
  cross join (
    select
      count(*) filter (where present and not draining) as agents_online,
      count(*) filter (where present and draining) as agents_draining,
      count(*) filter (where not present) as agents_offline
    from (select coalesce(present_until > now(), false) as present, draining from agent) as agent
  ) as agents`

/** It changes nothing, so there is nothing to report as swept. Each replica writes a line of its own. */
export const statistics = (everySeconds: number, log: Logger): Sweep => ({
  name: 'statistics',
  lock: 7_311_845_034,
  every: everySeconds * 1000,
  async run(tx) {
    log.info({ operation: 'statistics', ...(await tx.one(count)) }, 'statistics')
    return {}
  },
})
