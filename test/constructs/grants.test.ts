// What belongs to a tenant: its tasks, values and keys, and tokens that are granted what they may do.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AgentPool, ApiToken, Tenant } from '@reeve/constructs'
import { DataResource, TerraformVariable } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'

const only = (resources: Record<string, object> | undefined) => Object.values(resources!)

test('a tenant’s token comes to its scopes by what it is granted', () => {
  const { resource } = synthesise((stack) => {
    const acme = new Tenant(stack, 'acme')
    const pipeline = acme.apiToken('pipeline', { scopes: ['jobs:read'], expiresInDays: 90 })
    acme.grantSubmit(pipeline)
    acme.grantSchedule(pipeline)
    acme.grantSubmit(pipeline)
    acme.grantRead(acme.apiToken('dashboard'))
  })
  const tenant = '${reeve_tenant.acme.slug}'
  expect(only(resource!['reeve_api_token'])).toEqual([
    { tenant, name: 'dashboard', scopes: ['jobs:read', 'tasks:read', 'agents:read'] },
    {
      tenant,
      name: 'pipeline',
      expires_in_days: 90,
      scopes: ['jobs:read', 'jobs:write', 'tasks:write'],
    },
  ])
})

test('a tenant is granted to its own tokens, and a pool to operators’ alone', () => {
  synthesise((stack) => {
    const [acme, globex] = [new Tenant(stack, 'acme'), new Tenant(stack, 'globex')]
    const operators = new ApiToken(stack, 'operators', {
      name: 'operators',
      scopes: ['pools:read'],
    })
    const own = acme.apiToken('pipeline', { scopes: ['jobs:read'] })
    expect(() => globex.grantSubmit(own)).toThrow(
      'test/globex: cannot be granted to test/acme/api-token-pipeline, which is not a token of its own.',
    )
    expect(() => acme.grantSubmit(operators)).toThrow('cannot be granted to test/operators')
    const gpu = new AgentPool(stack, 'gpu')
    expect(() => gpu.grantScaling(own)).toThrow('test/gpu: cannot be granted to')
    expect(own.scopesInput).toEqual(['jobs:read'])
  })
})

test('a token that is granted nothing is refused', () => {
  const idle = () => synthesise((stack) => void new Tenant(stack, 'acme').apiToken('idle'))
  expect(idle).toThrow('[test/acme/api-token-idle] scopes must have at least 1 elements')
})

test('a task is said once and scheduled for many; its script may be a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-script-'))
  const file = join(folder, 'sum.js')
  writeFileSync(file, 'return input.a + input.b\n')
  const script = pathToFileURL(file)
  const task = { name: 'sum', schedule: '0 6 * * *', input: { a: 1, b: 2 }, script } as const
  const { resource } = synthesise((stack) => {
    for (const id of ['acme', 'globex']) new Tenant(stack, id).schedule(task)
    Tenant.fromTenantSlug(stack, 'old', 'initech').schedule({ name: 'sum', script: 'return 1' })
  })
  rmSync(folder, { recursive: true })
  expect(only(resource!['reeve_task'])).toEqual([
    expect.objectContaining({ tenant: '${reeve_tenant.acme.slug}', input: '{"a":1,"b":2}' }),
    expect.objectContaining({
      tenant: '${reeve_tenant.globex.slug}',
      script: 'return input.a + input.b\n',
    }),
    { tenant: 'initech', name: 'sum', script: 'return 1' },
  ])
})

test('a secret is a reference; a variable is not secret, so it may be written out', () => {
  const { resource } = synthesise((stack) => {
    const acme = new Tenant(stack, 'acme')
    const key = new TerraformVariable(stack, 'shop_key', { type: 'string', sensitive: true })
    acme.secret('shop_key', key.stringValue, 'For the shop.')
    acme.variable('shop_url', 'https://shop.example')
    expect(() => acme.secret('other', 'hunter2')).toThrow(
      'test/acme: the secret other is written out',
    )
    expect(() => acme.secret('other', 'hunter2')).not.toThrow('hunter2')
  })
  expect(only(resource!['reeve_secret'])).toMatchObject([{ value: '${var.shop_key}' }])
  expect(only(resource!['reeve_variable'])).toMatchObject([{ value: 'https://shop.example' }])
})

test('apps and keys of a tenant name it', () => {
  const { resource } = synthesise((stack) => {
    const acme = new Tenant(stack, 'acme')
    acme.app('orders', { scopes: ['read:data:*'] })
    acme.enrolmentKey('build-image', { expiresInDays: 90 })
  })
  const tenant = '${reeve_tenant.acme.slug}'
  expect(only(resource!['reeve_app'])).toEqual([
    { tenant, name: 'orders', scopes: ['read:data:*'] },
  ])
  expect(only(resource!['reeve_enrolment_key'])).toEqual([
    { tenant, name: 'build-image', expires_in_days: 90 },
  ])
})

test('a token that Terraform keeps nothing of is minted by the apply, and handed on by reference', () => {
  const { text } = synthesise((stack) => {
    const acme = new Tenant(stack, 'acme')
    const { token } = acme.ephemeralAgentToken('rack-1', { expiresInDays: 30 })
    new DataResource(stack, 'rack', {
      provisioners: [{ type: 'local-exec', command: './deliver.sh', environment: { token } }],
    })
  })
  const { ephemeral, resource } = JSON.parse(text) as Record<string, Record<string, object>>
  const [[id, minted] = []] = Object.entries(ephemeral!['reeve_agent_token']!)
  expect(minted).toEqual({
    tenant: '${reeve_tenant.acme.slug}',
    name: 'rack-1',
    expires_in_days: 30,
    applying: '${terraform.applying}',
  })
  const environment = { token: `\${ephemeral.reeve_agent_token.${id}.token}` }
  expect(resource!['terraform_data']!).toMatchObject({
    rack: { provisioner: [{ 'local-exec': { environment } }] },
  })
})
