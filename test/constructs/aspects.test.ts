// Policies over a whole stack: tokens expire, pools are labelled, and no secret is written out anywhere.
import { AddPoolLabels, AgentPool, RequireExpiry, Tenant, l1 } from '@reeve/constructs'
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js'
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { Aspects, TerraformLocal, TerraformOutput, TerraformVariable } from 'cdktf'
import type { TerraformStack } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'

test('tokens and keys without an end, or with one too far away, are refused', () => {
  const synthesis = () =>
    synthesise((stack) => {
      Aspects.of(stack).add(new RequireExpiry({ mostDays: 90 }))
      const acme = new Tenant(stack, 'acme')
      const gpu = new AgentPool(stack, 'gpu')
      acme.agentToken('for-ever')
      acme.apiToken('long', { scopes: ['jobs:read'], expiresInDays: 91 })
      acme.enrolmentKey('for-ever')
      gpu.platformKey('for-ever')
      gpu.agentToken('short', { expiresInDays: 90 })
      gpu.bootstrapToken('hours')
    })
  expect(synthesis).toThrow(
    new Error(
      [
        'Validation failed with the following errors:',
        '  [test/acme/agent-token-for-ever] must expire: say expiresInDays',
        '  [test/acme/api-token-long] may last 90 days, not 91',
        '  [test/acme/enrolment-key-for-ever] must expire: say expiresInDays',
        '  [test/gpu/platform-key-for-ever] must expire: say expiresInDays',
        '',
        "If you wish to ignore these validations, pass 'skipValidation: true' to your App configuration.",
        '',
      ].join('\n'),
    ),
  )
})

test('every kind of resource that can expire in days is held to it', () => {
  const expiring = Object.values(l1).filter(
    (it) => 'prototype' in it && 'resetExpiresInDays' in it.prototype,
  ) as (new (stack: TerraformStack, id: string, config: object) => object)[]
  expect(expiring.length).toBeGreaterThanOrEqual(4)
  for (const Each of expiring) {
    const synthesis = () =>
      synthesise((stack) => {
        Aspects.of(stack).add(new RequireExpiry())
        new Each(stack, 'token', { name: 'x', tenant: 'acme', pool: 'gpu', scopes: ['jobs:read'] })
      })
    expect(synthesis, Each.name).toThrow('[test/token] must expire')
  }
})

test('pools get labels beside their own', () => {
  const { resource } = synthesise((stack) => {
    Aspects.of(stack).add(new AddPoolLabels('eu-west', 'linux'))
    new AgentPool(stack, 'gpu', { labels: ['cuda', 'linux'] })
    new l1.Pool(stack, 'plain', { name: 'plain' })
  })
  expect(resource!['reeve_pool']).toMatchObject({
    gpu: { labels: ['cuda', 'linux', 'eu-west'] },
    plain: { labels: ['eu-west', 'linux'] },
  })
})

const digits = '0123456789abcdef'.repeat(4)

test.each<[string, string, (stack: TerraformStack) => void]>([
  ['an output', 'out', (stack) => new TerraformOutput(stack, 'out', { value: `agent_${digits}` })],
  ['a local', 'local', (stack) => new TerraformLocal(stack, 'local', { a: [`reeve_${digits}`] })],
  [
    'another provider’s resource',
    'secret',
    (stack) => {
      new KubernetesProvider(stack, 'kubernetes')
      new SecretV1(stack, 'secret', { metadata: { name: 'x' }, data: { key: `enrol_${digits}` } })
    },
  ],
  [
    'a task',
    'acme/task-x',
    (stack) =>
      new Tenant(stack, 'acme').schedule({ name: 'x', script: `const t = 'appsecret_${digits}'` }),
  ],
  [
    'a variable of a tenant',
    'acme/variable-x',
    (stack) => new Tenant(stack, 'acme').variable('x', `launch_${digits}_${digits}`),
  ],
  [
    'an attribute of a plain resource that is secret',
    'plain',
    (stack) => new l1.Secret(stack, 'plain', { tenant: 'acme', name: 'x', value: digits }),
  ],
  [
    'the default of a sensitive variable',
    'key',
    (stack) => new TerraformVariable(stack, 'key', { sensitive: true, default: digits }),
  ],
])('a secret that is written out in %s is refused, and not repeated', (_, path, build) => {
  const synthesis = () => synthesise(build)
  expect(synthesis).toThrow(`[test/${path}] `)
  expect(synthesis).toThrow('would end up in the synthesised stack')
  expect(synthesis).not.toThrow(digits)
})
