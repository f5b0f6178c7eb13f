// Agents on Kubernetes: what `pool.deployOn(kubernetes({ … }))` makes.
import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js'
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js'
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js'
import { Token } from 'cdktf'
import type { TerraformProvider } from 'cdktf'
import { Construct } from 'constructs'
import { looksSecret, mistake, refuseLiteral } from './check.ts'
import type { AgentFleet, AgentPlatform } from './fleet.ts'
import type { AgentToken } from './generated/agent-token.ts'
import { podOf } from './pod.ts'
import type { PodProps, SecretKey } from './pod.ts'

export interface KubernetesProps extends PodProps {
  /** The namespace, which exists. */
  readonly namespace: string
  /**
   * Name of the Deployment, ServiceAccount and Secret.
   * @default reeve-agent- and the name of the pool or tenant
   */
  readonly name?: string
  /**
   * How many agents.
   * @default 1
   */
  readonly replicas?: number
  /** A Secret that exists and holds an agent token. Either this or `token`. */
  readonly secret?: SecretKey
  /**
   * A token to make the Secret from: `gpu.agentToken('kubernetes')`, or a reference to one. With
   * the construct itself a new token also rolls the pods.
   */
  readonly token?: AgentToken | string
  /** Which `kubernetes` provider, when there are several. */
  readonly provider?: TerraformProvider
}

/** Kubernetes as a place for agents; the stack needs a `kubernetes` provider. */
export function kubernetes(props: KubernetesProps): AgentPlatform<KubernetesAgents> {
  return { deploy: (fleet, id) => new KubernetesAgents(fleet, id, props) }
}

/** A Deployment of agents that dial out, under a ServiceAccount that may do nothing. */
export class KubernetesAgents extends Construct {
  readonly deployment: DeploymentV1
  readonly serviceAccount: ServiceAccountV1

  constructor(fleet: AgentFleet, id: string, props: KubernetesProps) {
    super(fleet.owner, id)
    const name = nameOf(this, fleet, props)
    const shared = props.provider && { provider: props.provider }
    const labels = {
      'app.kubernetes.io/name': 'reeve-agent',
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/part-of': 'reeve',
    }
    const metadata = { name, namespace: props.namespace, labels }
    this.serviceAccount = new ServiceAccountV1(this, 'service-account', {
      ...shared,
      metadata,
      automountServiceAccountToken: false,
    })
    const pod = podOf(
      this.serviceAccount.metadata.name,
      secretOf(this, metadata, props),
      environmentOf(this, fleet, props),
      props,
    )
    this.deployment = new DeploymentV1(this, 'deployment', {
      ...shared,
      metadata,
      spec: {
        replicas: String(props.replicas ?? 1),
        selector: { matchLabels: labels },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '1' } },
        template: { metadata: { labels, ...rollWith(props.token) }, spec: pod },
      },
    })
  }
}

/** The Secret that pods refer to: one that exists, or one made from a token only Terraform sees. */
function secretOf(
  agents: Construct,
  metadata: { name: string; namespace: string; labels: Record<string, string> },
  { secret, token, provider }: KubernetesProps,
): SecretKey {
  if (secret && token === undefined) return secret
  if (secret || token === undefined) {
    throw mistake(agents, 'needs either a `secret` or a `token`.')
  }
  const value = typeof token === 'string' ? token : token.token
  refuseLiteral(agents, 'token', value, "pass an agent token's construct, or a `secret`")
  const key = 'agent_token'
  const shared = provider && { provider }
  const made = new SecretV1(agents, 'secret', {
    ...shared,
    metadata,
    type: 'Opaque',
    data: { [key]: value },
  })
  return { name: made.metadata.name, key }
}

/** Pods read a Secret as they start. A new token has a new id, which makes them start again. */
function rollWith(token: KubernetesProps['token']): { annotations?: Record<string, string> } {
  return typeof token === 'object' ? { annotations: { 'reeve/agent-token-id': token.id } } : {}
}

const secretVariables = new Set([
  'AGENT_TOKEN',
  'SHARED_AGENT_PLATFORM_KEY',
  'REDIVER_BOOTSTRAP_TOKEN',
])

function environmentOf(
  agents: Construct,
  fleet: AgentFleet,
  props: KubernetesProps,
): Record<string, string> {
  for (const [name, value] of Object.entries(props.environment ?? {})) {
    if (!secretVariables.has(name) && !looksSecret(value)) continue
    throw mistake(agents, `environment must not hold ${name}; pass \`secret\` or \`token\`.`)
  }
  return { ...fleet.environment, ...props.environment }
}

/** It is also the value of a label, which has 63 characters at most. */
function nameOf(agents: Construct, fleet: AgentFleet, props: KubernetesProps): string {
  const name = props.name ?? `reeve-agent-${fleet.name}`
  if (Token.isUnresolved(name) || /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name
  const quoted = JSON.stringify(name)
  throw mistake(agents, `cannot be called ${quoted}: give a \`name\` that is a DNS label.`)
}
