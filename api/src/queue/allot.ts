// Which of the jobs that were found go to whom, turn by turn. No I/O: what a claim saw in, its choices out.
import { type Candidate, type Choice, createChooser } from './choose.ts'
import { createTurns, type Lane, sum } from './fair.ts'
import type { Demand, Head } from './lanes/store.ts'

/** How many tenants of each weight are looked at: about as many as it has turns in the batch, and some to spare. */
export type Quotas = Map<number, number>

export function quotasOf(lane: Lane, demands: Demand[], limit: number): Quotas {
  const weights = [...new Set(demands.map(({ weight }) => weight))]
  const all = sum(lane)
  const share = (weight: number): number => {
    const found = lane.classes.find((one) => one.weight === weight)
    if (!found || weights.length === 1) return limit
    return Math.min(limit, Math.ceil((1.25 * limit * weight * found.members) / all) + 2)
  }
  return new Map(weights.map((weight) => [weight, share(weight)]))
}

export interface Plan {
  choices: Choice[]
  /** New places, the last of a tenant being the one that counts. */
  served: Array<{ tenant: string; weight: number; job: string; turn: number; since: number }>
  /** Whether there may be jobs that were not looked at, for agents that still have room. */
  more: boolean
  /** Whether a job was passed over, as nobody who can do it had room. */
  passed: boolean
}

export interface Known {
  heads: Head[]
  quotas: Quotas
  agents: Candidate[]
  limit: number
}

/** Pure: turn by turn the first job of the tenant that an agent can take. */
export function allot(lane: Lane, { heads, quotas, agents, limit }: Known): Plan {
  const plan: Plan = { choices: [], served: [], more: false, passed: false }
  const choose = createChooser(agents)
  const give: typeof choose = (job, requirement) => {
    const choice = choose(job, requirement)
    plan.passed ||= choice === undefined
    return choice
  }
  const queues = queuesOf(heads, quotas)
  plan.more = queues.some(({ waiting, more }) => more || waiting.some((one) => one.more))
  const turns = createTurns(lane, queues)
  while (plan.choices.length < limit) {
    const next = turns.next()
    if (!next || (next.jobs.length === 0 && next.more)) break
    const choice = firstOf(next, give)
    if (!choice) {
      turns.skipped()
      continue
    }
    const { turn, clock: since } = turns.served(next.jobs.length > 0 || next.more)
    const { tenant, weight } = next
    plan.choices.push(choice)
    plan.served.push({ tenant, weight, job: choice.job, turn, since })
  }
  return plan
}

type Job = Head & { id: string }

interface Tenant {
  tenant: string
  weight: number
  jobs: Job[]
  /** How many of them may be runs of its tasks. */
  runs: number
  /** Whether it may have more jobs than these, and room for them. */
  more: boolean
}

function queuesOf(heads: Head[], quotas: Quotas) {
  const tenants = new Map<string, Tenant>()
  for (const head of heads) {
    const { tenant, weight, asked, room } = head
    const runs = head.run_room ?? Infinity
    const found = tenants.get(tenant) ?? { tenant, weight, jobs: [], runs, more: false }
    tenants.set(tenant, found)
    if (head.id !== null) found.jobs.push(head as Job)
    found.more = found.jobs.length === asked && asked < room
  }
  return [...quotas].map(([weight, quota]) => {
    const all = [...tenants.values()].filter((one) => one.weight === weight)
    return { weight, waiting: all.filter(({ jobs }) => jobs.length > 0), more: all.length >= quota }
  })
}

/** Takes the first job that an agent has room for off the list, and those before it, which none has. */
function firstOf(tenant: Tenant, give: ReturnType<typeof createChooser>): Choice | undefined {
  for (let job = tenant.jobs.shift(); job; job = tenant.jobs.shift()) {
    if (job.is_run && tenant.runs === 0) continue
    const choice = give(job, job.requirement)
    if (!choice) continue
    if (job.is_run) tenant.runs -= 1
    return choice
  }
  return undefined
}

/** Tenants of which a requirement has no job any more, or that have no more room, once the jobs `given` are out. */
export function emptyOf(heads: Head[], given: Set<string>): string[] {
  const byTenant = new Map<string, Head[]>()
  for (const head of heads) byTenant.set(head.tenant, [...(byTenant.get(head.tenant) ?? []), head])
  return [...byTenant].flatMap(([tenant, its]) => (isEmpty(its, given) ? tenant : []))
}

/** Only supposed: whoever takes a tenant off the list looks again. */
function isEmpty(its: Head[], given: Set<string>): boolean {
  const [{ asked, room }] = its as [Head]
  const left = new Set(its.flatMap(({ id, requirement }) => (given.has(id!) ? [] : requirement)))
  const out = its.filter(({ id }) => given.has(id!))
  if (out.length >= room || its.some(({ id }) => id === null)) return true
  return its.length < asked && out.some(({ requirement }) => !left.has(requirement))
}
