// Agents of a pool and of a tenant on Kubernetes: what is made, and that no secret is written out.
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { AgentPool, Tenant } from '@reeve/constructs'
import { kubernetes, type KubernetesProps } from '@reeve/constructs/kubernetes'
import type { TerraformStack } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'

const basics = {
  namespace: 'reeve',
  image: 'registry.example.com/reeve-agent:0.1.0',
  brokerAddress: 'reeve.example.com:443',
  brokerUrl: 'https://reeve.example.com',
}
const secret = { name: 'reeve-gpu', key: 'agent_token' }

function poolOn(stack: TerraformStack, props: Partial<KubernetesProps> = {}) {
  new KubernetesProvider(stack, 'kubernetes')
  return new AgentPool(stack, 'gpu').deployOn(kubernetes({ ...basics, ...props }))
}

test('agents of a pool run with a Secret that exists', () => {
  const { resource } = synthesise((stack) => void poolOn(stack, { secret, replicas: 3 }))
  expect(resource).toMatchSnapshot()
})

test('a Secret can be made from a token, whose renewal rolls the pods', () => {
  const { resource, text } = synthesise((stack) => {
    new KubernetesProvider(stack, 'kubernetes')
    const pool = new AgentPool(stack, 'gpu')
    pool.deployOn(kubernetes({ ...basics, token: pool.agentToken('cluster') }))
  })
  const [made] = Object.values(resource!['kubernetes_secret_v1']!)
  const [token] = Object.keys(resource!['reeve_agent_token']!)
  expect(made).toMatchObject({ data: { agent_token: `\${reeve_agent_token.${token}.token}` } })
  expect(text).toContain(`"reeve/agent-token-id": "\${reeve_agent_token.${token}.id}"`)
})

test('a tenant runs agents of its own, told whose they are and of which category', () => {
  const { resource } = synthesise((stack) => {
    new KubernetesProvider(stack, 'kubernetes')
    const acme = new Tenant(stack, 'acme', { workerType: 'browser' })
    const { deployment } = acme.deployOn(
      kubernetes({ ...basics, secret, environment: { LOG_LEVEL: 'debug' } }),
    )
    expect(deployment.node.path).toBe('test/acme/agents/deployment')
  })
  const [deployment] = Object.values(resource!['kubernetes_deployment_v1']!)
  expect(deployment).toMatchObject({
    metadata: { name: 'reeve-agent-acme' },
    spec: {
      template: {
        spec: {
          container: [
            {
              env: expect.arrayContaining([
                { name: 'TENANT_SLUG', value: '${reeve_tenant.acme.slug}' },
                { name: 'WORKER_TYPE', value: 'browser' },
                { name: 'LOG_LEVEL', value: 'debug' },
              ]),
            },
          ],
        },
      },
    },
  })
})

test('the drain time is told to the agent, and Kubernetes waits a little longer', () => {
  const { text } = synthesise((stack) => void poolOn(stack, { secret, drainSeconds: 120 }))
  expect(text).toMatch(/"name": "DRAIN_TIMEOUT",\s+"value": "120"/)
  expect(text).toContain('"termination_grace_period_seconds": 135')
})

const literal = `agent_${'0123456789abcdef'.repeat(4)}`

test.each<[string, Partial<KubernetesProps>, string]>([
  ['a token that is written out', { token: literal }, 'token is written out'],
  ['one with a reference around it', { token: `\${var.x}${literal}` }, 'token is written out'],
  ['a token in the environment', { secret, environment: { AGENT_TOKEN: 'x' } }, 'AGENT_TOKEN'],
  ['a token under another name', { secret, environment: { OTHER: literal } }, 'OTHER'],
  ['no token', {}, 'needs either'],
  ['a token and a secret', { secret, token: literal }, 'needs either'],
  ['a name Kubernetes refuses', { secret, name: 'x'.repeat(64) }, 'DNS label'],
])('%s is refused at synthesis, and not repeated', (_, props, message) => {
  const synthesis = () => synthesise((stack) => void poolOn(stack, props))
  expect(synthesis).toThrow(/^test\/gpu\/agents: /)
  expect(synthesis).toThrow(message)
  expect(synthesis).not.toThrow(literal)
})
