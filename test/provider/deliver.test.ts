// Secrets that the provider delivers into a Kubernetes Secret itself: never in plan, state or log, and never half done in silence.
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { startKubernetes } from '../support/kubernetes.ts'
import type { Kubernetes } from '../support/kubernetes.ts'
import { connected, describeWithTerraform, quiet } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'
import { expectNoTrace } from '../support/traces.ts'

let broker: TestBroker
let cluster: Kubernetes

const secret = (more = '') => `
  deliver_to = {
    kubernetes_secret = {
      namespace = "agents"
      name      = "reeve"
      ${more}
    }
  }`
const token = (tenant: string, delivery: string, more = '') => `
  resource "reeve_tenant" "a" { slug = "${tenant}" }
  resource "reeve_agent_token" "a" {
    tenant = reeve_tenant.a.slug
    name   = "on-prem"
    ${more}
    ${delivery}
  }`
const delivered = () => cluster.value('agents/reeve', 'token')
const inState = (work: Workspace) => work.state('reeve_agent_token.a')
const destroy = (work: Workspace) => work.run('destroy', '-auto-approve', ...quiet)
const start = (env: Record<string, string> = {}) =>
  connected(broker, { KUBE_CONFIG_PATH: cluster.kubeconfig, ...env })

describeWithTerraform('a secret that is delivered', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())
  beforeEach(async () => void (cluster = await startKubernetes()))
  afterEach(async () => {
    expect(cluster.mistakes).toEqual([])
    await cluster[Symbol.asyncDispose]()
  })

  test('is in its place and nowhere else, stays through changes, and goes with the resource', async () => {
    await using work = await start({ TF_LOG: 'TRACE' })
    await work.write(token('delivering', secret()))
    const printed = [await work.plan('-out=saved')]
    printed.push(
      await work.run('show', '-json', 'saved'),
      await work.run('apply', ...quiet, 'saved'),
    )
    expect(printed.map(({ code }) => code)).toEqual([2, 0, 0])
    const value = delivered()!
    expect(value).toMatch(/^agent_[0-9a-f]{64}$/)
    expect(await inState(work)).toMatchObject({ token: null, status: 'active' })

    printed.push(await work.plan())
    await work.write(token('delivering', secret('force = true'), 'description = "Rack 7."'))
    printed.push(await work.apply(), await work.plan())
    expect(printed.slice(3).map(({ code }) => code)).toEqual([0, 0, 0])
    expect(delivered()).toBe(value)
    printed.push(await destroy(work))
    expect(cluster.has('agents/reeve')).toBe(false)
    await expectNoTrace(work, [value], printed)
  })

  test('is made anew when somebody took or overwrote it; what others keep in the Secret stays', async () => {
    cluster.set('agents/reeve', 'url', 'http://broker')
    await using work = await start()
    await work.apply(token('overwritten', secret()))
    const first = delivered()
    cluster.set('agents/reeve', 'token', 'something else')
    const planned = await work.plan()
    expect([planned.code, planned.said]).toEqual([2, expect.stringContaining('must be replaced')])
    const refused = await work.run('apply', '-auto-approve', ...quiet)
    expect([refused.code, refused.said]).toEqual([
      1,
      expect.stringContaining('Its key token was set by kubectl-edit'),
    ])
    expect(delivered()).toBe('something else')
    await work.apply(token('overwritten', secret('force = true')))
    expect(delivered()).toMatch(/^agent_/)
    expect(delivered()).not.toBe(first)
    expect((await work.plan()).code).toBe(0)
    expect((await destroy(work)).code).toBe(0)
    expect(cluster.value('agents/reeve', 'url')).toBe('http://broker')
    expect(delivered()).toBeUndefined()
  })

  test('is not made where it could not be delivered; where that fails after all, it is made anew', async () => {
    const tokens = async () => {
      const { body } = await broker.request('GET', '/api/v1/tenants/refused/agent-tokens')
      return (body as { items: { id: string }[] }).items
    }
    await using work = await start()
    await work.write(token('refused', secret()).replace('"agents"', '"nowhere"'))
    const missing = await work.run('apply', '-auto-approve', ...quiet)
    expect([missing.code, missing.said]).toEqual([
      1,
      expect.stringContaining('namespaces "nowhere" not found'),
    ])
    expect(await tokens()).toEqual([])
    cluster.forbidden.add('PATCH')
    await work.write(token('refused', secret()))
    expect((await work.run('apply', '-auto-approve', ...quiet)).said).toContain('is forbidden')
    expect(await tokens()).toEqual([])

    cluster.forbidden.clear()
    cluster.breakAfterDryRun = true
    const broken = await work.run('apply', '-auto-approve', ...quiet)
    expect(broken.code).toBe(1)
    expect(broken.said).toContain('was made, but its token could not be delivered')
    expect(delivered()).toBeUndefined()
    const [lost] = await tokens()
    expect(await inState(work)).toMatchObject({ id: lost!.id, token: null })

    cluster.breakAfterDryRun = false
    expect((await work.plan()).said).toContain('is tainted, so must be replaced')
    await work.apply()
    expect(delivered()).toMatch(/^agent_/)
    expect((await work.plan()).code).toBe(0)
    expect(await tokens()).toHaveLength(1)
    expect((await tokens())[0]!.id).not.toBe(lost!.id)
  })

  test('is moved out of the state, and an unreachable cluster is a warning to a plan', async () => {
    await using work = await start()
    await work.apply(token('moving', ''))
    const value = (await inState(work))!['token']
    await work.write(token('moving', secret()))
    expect((await work.plan()).said).toContain('0 to add, 1 to change, 0 to destroy')
    await work.apply()
    expect(delivered()).toBe(value)
    expect(await inState(work)).toMatchObject({ token: null })
    expect((await work.plan()).code).toBe(0)
    cluster.forbidden.add('GET')
    const blind = await work.plan()
    expect([blind.code, blind.said]).toEqual([0, expect.stringContaining('is forbidden')])
    cluster.forbidden.clear()
    await work.write(token('moving', secret('key = "other"')))
    expect((await work.plan()).said).toContain('1 to add, 0 to change, 1 to destroy')
    await work.apply()
    expect(cluster.value('agents/reeve', 'other')).toMatch(/^agent_/)
    expect(delivered()).toBeUndefined()
  })

  test('may share a Secret, and can be of every kind that is shown once', async () => {
    await using work = await start()
    const to = (key: string) => secret(`key = "${key}"`)
    await work.apply(`
      resource "reeve_tenant" "a" { slug = "sharing" }
      resource "reeve_app" "a" {
        tenant = reeve_tenant.a.slug
        name   = "orders"
        scopes = ["read:data:*"]
        ${to('app')}
      }
      resource "reeve_api_token" "a" {
        tenant = reeve_tenant.a.slug
        name   = "t"
        scopes = ["*"]
        ${to('api')}
      }
      resource "reeve_bootstrap_token" "a" {
        ${to('bootstrap')}
      }
      resource "reeve_enrolment_key" "a" {
        name = "k"
        ${to('enrolment')}
      }
      resource "reeve_pool" "a" { name = "sharing" }
      resource "reeve_platform_key" "a" {
        name = "k"
        pool = reeve_pool.a.name
        ${to('platform')}
      }`)
    for (const key of ['app', 'api', 'bootstrap', 'enrolment', 'platform'])
      expect(cluster.value('agents/reeve', key)!.length, key).toBeGreaterThan(8)
    expect((await work.plan()).code).toBe(0)
    expect((await destroy(work)).code).toBe(0)
    expect(cluster.has('agents/reeve')).toBe(false)
  })

  test('is what the guide says it is', async () => {
    const guide = new URL('../../docs/guides/tokens-without-state.md', import.meta.url)
    const blocks = [...(await readFile(guide, 'utf8')).matchAll(/```hcl\n(.*?)```/gs)]
    const taker = 'resource "kubernetes_secret_v1"' // there is no program of that provider here
    const code = blocks.map((block) => block[1]!.split(taker)[0]!).join('\n')
    expect(blocks).toHaveLength(3)
    await using work = await start({ TF_VAR_shop_key: 'the-key-of-the-shop' })
    const printed = [await work.apply(code), await work.plan()]
    expect(printed[1]!.code).toBe(0)
    const value = cluster.value('agents/reeve-agent', 'AGENT_TOKEN')!
    expect(value).toMatch(/^agent_/)
    await expectNoTrace(work, [value, 'the-key-of-the-shop'], printed)
    expect((await destroy(work)).code).toBe(0)
  })

  test('needs to know where Kubernetes is', async () => {
    await using work = await connected(broker)
    await work.write(token('lost', secret()))
    const { code, said } = await work.run('apply', '-auto-approve', ...quiet)
    expect([code, said]).toEqual([1, expect.stringContaining('Say where Kubernetes is')])
  })
})
