// The policy that the broker's own settings make (REEVE_AUTO_APPROVE_…): shown like any other, changed nowhere.
import type { Config } from '../config.ts'
import type { Schemas } from '../http/revision.ts'
import { nothing, type Rule } from './rules.ts'

type Settings = Pick<
  Config,
  'autoApproveNamespaces' | 'autoApproveApiKey' | 'autoApproveServiceAccounts'
>

/** Below all ids that the broker makes, so that it comes first in every list. */
const id = '00000000-0000-7000-8000-000000000000'
const since = new Date(0).toISOString()

export const settingsName = 'environment'

const approve: Rule = { action: 'approve', ...nothing }

/** Undefined when nothing is set. */
export function settingsPolicy(config: Settings): Schemas['ApprovalPolicy'] | undefined {
  const { autoApproveNamespaces, autoApproveApiKey, autoApproveServiceAccounts } = config
  const rules: Rule[] = []
  const methods = ['service_account']
  if (autoApproveServiceAccounts.length > 0)
    rules.push({ ...approve, methods, service_accounts: autoApproveServiceAccounts })
  if (autoApproveNamespaces.length > 0)
    rules.push({ ...approve, methods, namespaces: autoApproveNamespaces })
  if (autoApproveApiKey) rules.push({ ...approve, methods: ['api_key'] })
  if (rules.length === 0) return undefined
  return {
    id,
    name: settingsName,
    description: 'What the REEVE_AUTO_APPROVE_ variables of this broker say.',
    order: 0,
    enabled: true,
    rules: rules as Schemas['ApprovalRule'][],
    built_in: true,
    revision: 1,
    created_at: since,
    updated_at: since,
  }
}
