// Why a job is where it is, as reasons that programs can branch on and people can read.
import type { Query } from '../db/database.ts'
import type { Schemas } from '../http/revision.ts'
import { type Candidate, missingFor, type Wanted } from '../queue/choose.ts'
import { systemTenant } from '../tenants/rules.ts'
import { fleet, type Waiting, waiting } from './store.ts'

type Reason = Schemas['JobReason']
type Facts = Waiting & Omit<Wanted, 'id'>

/** `work` sees the agents of all tenants: a pool's agents are not the tenant's rows, but it may ask for them. */
export async function explain(
  work: Query,
  which: { job: string; tenant_id: string },
): Promise<Schemas['JobExplanation']> {
  const facts = await work.one(waiting, which)
  const reasons = await reasonsFor(work, facts)
  return { status: facts.status, summary: reasons.map(({ detail }) => detail).join(' '), reasons }
}

async function reasonsFor(work: Query, facts: Facts): Promise<Reason[]> {
  const { status, attempt, agent_id, lease_until } = facts
  if (lease_until !== null) {
    const detail = `The agent ${agent_id} holds it (attempt ${attempt}), unless it falls silent until ${lease_until}.`
    return [{ code: 'held', detail, agent: agent_id, until: lease_until }]
  }
  if (status !== 'queued') return [{ code: 'over', detail: `It is ${status}.` }]
  return waitingReasons(facts, await work.many(fleet, { ...facts, system: systemTenant.id }))
}

/** Everything that keeps a queued job waiting. Pure: facts in, reasons out. */
function waitingReasons(facts: Facts, agents: Candidate[]): Reason[] {
  const { tenant, suspended, not_before, plan, running, most } = facts
  const reasons: Reason[] = []
  if (suspended)
    reasons.push({ code: 'tenant-suspended', detail: `The tenant ${tenant} is suspended.` })
  if (not_before !== null)
    reasons.push({
      code: 'not-before',
      detail: `It may not begin before ${not_before}.`,
      until: not_before,
    })
  if (facts.paused_pool !== null)
    reasons.push({ code: 'pool-paused', detail: `The pool ${facts.paused_pool} is paused.` })
  if (running >= most) {
    const detail = `The plan ${plan} allows ${most} jobs at once and ${running} are running.`
    reasons.push({ code: 'limit-reached', detail })
  }
  const agentless = agentReason(facts, agents)
  if (agentless) reasons.push(agentless)
  return reasons.length > 0
    ? reasons
    : [
        {
          code: 'waiting-its-turn',
          detail: 'Agents are free for it: it is next when those before it are given out.',
        },
      ]
}

function agentReason(facts: Facts, agents: Candidate[]): Reason | undefined {
  if (agents.length === 0) {
    const whose = facts.dedicated
      ? 'of the tenant’s own'
      : facts.pool_id
        ? 'of its pool'
        : 'of the platform'
    return {
      code: 'no-agent',
      detail: `No agent ${whose} is connected with worker type ${facts.worker_type}.`,
      missing: [],
    }
  }
  const lacks = agents
    .map((agent) => missingFor(facts, agent))
    .toSorted((a, b) => a.length - b.length)
  const [fewest = []] = lacks
  if (fewest.length > 0)
    return {
      code: 'no-agent',
      detail: `No connected agent has all of it; the nearest lacks: ${fewest.join(', ')}.`,
      missing: fewest,
    }
  const able = agents.filter((agent) => missingFor(facts, agent).length === 0)
  if (able.some(({ free }) => free > 0)) return undefined
  const detail =
    able.length === 1
      ? 'The one agent that can do it is busy.'
      : `All ${able.length} agents that can do it are busy.`
  return { code: 'no-slot', detail }
}
