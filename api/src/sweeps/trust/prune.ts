// Forgets what enrolment leaves behind: challenges that were answered, launch tokens and enrolments that are over, and
// the agents that were there for one piece of work. The audit trail keeps what happened.
import { piece, sql } from '../../db/sql.ts'
import { most, type Sweep } from '../sweep.ts'

/** From then on they could not be answered anyway. */
const nonces = sql<{ nonce: Buffer }>`
  delete from spent_nonce
  where nonce = any (array(
    select nonce from spent_nonce
    where expires_at < now()
    limit ${'most'}
  ))
  returning nonce`

/** For an hour they can be looked at. */
const launchTokens = sql<{ id: string }>`
  delete from launch_token
  where id = any (array(
    select id from launch_token
    where expires_at < now() - interval '1 hour'
    limit ${'most'}
  ))
  returning id`

/** An index has it. Of one piece of work there are many; whoever wants to know of one later reads the audit trail. */
const over = piece`enrolment.state <> 'pending'
    and coalesce(enrolment.ended_at, enrolment.ends_at) < now() - interval '1 day'
    and (enrolment.method = 'launch_token'
      or coalesce(enrolment.ended_at, enrolment.ends_at) < now() - interval '30 days')`

const agents = sql<{ id: string }>`
  delete from agent
  where id = any (array(
    select agent.id
    from agent
    join enrolment on enrolment.id = agent.enrolment_id
    where enrolment.method = 'launch_token' and ${over}
    and (agent.present_until is null or agent.present_until < now())
    limit ${'most'}
    for update of agent skip locked
  ))
  returning id`

const enrolments = sql<{ id: string }>`
  delete from enrolment
  where id = any (array(
    select enrolment.id from enrolment
    where ${over}
    limit ${'most'}
    for update skip locked
  ))
  returning id`

export const prune: Sweep = {
  name: 'prune',
  lock: 7_311_845_037,
  every: 60_000,
  async run(tx) {
    const [spent, unused, gone, past] = [
      await tx.many(nonces, { most }),
      await tx.many(launchTokens, { most }),
      await tx.many(agents, { most }),
      await tx.many(enrolments, { most }),
    ]
    return {
      challenges: spent.length,
      launch_tokens: unused.length,
      agents: gone.length,
      enrolments: past.length,
    }
  },
}
