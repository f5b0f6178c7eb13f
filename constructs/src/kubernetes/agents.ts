// What agents on Kubernetes are made of: a Deployment under an account that may do nothing, and what keeps it well.
import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js'
import { PodDisruptionBudgetV1 } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js'
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js'
import { Token } from 'cdktf'
import type { TerraformProvider } from 'cdktf'
import { Construct } from 'constructs'
import { looksSecret, mistake } from '../check.ts'
import { autoscale, type CpuAutoscaling, type QueueAutoscaling } from './autoscaling.ts'
import { isSecretVariable, presented, type AgentCredential } from './credential.ts'
import { wall, type NetworkProps } from './network.ts'
import { podOf, type PodProps } from './pod.ts'

export interface KubernetesAgentsProps extends PodProps {
  /** The namespace, which exists. */
  readonly namespace: string
  /**
   * Name of the Deployment and of all that belongs to it.
   * @default reeve-agent- and the name of the tenant or pool
   */
  readonly name?: string
  /** How the agents prove who they are. */
  readonly credential: AgentCredential
  /** How many agents; autoscaling says it otherwise. */
  readonly replicas?: number
  /**
   * What they may reach beside the name service and the broker; nobody may reach them. `false`
   * makes no NetworkPolicy.
   */
  readonly network?: NetworkProps | false
  /** Which `kubernetes` provider, when there are several. */
  readonly provider?: TerraformProvider
}

/** What a tenant or a pool says of its agents. */
export interface Fleet {
  readonly name: string
  readonly environment: Readonly<Record<string, string>>
  readonly pool?: string | undefined
}

/** What all objects of one deployment share. */
export interface Shared {
  readonly provider?: TerraformProvider
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Record<string, string>
  }
}

type Scaled = KubernetesAgentsProps & { readonly autoscaling?: CpuAutoscaling | QueueAutoscaling }

export abstract class KubernetesAgents extends Construct {
  readonly deployment: DeploymentV1
  readonly serviceAccount: ServiceAccountV1

  constructor(scope: Construct, id: string, props: Scaled, fleet: Fleet) {
    super(scope, id)
    const shared = sharedBy(this, props, fleet)
    const { metadata } = shared
    const { labels } = metadata
    this.serviceAccount = new ServiceAccountV1(this, 'service-account', {
      ...shared,
      automountServiceAccountToken: false,
    })
    const credential = presented(this, props.credential, shared)
    const environment = { ...fleet.environment, ...environmentOf(this, props) }
    const pod = podOf(this.serviceAccount.metadata.name, credential, { ...props, environment })
    this.deployment = new DeploymentV1(this, 'deployment', {
      ...shared,
      spec: {
        ...(!props.autoscaling && { replicas: String(props.replicas) }),
        selector: { matchLabels: labels },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '1' } },
        template: { metadata: { labels, ...credential.rolling }, spec: pod },
      },
    })
    new PodDisruptionBudgetV1(this, 'disruption-budget', {
      ...shared,
      spec: { maxUnavailable: '1', selector: { matchLabels: labels } },
    })
    if (props.network !== false) wall(this, shared, props, props.network)
    if (props.autoscaling) autoscale(this, shared, props.autoscaling, { ...props, ...fleet })
  }
}

function sharedBy(agents: Construct, props: Scaled, fleet: Fleet): Shared {
  const { namespace, provider } = props
  const name = props.name ?? `reeve-agent-${fleet.name}`
  for (const label of [name, namespace]) {
    if (Token.isUnresolved(label) || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) continue
    throw mistake(
      agents,
      `${JSON.stringify(label)} is no DNS label, as a \`name\` and a \`namespace\` must be.`,
    )
  }
  const labels = {
    'app.kubernetes.io/name': 'reeve-agent',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/part-of': 'reeve',
  }
  return { ...(provider && { provider }), metadata: { name, namespace, labels } }
}

function environmentOf(agents: Construct, { environment = {} }: PodProps): Record<string, string> {
  for (const [name, value] of Object.entries(environment)) {
    if (!isSecretVariable(name) && !looksSecret(value)) continue
    throw mistake(agents, `environment must not hold ${name}; pass a \`credential\`.`)
  }
  return environment
}
