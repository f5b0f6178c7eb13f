// Addresses are a promise: what Terraform calls a thing follows from the construct's place, and from nothing else.
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { AgentPool, ApiToken, ApprovalPolicy, Plan, Tenant } from '@reeve/constructs'
import { DedicatedAgent, SharedAgentDeployment } from '@reeve/constructs/kubernetes'
import { TerraformVariable } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'

const kubernetes = {
  namespace: 'reeve',
  image: 'registry.example.com/reeve-agent:0.1.0',
  brokerAddress: 'reeve.example.com:443',
  brokerUrl: 'https://reeve.example.com',
}

/** Everything once; ids and properties can be others. */
function addresses({ id = 'acme', slug = 'acme', label = 'cuda', days = 30 } = {}): string[] {
  const { resource } = synthesise((stack) => {
    new KubernetesProvider(stack, 'kubernetes')
    const plan = new Plan(stack, 'team', { maxConcurrentJobs: days, maxQueuedJobs: 40 })
    const pool = new AgentPool(stack, 'gpu', { labels: [label] })
    const acme = new Tenant(stack, id, { slug, plan, description: label } as never)
    const key = new TerraformVariable(stack, 'key', { sensitive: true })
    acme.assignTo(pool)
    acme.agentToken('on-prem', { expiresInDays: days })
    acme.enrolmentKey('image')
    acme.app('orders', { scopes: ['read:data:*'] })
    acme.schedule({ name: 'report', script: `return ${days}` })
    acme.secret('shop_key', key.stringValue)
    acme.variable('shop_url', label)
    acme.grantSubmit(acme.apiToken('pipeline', { expiresInDays: days }))
    new ApprovalPolicy(stack, 'cluster').approveNamespace(label, { joinPool: pool })
    const token = new ApiToken(stack, 'scaler', { name: label })
    pool.grantScaling(token)
    const autoscaling = { by: 'queue', min: 0, max: days, token } as const
    const shared = { ...kubernetes, maxConcurrent: days, autoscaling }
    new SharedAgentDeployment(stack, 'shared', {
      ...shared,
      pool,
      credential: pool.platformKey('gpu'),
    })
    new DedicatedAgent(stack, 'own', {
      ...kubernetes,
      tenant: acme,
      credential: acme.agentToken('cluster'),
      autoscaling: { by: 'cpu', min: 1, max: days },
    })
    pool.agentToken('racks')
    pool.bootstrapToken('first')
  })
  return Object.entries(resource!)
    .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    .toSorted()
}

test('they are those that they always were', () => expect(addresses()).toMatchSnapshot())

test('no property changes one', () => {
  expect(addresses({ slug: 'acme-ltd', label: 'rocm', days: 60 })).toEqual(addresses())
})

test('another id of a construct changes its own and those of its parts, and no other', () => {
  const [before, after] = [addresses(), addresses({ id: 'acme-ltd' })]
  const own = (all: string[]) => all.filter((each) => /\.acme(-ltd)?(_|$)/.test(each))
  const others = (all: string[]) => all.filter((each) => !own(all).includes(each))
  expect(others(after)).toEqual(others(before))
  expect(own(after)).toHaveLength(own(before).length)
  expect(own(after).filter((each) => before.includes(each))).toEqual([])
})
