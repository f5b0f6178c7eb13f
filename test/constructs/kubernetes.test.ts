// Agents of a pool and of a tenant on Kubernetes: what is made, and that no secret is written out.
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { AgentPool, ApiToken, Tenant, l1 } from '@reeve/constructs'
import { DedicatedAgent, SharedAgentDeployment } from '@reeve/constructs/kubernetes'
import type { SharedAgentDeploymentProps } from '@reeve/constructs/kubernetes'
import { TerraformVariable } from 'cdktf'
import type { TerraformStack } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise, type Synthesised } from '../support/cdktf.ts'
import { manifestsOf } from '../support/manifests.ts'

const basics = {
  namespace: 'reeve',
  image: 'registry.example.com/reeve-agent:0.1.0',
  brokerAddress: 'reeve.example.com:443',
  brokerUrl: 'https://reeve.example.com',
}
const secret = { name: 'reeve-gpu', key: 'agent_token' }
const credential = { method: 'agent_token', secret } as const

function shared(stack: TerraformStack, props: Partial<SharedAgentDeploymentProps> = {}) {
  new KubernetesProvider(stack, 'kubernetes')
  const pool = new AgentPool(stack, 'gpu')
  return new SharedAgentDeployment(stack, 'agents', { pool, credential, ...basics, ...props })
}

/** The one object of a kind. */
const the = (kind: string, stack: Synthesised) =>
  manifestsOf(stack, '1.36').find((manifest) => manifest.kind === kind)

interface Container {
  env: { name: string; value?: string; valueFrom?: object }[]
  volumeMounts: object[]
}
function containerOf(stack: Synthesised): Container {
  const { spec } = the('Deployment', stack) as unknown as {
    spec: { template: { spec: { containers: Container[] } } }
  }
  return spec.template.spec.containers[0]!
}

test('agents of a pool run with a Secret that exists', () => {
  const stack = synthesise((each) => void shared(each, { replicas: 3 }))
  expect(manifestsOf(stack, '1.36')).toMatchSnapshot()
})

test('a Secret can be made from a token, whose renewal rolls the pods', () => {
  const { resource, text } = synthesise((stack) => {
    const pool = new AgentPool(stack, 'pool')
    shared(stack, { pool, credential: pool.agentToken('cluster') })
  })
  const [made] = Object.values(resource!['kubernetes_secret_v1']!)
  const [token] = Object.keys(resource!['reeve_agent_token']!)
  expect(made).toMatchObject({ data: { agent_token: `\${reeve_agent_token.${token}.token}` } })
  expect(text).toContain(`"reeve/credential-id": "\${reeve_agent_token.${token}.id}"`)
})

test('a token that is delivered is read where it was delivered to, and its rotation rolls the pods', () => {
  const delivered = (namespace: string) => (stack: TerraformStack) => {
    const pool = new AgentPool(stack, 'pool')
    const life = { expiresInDays: 90, rotateBeforeDays: 30, overlapSeconds: 86_400 }
    const deliverTo = { kubernetesSecret: { namespace, name: 'reeve-gpu', key: 'agent_token' } }
    shared(stack, { pool, credential: pool.agentToken('cluster', { ...life, deliverTo }) })
  }
  const stack = synthesise(delivered('reeve'))
  const [[id, token]] = Object.entries(stack.resource!['reeve_agent_token']!) as [[string, object]]
  expect(token).toMatchObject({
    rotate_before_days: 30,
    overlap_seconds: 86_400,
    deliver_to: {
      kubernetes_secret: { namespace: 'reeve', name: 'reeve-gpu', key: 'agent_token' },
    },
  })
  expect(stack.resource!['kubernetes_secret_v1']).toBeUndefined()
  const valueFrom = { secretKeyRef: secret }
  expect(containerOf(stack).env).toContainEqual({ name: 'AGENT_TOKEN', valueFrom })
  expect(stack.text).not.toContain('.token}')
  expect(stack.text).toContain(
    `"reeve/credential-expires-at": "\${reeve_agent_token.${id}.expires_at}"`,
  )
  expect(() => synthesise(delivered('elsewhere'))).toThrow(
    'is delivered into the namespace "elsewhere", and pods see no Secret but those of their own, "reeve"',
  )
})

