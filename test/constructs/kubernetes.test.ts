// Agents of a pool and of a tenant on Kubernetes: what is made, how it grows and shrinks, and who may reach it.
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { AgentPool, ApiToken, Tenant } from '@reeve/constructs'
import { DedicatedAgent } from '@reeve/constructs/kubernetes'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'
import { basics, containerOf, credential, shared, the } from '../support/cluster-agents.ts'
import { manifestsOf } from '../support/manifests.ts'

test('agents of a pool run with a Secret that exists', () => {
  const stack = synthesise((each) => void shared(each, { replicas: 3 }))
  expect(manifestsOf(stack, '1.36')).toMatchSnapshot()
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
