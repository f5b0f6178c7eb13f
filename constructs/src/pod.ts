// The pod of an agent on Kubernetes: what it is told, and all that it may not do.
import type {
  DeploymentV1SpecTemplateSpec,
  DeploymentV1SpecTemplateSpecContainerEnv,
  DeploymentV1SpecTemplateSpecContainerResources,
} from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js'

/** A key of a Kubernetes Secret. */
export interface SecretKey {
  readonly name: string
  readonly key: string
}

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

const idFile = '/data/agent-id'
const user = '1000' // the image's `node`
/** To leave the broker and to write the last result, after the drain. */
const graceSeconds = 15

export function podOf(
  serviceAccountName: string,
  secret: SecretKey,
  environment: Readonly<Record<string, string>>,
  props: PodProps,
): DeploymentV1SpecTemplateSpec {
  const {
    image,
    drainSeconds = 30,
    resources = { requests: { cpu: '100m', memory: '256Mi' } },
  } = props
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
        name: 'agent',
        image,
        env: variables(secret, environment, { ...props, drainSeconds }),
        resources,
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMount: [{ name: 'agent-id', mountPath: '/data' }],
      },
    ],
    volume: [{ name: 'agent-id', emptyDir: {} }],
  }
}

function variables(
  secret: SecretKey,
  more: Readonly<Record<string, string>>,
  { brokerAddress, brokerUrl, maxConcurrent = 4, drainSeconds = 30 }: PodProps,
): DeploymentV1SpecTemplateSpecContainerEnv[] {
  const plain = {
    BACKEND_GRPC_ADDR: brokerAddress,
    BACKEND_URL: brokerUrl,
    MAX_CONCURRENT: String(maxConcurrent),
    DRAIN_TIMEOUT: String(drainSeconds),
    AGENT_ID_FILE: idFile,
    ...more,
  }
  return [
    { name: 'AGENT_TOKEN', valueFrom: { secretKeyRef: { ...secret } } },
    { name: 'AGENT_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ...Object.entries(plain).map(([name, value]) => ({ name, value })),
  ]
}
