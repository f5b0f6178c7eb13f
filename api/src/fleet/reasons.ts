// Reasons why work waits, from facts alone.
import type { Schemas } from '../http/revision.ts'
import { type Candidate, missingFor, type Wanted } from '../queue/choose.ts'
import type { Standing, Waiting } from './store.ts'

export type Reason = Schemas['JobReason']
export type Facts = Waiting & Omit<Wanted, 'id'>

/** Everything that keeps a queued job waiting. */
export function waitingReasons(facts: Facts, agents: Candidate[]): Reason[] {
  const { tenant, suspended, not_before } = facts
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
  reasons.push(...limitReasons(facts))
  const agentless = agentReason(facts, agents)
  if (agentless) reasons.push(agentless)
  return reasons // none: it waits for its turn
}

function limitReasons(facts: Facts): Reason[] {
  const { tenant, plan, running, most, is_run, running_runs, task_max_concurrent } = facts
  const details: string[] = []
  if (running >= most)
    details.push(`The plan ${plan} allows ${most} jobs at once and ${running} are running.`)
  if (is_run && task_max_concurrent !== null && running_runs >= task_max_concurrent)
    details.push(
      `Of ${tenant}’s task runs task_max_concurrent allows ${task_max_concurrent} at once and ${running_runs} are running.`,
    )
  return details.map((detail) => ({ code: 'limit-reached', detail }))
}

/** What keeps agents from taking a job; undefined when one has a free slot for it. */
export function agentReason(
  facts: Standing & Omit<Wanted, 'id' | 'preferred_region'>,
  agents: Candidate[],
): Reason | undefined {
  if (agents.length === 0 && facts.inline) {
    const detail =
      'No broker runs inline work: REEVE_TASK_INLINE_MAX_CONCURRENT is 0, or their workers are drained.'
    return { code: 'no-agent', detail, missing: [] }
  }
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
