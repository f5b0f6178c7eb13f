// What a CDKTF program writes. Kubernetes has an entry of its own, as not everybody installs it.
export {
  AgentPool,
  type AgentPoolProps,
  type BootstrapTokenProps,
  type IPool,
  type PlatformKeyProps,
  type PoolTokenProps,
} from './agent-pool.ts'
export { ApiToken, type ApiTokenConfig } from './api-token.ts'
export {
  ApprovalPolicy,
  type AgentFacts,
  type ApprovalPolicyProps,
  type EnrolmentMethod,
  type Joining,
  type Narrowing,
} from './approval-policy.ts'
export { AddPoolLabels, ForbidLiteralSecrets, RequireExpiry } from './aspects.ts'
export { EphemeralToken, type EphemeralTokenProps } from './ephemeral.ts'
export { Plan, type IPlan, type PlanProps } from './plan.ts'
export { ReeveProvider, type ReeveProviderConfig } from './provider.ts'
export { Tenant, type TenantProps } from './tenant.ts'
export type {
  AgentTokenProps,
  ApiTokenProps,
  AppProps,
  EnrolmentKeyProps,
  ITenant,
  TaskProps,
} from './tenancy.ts'
/** Every resource and data source of the provider, as it is: `new l1.DataReeveAgents(…)`. */
export * as l1 from './generated/index.ts'
