// Whether there is a free slot for work that is about to be queued. What finds none, and is not to wait, fails at once.
import type { Query } from '../db/database.ts'
import { type Candidate, missingFor, type Wanted } from '../queue/choose.ts'
import { inlineType, systemTenant } from '../tenants/rules.ts'
import { agentReason } from './reasons.ts'
import * as store from './store.ts'

/** Work that is about to be queued. */
export interface Asked extends Omit<Wanted, 'id' | 'preferred_region'> {
  is_run: boolean
}

/** What a task's run asks of its agent: nothing but scripts. */
export const run: Asked = {
  type: 'script',
  capabilities: [],
  tools: [],
  labels: [],
  region: null,
  is_run: true,
}

export interface Facts {
  standing: store.Standing
  /** The connected agents that work for the tenant. */
  agents: Candidate[]
  /** What it has waiting already. */
  ahead: Array<Asked & { jobs: number }>
}

/** The agents that work for a tenant: a pool's or, beside pools, their owner's, of one worker type; or the brokers' own. */
export function crewOf({ inline, dedicated, tenant_id, pool_id, worker_type }: store.Standing) {
  if (inline) return { crew: systemTenant.id, worker_type: inlineType }
  return { crew: dedicated ? tenant_id : (pool_id ?? systemTenant.id), worker_type }
}

/**
 * Of a tenant's new work, what finds no free slot: for each piece why, or undefined. What the tenant has waiting goes
 * first; other tenants' work does not count. What a limit holds waits: that is no want of capacity.
 */
export function shortfalls(
  { standing, agents, ahead }: Facts,
  asked: Asked[],
): Array<string | undefined> {
  const { suspended, paused_pool, running, running_runs, task_max_concurrent } = standing
  if (suspended) return asked.map(() => undefined)
  const free = paused_pool === null ? agents.map((agent) => ({ ...agent })) : []
  let room = standing.most - running
  let runs = (task_max_concurrent ?? Infinity) - running_runs
  const limited = (one: Asked) => room <= 0 || (one.is_run && runs <= 0)
  const place = (one: Asked): boolean => {
    const agent = free.find((its) => its.free > 0 && missingFor(one, its).length === 0)
    if (!agent) return false
    agent.free -= 1
    room -= 1
    if (one.is_run) runs -= 1
    return true
  }
  for (const { jobs, ...one } of ahead)
    for (let number = 0; number < jobs && !limited(one) && place(one); number += 1);
  return asked.map((one) => (limited(one) || place(one) ? undefined : whyNot(standing, free, one)))
}

function whyNot(standing: store.Standing, agents: Candidate[], asked: Asked): string {
  const { paused_pool } = standing
  if (paused_pool !== null) return `The pool ${paused_pool} is paused.`
  return agentReason({ ...standing, ...asked }, agents)!.detail
}

/** What decides about several tenants' work, by tenant. `work` sees the agents of all. */
async function capacityFor(work: Query, tenants: string[]): Promise<Map<string, Facts>> {
  const [standings, waiting] = await Promise.all([
    work.many(store.standings, { tenants }),
    work.many(store.ahead, { tenants }),
  ])
  const wanted = new Map(standings.map((one) => [keyOf(crewOf(one)), crewOf(one)]))
  const agents = await work.many(store.crews, {
    crews: [...wanted.values()].map(({ crew }) => crew),
    worker_types: [...wanted.values()].map(({ worker_type }) => worker_type),
    returning: true,
  })
  const byCrew = by(agents, keyOf)
  const byTenant = by(waiting, ({ tenant_id }) => tenant_id)
  return new Map(
    standings.map((standing) => {
      const its = byCrew.get(keyOf(crewOf(standing))) ?? []
      return [
        standing.tenant_id,
        { standing, agents: its, ahead: byTenant.get(standing.tenant_id) ?? [] },
      ]
    }),
  )
}

const keyOf = ({ crew, worker_type }: { crew: string; worker_type: string }) =>
  `${crew}:${worker_type}`

function by<T>(all: T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(key(one))
    if (group) group.push(one)
    else groups.set(key(one), [one])
  }
  return groups
}

/** New work of a tenant, and whether it fails when it finds no free slot. */
export interface Due {
  tenant: string
  fails: boolean
  asked: Asked
}

/** Of new work, the errors of what fails now; what may be queued has none. Nothing is read when nothing is to fail. */
export async function lacking(
  work: Query,
  due: Due[],
): Promise<Array<{ code: string; message: string } | undefined>> {
  const tenants = new Set(due.flatMap(({ tenant, fails }) => (fails ? tenant : [])))
  const errors = due.map((): { code: string; message: string } | undefined => undefined)
  if (tenants.size === 0) return errors
  const facts = await capacityFor(work, [...tenants])
  const places = by([...due.keys()], (place) => due[place]!.tenant)
  for (const tenant of tenants) {
    const its = places.get(tenant)!
    const whys = shortfalls(
      facts.get(tenant)!,
      its.map((place) => due[place]!.asked),
    )
    for (const [number, place] of its.entries()) {
      const why = whys[number]
      if (why !== undefined && due[place]!.fails) errors[place] = noCapacity(why)
    }
  }
  return errors
}

const noCapacity = (why: string) => ({
  code: 'no-capacity',
  message: `There was no free slot for it, and it was not to wait. ${why}`,
})
