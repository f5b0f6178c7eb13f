// Agents on Kubernetes as the constructs make them: a program to change, and what comes of it.
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { AgentPool } from '@reeve/constructs'
import { SharedAgentDeployment } from '@reeve/constructs/kubernetes'
import type { SharedAgentDeploymentProps } from '@reeve/constructs/kubernetes'
import type { TerraformStack } from 'cdktf'
import type { Synthesised } from './cdktf.ts'
import { manifestsOf } from './manifests.ts'

export const basics = {
  namespace: 'reeve',
  image: 'registry.example.com/reeve-agent:0.1.0',
  brokerAddress: 'reeve.example.com:443',
  brokerUrl: 'https://reeve.example.com',
}
export const secret = { name: 'reeve-gpu', key: 'agent_token' }
export const credential = { method: 'agent_token', secret } as const

/** A pool and its agents, told how. */
export function shared(stack: TerraformStack, props: Partial<SharedAgentDeploymentProps> = {}) {
  new KubernetesProvider(stack, 'kubernetes')
  const pool = new AgentPool(stack, 'gpu')
  return new SharedAgentDeployment(stack, 'agents', { pool, credential, ...basics, ...props })
}

/** The one object of a kind. */
export const the = (kind: string, stack: Synthesised) =>
  manifestsOf(stack, '1.36').find((manifest) => manifest.kind === kind)

export interface Container {
  env: { name: string; value?: string; valueFrom?: object }[]
  volumeMounts: object[]
}
export function containerOf(stack: Synthesised): Container {
  const { spec } = the('Deployment', stack) as unknown as {
    spec: { template: { spec: { containers: Container[] } } }
  }
  return spec.template.spec.containers[0]!
}
