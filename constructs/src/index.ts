// What a CDKTF program writes. Kubernetes has an entry of its own, as not everybody installs it.
export { AgentPool, type AgentPoolProps, type IPool, type PoolTokenProps } from './agent-pool.ts'
export type { AgentFleet, AgentPlatform } from './fleet.ts'
export { Plan, type IPlan, type PlanProps } from './plan.ts'
export { ReeveProvider, type ReeveProviderConfig } from './provider.ts'
export {
  Tenant,
  type ApiTokenProps,
  type AgentTokenProps,
  type ITenant,
  type TenantProps,
} from './tenant.ts'
/** Every resource and data source of the provider, as it is: `new l1.DataReeveAgents(…)`. */
export * as l1 from './generated/index.ts'
