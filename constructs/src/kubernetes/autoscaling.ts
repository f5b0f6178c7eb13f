// More agents and fewer: by how busy they are, or by the number of slots that a pool's work wants.
import { HorizontalPodAutoscalerV2 } from '@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2/index.js'
import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js'
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js'
import type { Construct } from 'constructs'
import type { ApiToken } from '../api-token.ts'
import { mistake } from '../check.ts'
import type { Fleet, Shared } from './agents.ts'
import type { SecretKey } from './credential.ts'
import { defaultMaxConcurrent, type PodProps } from './pod.ts'

interface Bounds {
  readonly min: number
  readonly max: number
}

/** By processor time, with Kubernetes' own HorizontalPodAutoscaler. */
export interface CpuAutoscaling extends Bounds {
  readonly by: 'cpu'
  /**
   * Percent of what the pods request.
   * @default 70
   */
  readonly target?: number
}

/** By the pool's waiting and running work, with KEDA, which the cluster must have. */
export interface QueueAutoscaling extends Bounds {
  readonly by: 'queue'
  /** An operators' token that the pool was granted to – `pool.grantScaling(token)` – or a Secret that holds one. */
  readonly token: ApiToken | SecretKey
  /**
   * Seconds without work after which the last agent goes, if `min` is 0.
   * @default 300
   */
  readonly cooldownSeconds?: number
}

type Agents = PodProps & Fleet & { readonly replicas?: number }

export function autoscale(
  agents: Construct,
  shared: Shared,
  scaling: CpuAutoscaling | QueueAutoscaling,
  fleet: Agents,
): void {
  const { by, min, max } = scaling
  const least = by === 'cpu' ? 1 : 0
  if (![min, max].every(Number.isInteger) || min < least || max < Math.max(min, 1))
    throw mistake(agents, `cannot have between ${min} and ${max} agents; ${least} is the least.`)
  if (scaling.by === 'cpu') byCpu(agents, shared, scaling)
  else byQueue(agents, shared, scaling, fleet)
}

function byCpu(agents: Construct, shared: Shared, { min, max, target = 70 }: CpuAutoscaling): void {
  new HorizontalPodAutoscalerV2(agents, 'autoscaler', {
    ...shared,
    spec: {
      minReplicas: min,
      maxReplicas: max,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: shared.metadata.name },
      metric: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } },
        },
      ],
    },
  })
}

function byQueue(
  agents: Construct,
  shared: Shared,
  { min, max, token, cooldownSeconds = 300 }: QueueAutoscaling,
  { pool, brokerUrl, maxConcurrent = defaultMaxConcurrent }: Agents,
): void {
  if (pool === undefined) throw mistake(agents, "scales by 'queue' only with a pool.")
  const { provider, metadata } = shared
  const more = provider ? { provider } : {}
  const secret = secretOf(agents, shared, token)
  const authentication = new Manifest(agents, 'scaler-authentication', {
    ...more,
    manifest: {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'TriggerAuthentication',
      metadata,
      spec: { secretTargetRef: [{ parameter: 'token', ...secret }] },
    },
  })
  const trigger = {
    url: `${brokerUrl.replace(/\/+$/, '')}/api/v1/pools/${pool}/scale`,
    valueLocation: 'wanted', // not `value`: KEDA divides a total by what one agent takes
    targetValue: String(maxConcurrent),
    authMode: 'bearer',
  }
  new Manifest(agents, 'scaled-object', {
    ...more,
    dependsOn: [authentication],
    manifest: {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata,
      spec: {
        scaleTargetRef: { name: metadata.name },
        minReplicaCount: min,
        maxReplicaCount: max,
        cooldownPeriod: cooldownSeconds,
        triggers: [
          { type: 'metrics-api', metadata: trigger, authenticationRef: { name: metadata.name } },
        ],
      },
    },
  })
}

function secretOf(agents: Construct, shared: Shared, token: ApiToken | SecretKey): SecretKey {
  if (!('token' in token)) return { name: token.name, key: token.key }
  const name = `${shared.metadata.name}-scaler`
  const metadata = { ...shared.metadata, name }
  new SecretV1(agents, 'scaler-secret', {
    ...shared,
    metadata,
    type: 'Opaque',
    data: { token: token.token },
  })
  return { name, key: 'token' }
}
