// Watches from a connection of its own that no committed state is beyond a limit: of a plan, of runs, of an agent.
import { openTables } from './tables.ts'

export interface Watch extends AsyncDisposable {
  /** What was seen that may not be, in words. */
  breaches: string[]
  /** How often a tenant was seen with all that its limits allow. */
  full: () => number
  /** How many states were looked at. */
  looks: () => number
}

interface Seen {
  slug: string
  /** Of the tenant, its plan and who is its plan: while it stays the same the limits do. */
  version: string
  most: number
  most_runs: number | null
  most_queued: number
  held: string[]
  runs: string[]
  /** Waiting, and never held: what came back into the queue was not let in by its limit. */
  queued: number
}

interface Agent {
  id: string
  max_concurrent: number
  held: number
}

const tenants = `
  select tenant.slug, tenant.revision || '/' || plan.name || '/' || plan.revision as version,
    plan.max_concurrent_jobs as most, tenant.task_max_concurrent as most_runs, plan.max_queued_jobs as most_queued,
    coalesce(array_agg(job.id || ':' || job.attempt) filter (where job.lease_until is not null), '{}') as held,
    coalesce(array_agg(job.id || ':' || job.attempt)
      filter (where job.lease_until is not null and job.task_id is not null), '{}') as runs,
    count(*) filter (where job.status = 'queued' and job.attempt = 0)::int as queued
  from tenant
  join plan on plan.id = tenant.plan_id
  left join job on job.tenant_id = tenant.id
  group by tenant.id, plan.id`

const agents = `
  select agent.id, agent.max_concurrent, count(*)::int as held
  from job
  join agent on agent.id = job.agent_id
  where job.lease_until is not null
  group by agent.id`

export async function watchLimits(databaseUrl: string): Promise<Watch> {
  const tables = await openTables(databaseUrl)
  const breaches = new Set<string>()
  const last = new Map<string, Seen>()
  let [looks, full, open] = [0, 0, true]
  const look = async () => {
    while (open) {
      // Two statements: each sees one committed state.
      const seen = (await tables.client.query<Seen>(tenants)).rows
      for (const one of seen) {
        for (const breach of breachesOf(one, last.get(one.slug))) breaches.add(breach)
        if (one.held.length === one.most || one.runs.length === one.most_runs) full += 1
        last.set(one.slug, one)
      }
      for (const { id, held, max_concurrent } of (await tables.client.query<Agent>(agents)).rows)
        if (held > max_concurrent) breaches.add(`agent ${id} holds ${held} of ${max_concurrent}`)
      looks += 1
    }
  }
  const looking = look()
  looking.catch((error: unknown) => breaches.add(String(error)))
  return {
    get breaches() {
      return [...breaches]
    },
    full: () => full,
    looks: () => looks,
    async [Symbol.asyncDispose]() {
      open = false
      await looking.catch(() => undefined)
      await tables[Symbol.asyncDispose]()
    },
  }
}

/**
 * A lower limit takes nothing away from whoever holds more. But while limits stay the same between two looks, whoever
 * was given something meanwhile was within them at that moment, and can only hold less by now.
 */
function breachesOf(now: Seen, before: Seen | undefined): string[] {
  const { slug, queued, most_queued } = now
  const found = queued > most_queued ? [`${slug} queues ${queued} of ${most_queued}`] : []
  if (before?.version !== now.version) return found
  const gained = (its: string[], had: string[]) => its.some((one) => !had.includes(one))
  if (now.held.length > now.most && gained(now.held, before.held))
    found.push(`${slug} holds ${now.held.length} of ${now.most}`)
  if (now.runs.length > (now.most_runs ?? Infinity) && gained(now.runs, before.runs))
    found.push(`${slug} holds ${now.runs.length} runs of ${now.most_runs}`)
  return found
}