test.each([
  ['SHARED_AGENT_PLATFORM_KEY', (pool: AgentPool) => pool.platformKey('shared')],
  ['AGENT_BOOTSTRAP_TOKEN', (pool: AgentPool) => pool.bootstrapToken('first', { maxUses: 10 })],
  ['AGENT_API_KEY', (pool: AgentPool) => new l1.EnrolmentKey(pool, 'key', { name: 'image' })],
] as const)('whatever lets agents in can be their credential: %s', (variable, made) => {
  const stack = synthesise((each) => {
    shared(each, { credential: made(new AgentPool(each, 'pool')) })
  })
  const { data, metadata } = the('Secret', stack) as unknown as {
    data: Record<string, string>
    metadata: { name: string }
  }
  const [key] = Object.keys(data)
  const valueFrom = { secretKeyRef: { name: metadata.name, key } }
  expect(containerOf(stack).env).toContainEqual({ name: variable, valueFrom })
})

test('a value that only Terraform sees can be one, too', () => {
  const { text } = synthesise((stack) => {
    const key = new TerraformVariable(stack, 'key', { type: 'string', sensitive: true })
    shared(stack, { credential: { method: 'hmac', value: key.stringValue } })
  })
  expect(text).toContain('"platform_key": "${var.key}"')
})

test('with the cluster’s word for their account agents need no secret at all', () => {
  const stack = synthesise((each) => {
    shared(each, { credential: { method: 'service_account' } })
  })
  expect(the('Secret', stack)).toBeUndefined()
  const file = '/var/run/secrets/reeve/token'
  const { env, volumeMounts } = containerOf(stack)
  expect(env).toContainEqual({ name: 'AGENT_SERVICE_ACCOUNT_TOKEN_FILE', value: file })
  expect(volumeMounts).toContainEqual({
    name: 'broker-token',
    mountPath: '/var/run/secrets/reeve',
    readOnly: true,
  })
  expect(the('Deployment', stack)).toMatchObject({
    spec: {
      template: {
        spec: {
          volumes: expect.arrayContaining([
            {
              name: 'broker-token',
              projected: {
                sources: [
                  {
                    serviceAccountToken: {
                      audience: 'reeve',
                      expirationSeconds: 3600,
                      path: 'token',
                    },
                  },
                ],
              },
            },
          ]),
        },
      },
    },
  })
})

test('a tenant runs agents of its own, told whose they are and of which category', () => {
  const stack = synthesise((each) => {
    new KubernetesProvider(each, 'kubernetes')
    const tenant = new Tenant(each, 'acme', { workerType: 'browser' })
    const environment = { LOG_LEVEL: 'debug' }
    new DedicatedAgent(each, 'on-cluster', { ...basics, tenant, credential, environment })
  })
  expect(the('Deployment', stack)).toMatchObject({
    metadata: { name: 'reeve-agent-acme' },
    spec: { replicas: 1 },
  })
  expect(containerOf(stack).env).toEqual(
    expect.arrayContaining([
      { name: 'TENANT_SLUG', value: 'acme' },
      { name: 'WORKER_TYPE', value: 'browser' },
      { name: 'LOG_LEVEL', value: 'debug' },
    ]),
  )
})

test('the drain time is told to the agent, and Kubernetes waits a little longer', () => {
  const stack = synthesise((each) => void shared(each, { drainSeconds: 120 }))
  expect(containerOf(stack).env).toContainEqual({ name: 'DRAIN_TIMEOUT', value: '120' })
  const spec = { terminationGracePeriodSeconds: 135 }
  expect(the('Deployment', stack)).toMatchObject({ spec: { template: { spec } } })
})

test('busy agents get company by their processor time, and nothing else says how many', () => {
  const autoscaling = { by: 'cpu', min: 2, max: 10 } as const
  const stack = synthesise((each) => void shared(each, { autoscaling }))
  expect(the('Deployment', stack)!['spec']).not.toHaveProperty('replicas')
  expect(the('HorizontalPodAutoscaler', stack)).toMatchObject({
    spec: {
      minReplicas: 2,
      maxReplicas: 10,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'reeve-agent-gpu' },
      metrics: [{ resource: { target: { type: 'Utilization', averageUtilization: 70 } } }],
    },
  })
})

