// The operations on approval policies.
import type { Query } from '../db/database.ts'
import type { Context, Handlers } from '../http/contract.ts'
import { cursorOf, page } from '../http/page.ts'
import { replace, type Schemas } from '../http/revision.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { byName as poolByName } from '../pools/store.ts'
import { mistake, problem } from '../problem.ts'
import { hint } from '../queue/wake.ts'
import { byName as tenantByName } from '../tenants/store.ts'
import { preview } from './preview.ts'
import { nothing, type Rule } from './rules.ts'
import { settingsName, settingsPolicy } from './settings.ts'
import * as store from './store.ts'

type ApprovalPolicy = Schemas['ApprovalPolicy']

export function approvals(trust: Pick<Trust, 'config' | 'policies'>) {
  /** Last in the transaction: with its commit others hear of it, and here they are read anew before it is answered. */
  const changed = async ({ tx, afterCommit }: Pick<Context, 'tx' | 'afterCommit'>) => {
    await hint(tx, { kind: 'policies' })
    afterCommit(async () => trust.policies.forget())
  }
  const settings = () => settingsPolicy(trust.config)
  const isSettings = ({ approval_policy: name }: { approval_policy: string }) =>
    [settings()?.name, settings()?.id].includes(name)
  const ownOnly = (path: { approval_policy: string }): void => {
    if (isSettings(path)) throw ofSettings()
  }
  return {
    async listApprovalPolicies({ query }, { tx }) {
      const begins = query.cursor === undefined && query.enabled !== false
      const first = begins ? settings() : undefined
      if (!first) return page<ApprovalPolicy>(tx, store.all, query)
      if (query.limit === 1) return { items: [first], next_cursor: cursorOf(first.id) }
      const rest = await page<ApprovalPolicy>(tx, store.all, { ...query, limit: query.limit - 1 })
      return { ...rest, items: [first, ...rest.items] }
    },
    async createApprovalPolicy({ body }, context) {
      const { tx } = context
      if (body.name === settingsName)
        throw problem(
          'name-taken',
          'This name stands for the REEVE_AUTO_APPROVE_ variables. Choose another.',
        )
      const rules = await rulesOf(tx, body)
      const made = { id: newId(), ...body, rules: JSON.stringify(rules) }
      const policy = await tx.one(store.insert, made)
      await changed(context)
      return policy
    },
    getApprovalPolicy: async ({ path }, { tx }) =>
      isSettings(path) ? settings()! : tx.one(store.byName, path),
    async updateApprovalPolicy({ path, body }, context) {
      const { tx, revision } = context
      ownOnly(path)
      const rules = JSON.stringify(await rulesOf(tx, body))
      const replaced = { ...path, ...body, rules, revision }
      const policy = await replace(tx, store.replace, store.byName, replaced)
      await changed(context)
      return policy
    },
    async deleteApprovalPolicy({ path }, context) {
      ownOnly(path)
      await context.tx.one(store.remove, path)
      await changed(context)
    },
    async previewApprovalPolicy({ body }, { tx }) {
      return preview(tx, settings(), { ...body, rules: await rulesOf(tx, body) })
    },
  } satisfies Partial<Handlers>
}

const ofSettings = () =>
  problem(
    'conflict',
    'This policy is what the REEVE_AUTO_APPROVE_ variables say. Change them and start the broker again.',
  )

/** What the schema cannot say: an approval rests on something proved, and only who belongs nowhere can be placed. */
async function rulesOf(tx: Query, body: { rules: Partial<Rule>[] }): Promise<Rule[]> {
  const rules = body.rules.map((rule) => ({ ...nothing, ...rule }) as Rule)
  for (const [index, rule] of rules.entries()) {
    const at = `/rules/${index}`
    if (rule.action === 'approve' && !rests(rule))
      throw mistake(
        at,
        'approves whatever proof there is: name at least one of methods, tenants, pools, namespaces, service_accounts, certificate_cns, certificate_sans',
      )
    await place(tx, rule, at)
  }
  return rules
}

const rests = (rule: Rule): boolean =>
  [
    rule.methods,
    rule.tenants,
    rule.pools,
    rule.namespaces,
    rule.service_accounts,
    rule.certificate_cns,
    rule.certificate_sans,
  ].some((list) => list.length > 0)

/** Their proofs name no tenant and no pool. */
const homeless = new Set(['service_account', 'certificate'])

async function place(tx: Query, rule: Rule, at: string): Promise<void> {
  for (const key of ['join_tenant', 'join_pool'] as const) {
    const name = rule[key]
    if (name === null) continue
    if (rule.methods.length === 0 || !rule.methods.every((method) => homeless.has(method)))
      throw mistake(
        `${at}/${key}`,
        'is for agents whose proof names no place: set methods to service_account, certificate or both',
      )
    const [where, found] =
      key === 'join_pool'
        ? ['pools', await tx.maybe(poolByName, { pool: name })]
        : ['tenants', await tx.maybe(tenantByName, { tenant: name })]
    const because = [`/api/v1/${where}/${name}`]
    if (!found) throw mistake(`${at}/${key}`, `names nothing: there is no ${name}`, because)
  }
}
