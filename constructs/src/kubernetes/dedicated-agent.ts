// DedicatedAgent: a tenant's own agents on Kubernetes.
import type { Construct } from 'constructs'
import type { ITenant } from '../tenancy.ts'
import { KubernetesAgents, type KubernetesAgentsProps } from './agents.ts'
import type { CpuAutoscaling } from './autoscaling.ts'

export interface DedicatedAgentProps extends KubernetesAgentsProps {
  /** Whose jobs they run, and no others. */
  readonly tenant: ITenant
  /** More agents when these are busy, instead of `replicas`. */
  readonly autoscaling?: CpuAutoscaling
}

/** Agents of one tenant, which are told whose they are. */
export class DedicatedAgent extends KubernetesAgents {
  constructor(scope: Construct, id: string, { tenant, ...props }: DedicatedAgentProps) {
    const { agentName, agentEnvironment } = tenant
    super(scope, id, { replicas: 1, ...props }, { name: agentName, environment: agentEnvironment })
  }
}