test('waiting work brings agents by KEDA, which reads the pool’s number with a token of its own', () => {
  const stack = synthesise((each) => {
    const pool = new AgentPool(each, 'pool', { name: 'compute' })
    const token = new ApiToken(each, 'scaler', { name: 'keda', expiresInDays: 90 })
    pool.grantScaling(token)
    shared(each, {
      pool,
      maxConcurrent: 8,
      autoscaling: { by: 'queue', min: 0, max: 20, token },
    })
  })
  expect(stack.resource!['reeve_api_token']!['scaler']).toMatchObject({ scopes: ['pools:read'] })
  expect(the('ScaledObject', stack)).toMatchObject({
    spec: {
      scaleTargetRef: { name: the('Deployment', stack)!.metadata.name },
      minReplicaCount: 0,
      triggers: [
        {
          type: 'metrics-api',
          metadata: {
            url: 'https://reeve.example.com/api/v1/pools/compute/scale',
            valueLocation: 'wanted',
            targetValue: '8',
          },
          authenticationRef: { name: the('TriggerAuthentication', stack)!.metadata.name },
        },
      ],
    },
  })
  expect(the('TriggerAuthentication', stack)!['spec']).toEqual({
    secretTargetRef: [{ parameter: 'token', name: 'reeve-agent-compute-scaler', key: 'token' }],
  })
})

test('nobody dials in; agents dial the name service, the broker’s ports, and what is named', () => {
  const network = {
    broker: [{ ipBlock: { cidr: '192.0.2.0/24' } }],
    more: [{ ports: [{ protocol: 'TCP', port: '5432' }] }],
  }
  const stack = synthesise((each) => {
    shared(each, { brokerAddress: 'reeve.example.com:9090', network })
  })
  expect(the('NetworkPolicy', stack)!['spec']).toEqual({
    podSelector: { matchLabels: the('Deployment', stack)!.metadata.labels },
    policyTypes: ['Ingress', 'Egress'],
    egress: [
      { ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })) },
      {
        ports: ['9090', '443'].map((port) => ({ protocol: 'TCP', port: Number(port) })),
        to: [{ ipBlock: { cidr: '192.0.2.0/24' } }],
      },
      { ports: [{ protocol: 'TCP', port: 5432 }] },
    ],
  })
  const open = synthesise((each) => void shared(each, { network: false }))
  expect(the('NetworkPolicy', open)).toBeUndefined()
})

const literal = `agent_${'0123456789abcdef'.repeat(4)}`
const value = (text: string) => ({ method: 'agent_token', value: text }) as const
const cpu = (min: number, max: number) => ({ by: 'cpu', min, max }) as const

test.each<[string, Partial<SharedAgentDeploymentProps>, string]>([
  ['a token that is written out', { credential: value(literal) }, 'credential is written out'],
  ['one with a reference around it', { credential: value(`\${var.x}${literal}`) }, 'written out'],
  ['a token in the environment', { environment: { AGENT_TOKEN: 'x' } }, 'AGENT_TOKEN'],
  ['a token under another name', { environment: { OTHER: literal } }, 'OTHER'],
  ['a name Kubernetes refuses', { name: 'x'.repeat(64) }, 'DNS label'],
  ['a namespace Kubernetes refuses', { namespace: 'Reeve' }, 'DNS label'],
  ['no broker', { brokerAddress: 'reeve.example.com' }, 'cannot reach a broker'],
  ['no agent by processor time', { autoscaling: cpu(0, 3) }, '1 is the least'],
  ['more at least than at most', { autoscaling: cpu(5, 3) }, 'between 5 and 3'],
])('%s is refused at synthesis, and not repeated', (_, props, message) => {
  const synthesis = () => synthesise((stack) => void shared(stack, props))
  expect(synthesis).toThrow(/^test\/agents: /)
  expect(synthesis).toThrow(message)
  expect(synthesis).not.toThrow(literal)
})
