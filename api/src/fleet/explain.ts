// Why a job is where it is, as reasons that programs can branch on and people can read.
import type { Query } from '../db/database.ts'
import type { Schemas } from '../http/revision.ts'
import { crewOf } from './capacity.ts'
import { type Facts, type Reason, waitingReasons } from './reasons.ts'
import { crews, waiting } from './store.ts'
import { withTurn } from './turn.ts'

/** `work` sees the agents of all tenants: a pool's agents are not the tenant's rows, but it may ask for them. */
export async function explain(
  work: Query,
  which: { job: string; tenant_id: string },
): Promise<Schemas['JobExplanation']> {
  const facts = await work.one(waiting, which)
  const reasons = await withTurn(work, which, await reasonsFor(work, facts))
  return { status: facts.status, summary: reasons.map(({ detail }) => detail).join(' '), reasons }
}

async function reasonsFor(work: Query, facts: Facts): Promise<Reason[]> {
  const { status, attempt, agent_id, lease_until } = facts
  if (lease_until !== null) {
    const detail = `The agent ${agent_id} holds it (attempt ${attempt}), unless it falls silent until ${lease_until}.`
    return [{ code: 'held', detail, agent: agent_id, until: lease_until }]
  }
  if (status !== 'queued') return [{ code: 'over', detail: `It is ${status}.` }]
  const { crew, worker_type } = crewOf(facts)
  const agents = await work.many(crews, {
    crews: [crew],
    worker_types: [worker_type],
    returning: false,
  })
  return waitingReasons(facts, agents)
}
