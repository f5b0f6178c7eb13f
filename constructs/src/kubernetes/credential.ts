// How pods prove who they are: with a Secret they refer to, or with the cluster's word for their account.
import type {
  DeploymentV1SpecTemplateSpecContainerEnv,
  DeploymentV1SpecTemplateSpecContainerVolumeMount,
  DeploymentV1SpecTemplateSpecVolume,
} from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js'
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js'
import { Tokenization } from 'cdktf'
import type { Construct } from 'constructs'
import { mistake, refuseLiteral } from '../check.ts'
import * as l1 from '../generated/index.ts'
import type { Shared } from './agents.ts'

/** A key of a Kubernetes Secret that exists. */
export interface SecretKey {
  readonly name: string
  readonly key: string
}

type SecretMethod = 'agent_token' | 'hmac' | 'api_key' | 'bootstrap_token'

/**
 * - A token or key of this stack: a Secret is made from it, or the one that it is delivered to is used, and another
 *   value rolls the pods.
 * - A Secret that exists, or a value that only Terraform sees, with the method it is for.
 * - Nothing secret at all: the cluster vouches for the pods' service account (`service_account`), and
 *   an `ApprovalPolicy` says what becomes of them.
 */
export type AgentCredential =
  | l1.AgentToken
  | l1.PlatformKey
  | l1.EnrolmentKey
  | l1.BootstrapToken
  | { readonly method: SecretMethod; readonly secret: SecretKey }
  | { readonly method: SecretMethod; readonly value: string }
  | { readonly method: 'service_account'; readonly audience?: string }

/** What a pod needs of it. */
export interface Presented {
  readonly env: DeploymentV1SpecTemplateSpecContainerEnv[]
  readonly volume?: DeploymentV1SpecTemplateSpecVolume
  readonly volumeMount?: DeploymentV1SpecTemplateSpecContainerVolumeMount
  /** Changes with the credential, so that pods start again: they read a Secret as they start. */
  readonly rolling?: { readonly annotations: Record<string, string> }
}

const methods = {
  agent_token: { variable: 'AGENT_TOKEN', key: 'agent_token' },
  hmac: { variable: 'SHARED_AGENT_PLATFORM_KEY', key: 'platform_key' },
  api_key: { variable: 'AGENT_API_KEY', key: 'enrolment_key' },
  bootstrap_token: { variable: 'AGENT_BOOTSTRAP_TOKEN', key: 'bootstrap_token' },
} as const

const secretVariables = [
  ...Object.values(methods).map(({ variable }) => variable),
  'REDIVER_BOOTSTRAP_TOKEN',
  'AGENT_LAUNCH_TOKEN',
]

export function isSecretVariable(name: string): boolean {
  return secretVariables.some((each) => each === name)
}

export function presented(
  agents: Construct,
  credential: AgentCredential,
  shared: Shared,
): Presented {
  if ('method' in credential) {
    if (credential.method === 'service_account') return vouchedFor(credential.audience)
    const { method } = credential
    if ('secret' in credential) return { env: [fromSecret(method, credential.secret)] }
    refuseLiteral(agents, 'credential', credential.value, 'pass a token’s construct, or a `secret`')
    return { env: [fromSecret(method, made(agents, method, credential.value, shared))] }
  }
  const [method, value] = valueOf(credential)
  const secret = delivered(agents, credential, shared) ?? made(agents, method, value, shared)
  return {
    env: [fromSecret(method, secret)],
    rolling: { annotations: { 'reeve/credential-id': credential.id, ...lifeOf(credential) } },
  }
}

type Declared = l1.AgentToken | l1.PlatformKey | l1.EnrolmentKey | l1.BootstrapToken

/** Where the provider puts the value itself; then it is in no state to make a Secret from. */
function delivered(
  agents: Construct,
  { deliverToInput, node }: Declared,
  { metadata }: Shared,
): SecretKey | undefined {
  if (deliverToInput === undefined || Tokenization.isResolvable(deliverToInput)) return undefined
  const { name, key = 'token', namespace = 'default' } = deliverToInput.kubernetesSecret
  if (namespace !== metadata.namespace)
    throw mistake(
      agents,
      `${node.path} is delivered into the namespace ${JSON.stringify(namespace)}, and pods see no Secret but those ` +
        `of their own, ${JSON.stringify(metadata.namespace)}.`,
    )
  return { name, key }
}

/** A rotation changes the value and not the id: the pods start again while both values hold. */
function lifeOf(credential: Declared): Record<string, string> {
  const rotates =
    'rotateBeforeDaysInput' in credential && credential.rotateBeforeDaysInput !== undefined
  return rotates ? { 'reeve/credential-expires-at': credential.expiresAt } : {}
}

function valueOf(credential: Declared): [SecretMethod, string] {
  if (credential instanceof l1.AgentToken) return ['agent_token', credential.token]
  if (credential instanceof l1.BootstrapToken) return ['bootstrap_token', credential.token]
  return [credential instanceof l1.PlatformKey ? 'hmac' : 'api_key', credential.key]
}

function made(agents: Construct, method: SecretMethod, value: string, shared: Shared): SecretKey {
  const { key } = methods[method]
  const config = { ...shared, type: 'Opaque', data: { [key]: value } }
  return { name: new SecretV1(agents, 'secret', config).metadata.name, key }
}

function fromSecret(
  method: SecretMethod,
  { name, key }: SecretKey,
): DeploymentV1SpecTemplateSpecContainerEnv {
  return { name: methods[method].variable, valueFrom: { secretKeyRef: { name, key } } }
}

/** A token for the broker alone, which Kubernetes renews; worth nothing to its own API. */
function vouchedFor(audience = 'reeve'): Presented {
  const [name, mountPath, path] = ['broker-token', '/var/run/secrets/reeve', 'token']
  const file = `${mountPath}/${path}`
  return {
    env: [{ name: 'AGENT_SERVICE_ACCOUNT_TOKEN_FILE', value: file }],
    volume: {
      name,
      projected: [
        { sources: [{ serviceAccountToken: { audience, expirationSeconds: 3600, path } }] },
      ],
    },
    volumeMount: { name, mountPath, readOnly: true },
  }
}
