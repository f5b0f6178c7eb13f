// The story of a stack: tenants with tokens, plans and pools, and what synthesis refuses.
import { AgentPool, Plan, ReeveProvider, Tenant, l1 } from '@reeve/constructs'
import { TerraformVariable } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'

test('a tenant is called like its construct and refers to its plan', () => {
  const { resource } = synthesise((stack) => {
    const plan = new Plan(stack, 'team', { maxConcurrentJobs: 4, maxQueuedJobs: 40 })
    new Tenant(stack, 'acme', { plan })
    new Tenant(stack, 'second', { slug: 'globex', plan: 'pro' })
  })
  expect(resource).toEqual({
    reeve_plan: { team: { name: 'team', max_concurrent_jobs: 4, max_queued_jobs: 40 } },
    reeve_tenant: {
      acme: { slug: 'acme', plan: '${reeve_plan.team.name}' },
      second: { slug: 'globex', plan: 'pro' },
    },
  })
})

test('tokens belong to their tenant, and one for a pool names it', () => {
  const { resource } = synthesise((stack) => {
    const acme = new Tenant(stack, 'acme')
    const pool = new AgentPool(stack, 'gpu')
    acme.agentToken('on-prem', { expiresInDays: 90 })
    acme.agentToken('rented', { pool })
    acme.apiToken('on-prem', { scopes: ['jobs:write'] })
    pool.agentToken('cluster')
  })
  const tenant = '${reeve_tenant.acme.slug}'
  const pool = '${reeve_pool.gpu.name}'
  expect(Object.values(resource!['reeve_agent_token']!)).toEqual([
    { tenant, name: 'on-prem', expires_in_days: 90 },
    { tenant, name: 'rented', pool },
    { tenant: 'system', name: 'cluster', pool },
  ])
  expect(Object.values(resource!['reeve_api_token']!)).toEqual([
    { tenant, name: 'on-prem', scopes: ['jobs:write'] },
  ])
})

test('a tenant that is assigned to a pool shares it, and to assign it again changes nothing', () => {
  const { resource } = synthesise((stack) => {
    const pool = new AgentPool(stack, 'gpu')
    const acme = new Tenant(stack, 'acme')
    expect(acme.assignTo(pool)).toBe(acme.assignTo(pool))
  })
  expect(resource!['reeve_tenant']!['acme']).toMatchObject({ worker_agent_pool: 'shared' })
  expect(Object.values(resource!['reeve_pool_assignment']!)).toEqual([
    { pool: '${reeve_pool.gpu.name}', tenant: '${reeve_tenant.acme.slug}' },
  ])
})

test('a tenant’s work may run inside the brokers, in bounds, and wait rather than fail', () => {
  const { resource } = synthesise((stack) => {
    const props = { workerMode: 'inline', taskMaxConcurrent: 2, onNoCapacity: 'queue' } as const
    new Tenant(stack, 'acme', props)
  })
  expect(resource!['reeve_tenant']!['acme']).toMatchObject({
    worker_mode: 'inline',
    task_max_concurrent: 2,
    on_no_capacity: 'queue',
  })
})

test('a tenant has one pool at most, and its own agents or a pool', () => {
  synthesise((stack) => {
    const [gpu, cpu] = [new AgentPool(stack, 'gpu'), new AgentPool(stack, 'cpu')]
    const acme = new Tenant(stack, 'acme')
    acme.assignTo(gpu)
    expect(() => acme.assignTo(cpu)).toThrow(
      'test/acme: is assigned to test/gpu; it cannot have test/cpu too.',
    )
    const globex = new Tenant(stack, 'globex', { workerAgentPool: 'dedicated' })
    expect(() => globex.assignTo(gpu)).toThrow(
      "test/globex: with workerAgentPool 'dedicated' no job would go to test/gpu.",
    )
    const inside = new Tenant(stack, 'inside', { workerMode: 'inline' })
    expect(() => inside.assignTo(gpu)).toThrow(
      "test/inside: with workerMode 'inline' no job would go to test/gpu.",
    )
  })
})

test('tenants and pools that were made elsewhere are taken by name', () => {
  const { resource } = synthesise((stack) => {
    const acme = Tenant.fromTenantSlug(stack, 'acme', 'acme')
    acme.agentToken('on-prem')
    acme.assignTo(AgentPool.fromPoolName(stack, 'gpu', 'gpu'))
    expect(() => acme.assignTo(AgentPool.fromPoolName(stack, 'again', 'gpu'))).not.toThrow()
  })
  expect(Object.keys(resource!).toSorted()).toEqual(['reeve_agent_token', 'reeve_pool_assignment'])
  expect(Object.values(resource!['reeve_pool_assignment']!)).toEqual([
    { pool: 'gpu', tenant: 'acme' },
  ])
})

