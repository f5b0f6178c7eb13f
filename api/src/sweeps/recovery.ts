// Gives back what silent agents hold. Any number of replicas may run it: one at a time does the work.
import type { Query } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { kept } from '../jobs/store.ts'
import { hint, wake } from '../queue/wake.ts'
import { most, type Sweep } from './sweep.ts'

/**
 * Jobs that were given to an agent which never said that it began. The attempt's number is used up, but it does not
 * count as one, and the job keeps its place: how long it may wait in all is bounded by its queue timeout.
 */
const takeBack = sql<{ id: string }>`
  update job
  set status = 'queued', lease_until = null, spent = spent + 1
  where id = any (array(
    select id from job
    where lease_until <= now() and status = 'assigned'
    order by id
    limit ${'most'}
    for update skip locked
  ))
  returning id`

/** Jobs whose holder fell silent go back into the queue while they have attempts left. */
const requeue = sql<{ id: string }>`
  update job
  set status = 'queued', lease_until = null, queued_at = now()
  where id = any (array(
    select id from job
    where lease_until <= now() and status = 'running' and attempt - spent < max_attempts
    order by id
    limit ${'most'}
    for update skip locked
  ))
  returning id`

/** Jobs whose holder fell silent once too often. */
const giveUp = sql<{ id: string }>`
  with ended as (
    delete from job
    where id = any (array(
      select id from job
      where lease_until <= now() and status = 'running' and attempt - spent >= max_attempts
      order by id
      limit ${'most'}
      for update skip locked
    ))
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
    where id = any (array(
      select id from job
      where lease_until > now() and status = 'running'
      and started_at + make_interval(secs => timeout_seconds + ${'grace_seconds'}) <= now()
      order by id
      limit ${'most'}
      for update skip locked
    ))
    returning *
  )
  insert into job_finished (${kept}, status, error, finished_at)
  select ${kept}, 'failed', json_build_object('code', 'timeout', 'message',
      'It ran longer than ' || timeout_seconds || ' seconds and its agent did not stop it.'), now()
  from ended
  returning id, attempt, agent_id`

/** When the first of the leases that are now would lapse, should its agent say nothing more. */
const firstLapse = sql<{ ms: number | null }>`
  select ceil(extract(epoch from min(lease_until) - now()) * 1000)::int as ms
  from job
  where lease_until is not null`

/** How long past its timeout an attempt may run before the broker ends it itself, in seconds. */
const grace_seconds = 30

/** It comes when the first lease can lapse, of those that are and of those that begin meanwhile. */
export const recovery = (everySeconds: number, ackSeconds: number): Sweep => ({
  name: 'recovery',
  lock: 7_311_845_023,
  every: Math.min(everySeconds, ackSeconds) * 1000,
  async run(tx: Query) {
    const [unbegun, requeued, failed, overdue] = await Promise.all([
      tx.many(takeBack, { most }),
      tx.many(requeue, { most }),
      tx.many(giveUp, { most }),
      tx.many(stopOverdue, { most, grace_seconds }),
    ])
    if (unbegun.length + requeued.length > 0) await wake(tx)
    for (const { id: job, attempt, agent_id: agent } of overdue)
      await hint(tx, { kind: 'cancelled', job, attempt, agent })
    return {
      unbegun: unbegun.length,
      requeued: requeued.length,
      failed: failed.length,
      overdue: overdue.length,
    }
  },
  due: async (tx) => (await tx.one(firstLapse)).ms,
})
