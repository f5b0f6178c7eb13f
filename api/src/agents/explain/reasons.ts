// Why an agent gets no work, as reasons that programs can branch on and people can read. Pure: facts in, reasons out.
import type { Schemas } from '../../http/revision.ts'
import { missingFor } from '../../queue/choose.ts'
import type { Demand, Standing } from './store.ts'

type Reason = Schemas['AgentReason']

/** What keeps the agent itself from taking anything, most telling first. */
export function standingReasons(agent: Standing): Reason[] {
  const { tenant, pool, last_seen_at, max_concurrent, held } = agent
  const found: Array<[boolean, Reason]> = [
    [agent.admission === 'pending', { code: 'pending', detail: 'It waits to be let in.' }],
    [agent.admission === 'denied', { code: 'denied', detail: 'It was not let in.' }],
    [
      agent.expected,
      { code: 'pending', detail: 'It may come in, and has not fetched its session yet.' },
    ],
    [agent.administration === 'banned', { code: 'banned', detail: 'It is banned.' }],
    [agent.administration === 'disabled', { code: 'disabled', detail: 'It is disabled.' }],
    [
      agent.administration === 'draining',
      {
        code: 'draining',
        detail: 'It is set to drain: it ends what it holds and gets nothing new.',
      },
    ],
    [
      agent.admission === 'approved' && !agent.expected && !agent.enrolment_good,
      { code: 'enrolment-ended', detail: 'What let it in was revoked or has expired.' },
    ],
    [agent.suspended, { code: 'tenant-suspended', detail: `The tenant ${tenant} is suspended.` }],
    [!agent.present, { code: 'offline', detail: offline(last_seen_at), since: last_seen_at }],
    [
      agent.present && agent.leaving,
      { code: 'draining', detail: 'It is about to stop and takes nothing new.' },
    ],
    [agent.paused, { code: 'pool-paused', detail: `The pool ${pool} is paused.` }],
    [
      held >= max_concurrent,
      { code: 'no-slot', detail: `It holds ${held} jobs and takes ${max_concurrent} at once.` },
    ],
  ]
  return found.flatMap(([holds, reason]) => (holds ? [reason] : []))
}

const offline = (since: string | null): string =>
  since === null ? 'It has never been connected.' : `It is offline since ${since}.`

/** Differences between what it declared and what it reports: only what is in both counts. */
export function driftReasons({ drift }: Standing): Reason[] {
  return drift.map(({ property, declared, reported }) => {
    const parts = [
      declared.length > 0 && `declared and does not report ${declared.join(', ')}`,
      reported.length > 0 && `reports and did not declare ${reported.join(', ')}`,
    ].filter(Boolean)
    const detail = `Of its ${property} it ${parts.join(', and ')}: that does not count.`
    return { code: 'drift', detail, missing: [...declared, ...reported] }
  })
}

/** What the work that there is has against it. */
export function demandReason(agent: Standing, demands: Demand[]): Reason {
  if (demands.length === 0)
    return { code: 'no-tenant', detail: `No tenant’s work goes to ${crewOf(agent)}.` }
  const waiting = demands.filter(({ job }) => job !== null)
  if (waiting.length === 0)
    return { code: 'no-work', detail: 'No job waits at the tenants that it works for.' }
  const alike = waiting.filter(({ worker_type }) => worker_type === agent.worker_type)
  if (alike.length === 0) {
    const types = [...new Set(waiting.map(({ worker_type }) => worker_type))].join(', ')
    const detail = `Its worker type is ${agent.worker_type}, and what waits is for ${types}.`
    return { code: 'worker-type', detail }
  }
  return matchReason(agent, alike)
}

function matchReason(agent: Standing, waiting: Demand[]): Reason {
  const lacks = waiting
    .map((demand) => ({ demand, missing: missingFor(demand, agent) }))
    .toSorted((a, b) => a.missing.length - b.missing.length)
  const [nearest] = lacks as [(typeof lacks)[number]]
  const { job } = nearest.demand
  if (nearest.missing.length > 0) {
    const missing = nearest.missing
    const detail = `No waiting job fits it; for the nearest, ${job}, it lacks ${missing.join(', ')}.`
    return { code: 'unable', detail, job, missing }
  }
  const able = lacks.filter(({ missing }) => missing.length === 0).map(({ demand }) => demand)
  const free = able.find(({ suspended, running, most }) => !suspended && running < most)
  if (free) {
    const detail = `Work waits that it can do, ${free.job} for one: it gets it when that is next.`
    return { code: 'waiting-its-turn', detail, job: free.job }
  }
  const detail = `What it can do waits for its tenants: ${[...new Set(able.map(heldBack))].join(', ')}.`
  return { code: 'limit-reached', detail, job }
}

const heldBack = ({ tenant, suspended, plan, most }: Demand): string =>
  suspended
    ? `${tenant} is suspended`
    : `${tenant} runs the ${most} jobs that its plan ${plan} allows`

function crewOf({ pool, tenant }: Standing): string {
  return pool === null ? `the agents of ${tenant}` : `the pool ${pool}`
}