test('labels are added once, in their order', () => {
  const { resource } = synthesise((stack) => {
    const pool = new AgentPool(stack, 'gpu', { labels: ['linux'] })
    pool.addLabel('cuda', 'linux').addLabel('eu-west')
    expect(pool.labels).toEqual(['linux', 'cuda', 'eu-west'])
  })
  expect(resource!['reeve_pool']!['gpu']).toMatchObject({ labels: ['linux', 'cuda', 'eu-west'] })
})

test('synthesis names the construct and the property of every mistake', () => {
  const synthesis = () =>
    synthesise((stack) => {
      new Tenant(stack, 'Acme', { displayName: 'x'.repeat(201) })
      new Tenant(stack, 'taken', { slug: 'system', taskMaxConcurrent: 0 })
      new Plan(stack, 'team', { maxConcurrentJobs: 1.5, maxQueuedJobs: 40 })
      new AgentPool(stack, 'gpu').addLabel('CUDA')
      const acme = new Tenant(stack, 'acme')
      acme.apiToken('pipeline', { scopes: ['jobs'], expiresInDays: 366 })
      acme.apiToken('idle', { scopes: [] })
    })
  expect(synthesis).toThrow('[test/Acme] slug must match ^[a-z][a-z0-9-]{0,62}$; it is "Acme"')
  expect(synthesis).toThrow('[test/Acme] display_name must have at most 200 characters')
  expect(synthesis).toThrow('[test/taken] slug must not be one of system, new, shared, me')
  expect(synthesis).toThrow('[test/taken] task_max_concurrent must be at least 1')
  expect(synthesis).toThrow('[test/team] max_concurrent_jobs must be a whole number; it is 1.5')
  expect(synthesis).toThrow('[test/gpu] labels must match')
  expect(synthesis).toThrow('[test/acme/api-token-pipeline] scopes must match')
  expect(synthesis).toThrow('[test/acme/api-token-pipeline] expires_in_days must be at most 365')
  expect(synthesis).toThrow('[test/acme/api-token-idle] scopes must have at least 1 elements')
})

test('values that only Terraform knows are left to Terraform', () => {
  const { resource } = synthesise((stack) => {
    const slug = new TerraformVariable(stack, 'slug', { type: 'string' })
    new Tenant(stack, 'acme', { slug: slug.stringValue })
  })
  expect(resource!['reeve_tenant']!['acme']).toEqual({ slug: '${var.slug}' })
})

test('the token of the provider is a reference, and cannot be written out', () => {
  const { text } = synthesise((stack) => {
    const variable = new TerraformVariable(stack, 'token', { type: 'string', sensitive: true })
    new ReeveProvider(stack, 'tenants', { alias: 'tenants', token: variable.stringValue })
  })
  expect(text).toContain('"token": "${var.token}"')
  const secret = `reeve_${'0123456789abcdef'.repeat(4)}`
  const written = () =>
    synthesise((stack) => void new ReeveProvider(stack, 'other', { alias: 'other', token: secret }))
  expect(written).toThrow('test/other: token is written out')
  expect(written).not.toThrow(secret)
})

test('the resource behind a construct can be bent', () => {
  const { resource } = synthesise((stack) => {
    const { resource: acme } = new Tenant(stack, 'acme')
    expect(acme).toBeInstanceOf(l1.Tenant)
    acme.addOverride('lifecycle.prevent_destroy', true)
  })
  expect(resource!['reeve_tenant']!['acme']).toMatchObject({ lifecycle: { prevent_destroy: true } })
})

test('a secret may be sent without being kept, and a literal is refused there, too', () => {
  const { resource } = synthesise((stack) => {
    const acme = new Tenant(stack, 'acme')
    const key = new TerraformVariable(stack, 'key', { type: 'string', sensitive: true })
    key.addOverride('ephemeral', true) // CDKTF has no property for it
    acme.writeOnlySecret('shop_key', key.stringValue, 2, 'The shop')
    expect(() => acme.writeOnlySecret('other', 'hunter2', 1)).toThrow(
      'the secret other is written out',
    )
  })
  expect(Object.values(resource!['reeve_secret']!)).toEqual([
    {
      tenant: '${reeve_tenant.acme.slug}',
      name: 'shop_key',
      value_wo: '${var.key}',
      value_wo_version: 2,
      description: 'The shop',
    },
  ])
})
