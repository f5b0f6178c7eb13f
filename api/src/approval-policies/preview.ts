// The dry run: what a policy would have done with those that wait and with the latest enrolments.
import type { Query } from '../db/database.ts'
import type { Schemas } from '../http/revision.ts'
import { type Action, type Candidate, decide, type Policy, type Rule } from './rules.ts'
import { type Enrolled, enrolled } from '../enrolments/store.ts'
import { inForce } from './store.ts'

type Asked = Omit<Schemas['ApprovalPreviewRequest'], 'rules'> & { rules: Rule[] }
type Item = Schemas['ApprovalPreviewItem']

export async function preview(
  tx: Query,
  settings: Policy | undefined,
  asked: Asked,
): Promise<Schemas['ApprovalPreview']> {
  const { name, order, last } = asked as Required<Asked>
  const tried = { name, order, enabled: true, rules: asked.rules }
  const others = (await tx.many(inForce)).filter((policy) => policy.name !== name)
  const policies = [tried, ...others, ...(settings ? [settings] : [])]
  const items = (await tx.many(enrolled, { last })).map((row) => itemOf(row, policies))
  return {
    before: countsOf(items.map(({ was }) => was)),
    after: countsOf(items.map(({ would }) => would)),
    items,
  }
}

function itemOf({ facts, ...row }: Enrolled, policies: readonly Policy[]): Item {
  const { action: would, policy, rule } = decide(policies, facts as Candidate)
  const { tenant, name, method } = facts as Candidate
  return { ...row, tenant, name, method, would, policy, rule }
}

function countsOf(actions: readonly Action[]): Schemas['ApprovalCounts'] {
  const counts = { approve: 0, pending: 0, deny: 0 }
  for (const action of actions) counts[action]++
  return counts
}
