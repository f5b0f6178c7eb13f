// Approval policies as sentences: rules in the order in which they were said.
import { AgentPool, ApprovalPolicy, Tenant } from '@reeve/constructs'
import type { TerraformStack } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'

const rulesOf = (build: (stack: TerraformStack) => void) => {
  const { resource } = synthesise(build)
  return resource!['reeve_approval_policy']!['cluster']!['rules']
}

test('rules are asked in the order in which they were said', () => {
  const rules = rulesOf((stack) => {
    const gpu = new AgentPool(stack, 'gpu')
    const acme = new Tenant(stack, 'acme')
    new ApprovalPolicy(stack, 'cluster')
      .deny({ serviceAccounts: ['reeve-agents/retired'] })
      .approveNamespace('reeve-agents', { joinPool: gpu })
      .approveServiceAccount('acme', 'agent', { joinTenant: acme })
      .approveCommonName('rack-7.example.com', { regions: ['eu-west-1'] })
      .approveAlternativeName('*.racks.example.com')
      .approveEnrolmentKeysOf(acme, { namePattern: 'build-*' })
      .approvePool(gpu, { tenants: [acme] })
      .leaveToPerson({ methods: ['hmac'] })
  })
  const methods = (method: string) => ({ action: 'approve', methods: [method] })
  const acme = '${reeve_tenant.acme.slug}'
  const gpu = '${reeve_pool.gpu.name}'
  expect(rules).toEqual([
    { action: 'deny', service_accounts: ['reeve-agents/retired'] },
    { ...methods('service_account'), namespaces: ['reeve-agents'], join_pool: gpu },
    { ...methods('service_account'), service_accounts: ['acme/agent'], join_tenant: acme },
    { ...methods('certificate'), certificate_cns: ['rack-7.example.com'], regions: ['eu-west-1'] },
    { ...methods('certificate'), certificate_sans: ['*.racks.example.com'] },
    { ...methods('api_key'), tenants: [acme], name_pattern: 'build-*' },
    { action: 'approve', pools: [gpu], tenants: [acme] },
    { action: 'pending', methods: ['hmac'] },
  ])
})

test('a policy that would let everybody in, or says nothing, is refused', () => {
  const everybody = (facts: object) => () =>
    rulesOf((stack) => void new ApprovalPolicy(stack, 'cluster').approve(facts))
  expect(everybody({})).toThrow('test/cluster: would approve every agent that enrols')
  expect(everybody({ namespaces: [] })).toThrow('would approve every agent that enrols')
  const nothing = () => rulesOf((stack) => void new ApprovalPolicy(stack, 'cluster'))
  expect(nothing).toThrow('[test/cluster] says nothing')
})

test('a mistake in a rule is named by its place', () => {
  const wrong = () =>
    rulesOf((stack) => {
      new ApprovalPolicy(stack, 'cluster')
        .approveNamespace('fine')
        .approveServiceAccount('Agents', 'x', { namePattern: 'rack 7' })
    })
  expect(wrong).toThrow('[test/cluster] rules[1].service_accounts must match')
  expect(wrong).toThrow('[test/cluster] rules[1].name_pattern must match')
})
