// Gives back what silent agents hold. Any number of replicas may run it: one at a time does the work.
import type { Query } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { kept } from '../jobs/store.ts'
import { hint, wake } from '../queue/wake.ts'
import type { Sweep } from './sweep.ts'

/** Jobs whose holder fell silent go back into the queue while they have attempts left. */
const requeue = sql<{ id: string; attempt: number; agent_id: string }>`
  update job
  set status = 'queued', lease_until = null, queued_at = now()
  where lease_until <= now() and attempt - spent < max_attempts
  returning id, attempt, agent_id`

/** Jobs whose holder fell silent once too often. */
const giveUp = sql<{ id: string }>`
  with ended as (
    delete from job
    where lease_until <= now() and attempt - spent >= max_attempts
    returning *
  )
  insert into job_finished (${kept}, status, dead, error, finished_at)
  select ${kept}, 'failed', true,
    json_build_object('code', 'lease-expired', 'message',
      'Its agent fell silent, and no attempts are left (' || attempt - spent || ' of ' || max_attempts || ').'), now()
  from ended
  returning id`

/** Attempts that run past their timeout and a grace although their agent should have stopped them. */
const stopOverdue = sql<{ id: string; attempt: number; agent_id: string }>`
  with ended as (
    delete from job
    where status = 'running'
    and started_at + make_interval(secs => timeout_seconds + ${'grace_seconds'}) <= now()
    returning *
  )
  insert into job_finished (${kept}, status, error, finished_at)
  select ${kept}, 'failed', json_build_object('code', 'timeout', 'message',
      'It ran longer than ' || timeout_seconds || ' seconds and its agent did not stop it.'), now()
  from ended
  returning id, attempt, agent_id`

/** Jobs that nobody took in time. */
const expire = sql<{ id: string }>`
  with ended as (
    delete from job
    where status = 'queued'
    and greatest(queued_at, not_before) + make_interval(secs => queue_timeout_seconds) <= now()
    returning *
  )
  insert into job_finished (${kept}, status, dead, error, finished_at)
  select ${kept}, 'expired', true, json_build_object('code', 'expired', 'message',
    'Nobody took it within ' || queue_timeout_seconds || ' seconds.'), now()
  from ended
  returning id`

/** How long past its timeout an attempt may run before the broker ends it itself, in seconds. */
const grace_seconds = 30

export const leases = (leaseSeconds: number): Sweep => ({
  name: 'leases',
  lock: 7_311_845_023,
  every: Math.min(15_000, (leaseSeconds * 1000) / 4),
  async run(tx: Query) {
    const [requeued, failed, expired, overdue] = await Promise.all([
      tx.many(requeue),
      tx.many(giveUp),
      tx.many(expire),
      tx.many(stopOverdue, { grace_seconds }),
    ])
    if (requeued.length > 0) await wake(tx)
    for (const { id: job, attempt, agent_id: agent } of overdue)
      await hint(tx, { kind: 'cancelled', job, attempt, agent })
    return {
      requeued: requeued.length,
      failed: failed.length,
      expired: expired.length,
      overdue: overdue.length,
    }
  },
})
