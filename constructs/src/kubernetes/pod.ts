// The pod of an agent on Kubernetes: what it is told, how it is watched, and all that it may not do.
import type {
  DeploymentV1SpecTemplateSpec,
  DeploymentV1SpecTemplateSpecContainer,
  DeploymentV1SpecTemplateSpecContainerEnv,
  DeploymentV1SpecTemplateSpecContainerResources,
} from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js'
import type { Presented } from './credential.ts'

export interface PodProps {
  /** The agent's image. */
  readonly image: string
  /** `host:port` of the broker's gRPC listener; TLS when the port is 443. */
  readonly brokerAddress: string
  /** Base URL of the broker's HTTP API. */
  readonly brokerUrl: string
  /**
   * How many jobs an agent runs at once.
   * @default 4
   */
  readonly maxConcurrent?: number
  /**
   * Seconds that running jobs may go on when a pod is stopped.
   * @default 30
   */
  readonly drainSeconds?: number
  /** More variables of the agent, such as `LOG_LEVEL`. Nothing secret: the stack shows them. */
  readonly environment?: Readonly<Record<string, string>>
  /**
   * What a pod asks for and may take.
   * @default requests of 100m and 256Mi, no limits
   */
  readonly resources?: DeploymentV1SpecTemplateSpecContainerResources
}

export const defaultMaxConcurrent = 4
const healthPort = 8081
const user = '1000' // the image's `node`
/** To leave the broker and to write the last result, after the drain. */
const graceSeconds = 15

export function podOf(
  serviceAccountName: string,
  credential: Presented,
  props: PodProps,
): DeploymentV1SpecTemplateSpec {
  const { drainSeconds = 30 } = props
  const { volume, volumeMount } = credential
  return {
    serviceAccountName,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: drainSeconds + graceSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    container: [
      {
        ...agentOf(props),
        env: [...credential.env, ...variables({ ...props, drainSeconds })],
        volumeMount: [
          { name: 'agent-id', mountPath: '/data' },
          { name: 'tmp', mountPath: '/tmp' }, // where tools of a job find their working directory
          ...(volumeMount ? [volumeMount] : []),
        ],
      },
    ],
    volume: [
      { name: 'agent-id', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
      ...(volume ? [volume] : []),
    ],
  }
}

function agentOf({
  image,
  resources = { requests: { cpu: '100m', memory: '256Mi' } },
}: PodProps): DeploymentV1SpecTemplateSpecContainer {
  const probe = (path: string, periodSeconds: number, failureThreshold: number) => ({
    httpGet: { path: `/health/${path}`, port: 'health' },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 2,
  })
  return {
    name: 'agent',
    image,
    resources,
    port: [{ name: 'health', containerPort: healthPort }],
    startupProbe: probe('live', 2, 30),
    livenessProbe: probe('live', 10, 3), // not `ready`: without its broker an agent still runs its jobs
    readinessProbe: probe('ready', 5, 1),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  }
}

function variables({
  brokerAddress,
  brokerUrl,
  maxConcurrent = defaultMaxConcurrent,
  drainSeconds,
  environment,
}: PodProps): DeploymentV1SpecTemplateSpecContainerEnv[] {
  const plain = {
    BACKEND_GRPC_ADDR: brokerAddress,
    BACKEND_URL: brokerUrl,
    MAX_CONCURRENT: String(maxConcurrent),
    DRAIN_TIMEOUT: String(drainSeconds),
    AGENT_ID_FILE: '/data/agent-id',
    AGENT_HEALTH_PORT: String(healthPort),
    ...environment,
  }
  return [
    { name: 'AGENT_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ...Object.entries(plain).map(([name, value]) => ({ name, value })),
  ]
}
