// How agents on Kubernetes come by their credential, and that no secret is written out.
import { AgentPool, l1 } from '@reeve/constructs'
import { TerraformVariable } from 'cdktf'
import type { TerraformStack } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'
import { containerOf, secret, shared, the } from '../support/cluster-agents.ts'

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
