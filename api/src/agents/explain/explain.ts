// Why an agent gets no work.
import type { Query } from '../../db/database.ts'
import type { Schemas } from '../../http/revision.ts'
import { inlineType, systemTenant } from '../../tenants/rules.ts'
import { demandReason, driftReasons, standingReasons } from './reasons.ts'
import { demand, standing } from './store.ts'

/** `only` is the tenant that asks: it hears of no other's work. */
export async function explain(
  work: Query,
  agent: string,
  only: string | null,
): Promise<Schemas['AgentExplanation']> {
  const [facts, demands] = await Promise.all([
    work.one(standing, { agent, inline: inlineType }),
    work.many(demand, { agent, only, system: systemTenant.id, inline: inlineType }),
  ])
  const own = standingReasons(facts)
  const reasons = [...own, demandReason(facts, demands), ...driftReasons(facts)]
  const summary = reasons.map(({ detail }) => detail).join(' ')
  return { ready: own.length === 0, summary, reasons }
}
