// Agents on Kubernetes, for those who have @cdktf/provider-kubernetes.
export { DedicatedAgent, type DedicatedAgentProps } from './dedicated-agent.ts'
export {
  SharedAgentDeployment,
  type SharedAgentDeploymentProps,
} from './shared-agent-deployment.ts'
export type { KubernetesAgentsProps } from './agents.ts'
export { AddKubernetesLabels } from './aspects.ts'
export type { CpuAutoscaling, QueueAutoscaling } from './autoscaling.ts'
export type { AgentCredential, SecretKey } from './credential.ts'
export type { NetworkProps } from './network.ts'
export type { PodProps } from './pod.ts'
