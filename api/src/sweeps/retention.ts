// Removes finished jobs, and runs, that have been kept as long as their tenant's plan says; their lines go with them.
import type { Query } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Sweep } from './sweep.ts'

/**
 * Some jobs whose time is over. A job's id begins with the time it was made, so the index of a tenant's jobs leads to
 * the oldest, and what is young is not looked at; few were made long ago and ended late.
 */
const due = sql<{ id: string }>`
  select old.id
  from tenant
  join plan on plan.id = tenant.plan_id
  cross join lateral (select now() - make_interval(days => plan.job_retention_days) as time) as until
  cross join lateral (
    select id
    from job_finished
    where tenant_id = tenant.id and finished_at < until.time
    and id < rpad(lpad(to_hex(floor(extract(epoch from until.time) * 1000)::bigint), 12, '0'), 32, '0')::uuid
    order by id
    limit ${'limit'}
  ) as old
  where plan.job_retention_days is not null
  limit ${'limit'}`

/** Some lines of these jobs; how many. */
const removeLines = sql<{ lines: number }>`
  with gone as (
    delete from job_line
    where ctid = any (array(select ctid from job_line where job_id = any (${'jobs'}::uuid[]) limit ${'limit'}))
    returning 1
  )
  select count(*) as lines from gone`

const remove = sql<{ id: string }>`
  with rounds as (
    delete from job_round where job_id = any (${'jobs'}::uuid[])
  )
  delete from job_finished
  where id = any (${'jobs'}::uuid[])
  returning id`

/** Most of one statement, and how long one run goes on, in ms: a long past is worked off over many runs. */
const most = { jobs: 500, lines: 20_000, ms: 2_000 }

export const retention: Sweep = {
  name: 'retention',
  lock: 7_311_845_040,
  every: 10_000,
  async run(tx: Query) {
    const removed = { jobs: 0, lines: 0 }
    for (const began = performance.now(); performance.now() - began < most.ms;) {
      const jobs = (await tx.many(due, { limit: most.jobs })).map(({ id }) => id)
      if (jobs.length === 0) break
      const { lines } = await tx.one(removeLines, { jobs, limit: most.lines })
      removed.lines += lines
      // A job goes when none of its lines is left, so that none is ever without its job.
      if (lines < most.lines) removed.jobs += (await tx.many(remove, { jobs })).length
    }
    return removed
  },
}
