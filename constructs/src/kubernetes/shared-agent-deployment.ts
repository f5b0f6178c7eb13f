// SharedAgentDeployment: the platform's agents on Kubernetes, which work for many tenants.
import type { Construct } from 'constructs'
import type { IPool } from '../agent-pool.ts'
import { KubernetesAgents, type KubernetesAgentsProps } from './agents.ts'
import type { CpuAutoscaling, QueueAutoscaling } from './autoscaling.ts'

export interface SharedAgentDeploymentProps extends KubernetesAgentsProps {
  /**
   * The pool whose agents they are; their credential has to say so, too.
   * @default none: they serve tenants that share the platform's agents and have no pool
   */
  readonly pool?: IPool
  /** More agents when these are busy, or when work waits, instead of `replicas`. */
  readonly autoscaling?: CpuAutoscaling | QueueAutoscaling
}

/** Agents of the platform, two unless said otherwise. */
export class SharedAgentDeployment extends KubernetesAgents {
  constructor(scope: Construct, id: string, { pool, ...props }: SharedAgentDeploymentProps) {
    const fleet = { name: pool?.agentName ?? 'shared', environment: {}, pool: pool?.poolName }
    super(scope, id, { replicas: 2, ...props }, fleet)
  }
}
