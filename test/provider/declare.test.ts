// What people declare and what comes of it: new names, drift, imports, data sources, secrets, a tenant's own view.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { connected, describeWithTerraform, quiet } from '../support/terraform.ts'

let broker: TestBroker

describeWithTerraform('with a broker,', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  test('a new name is a new object, and what hangs on it follows', async () => {
    await using work = await connected(broker)
    const written = (slug: string) => `
      resource "reeve_tenant" "a" { slug = "${slug}" }
      resource "reeve_agent_token" "a" {
        tenant = reeve_tenant.a.slug
        name   = "t"
      }`
    await work.apply(written('before'))
    await work.write(written('after'))
    expect((await work.plan()).said).toContain('2 to add, 0 to change, 2 to destroy')
    await work.apply()
    expect((await work.plan()).code).toBe(0)
    expect((await broker.request('GET', '/api/v1/tenants/before')).status).toBe(404)
  })

  test('a tenant may be named by its id as well as by its slug', async () => {
    await using work = await connected(broker)
    await work.apply(`
      resource "reeve_tenant" "a" { slug = "by-id" }
      resource "reeve_agent_token" "a" {
        tenant = reeve_tenant.a.id
        name   = "t"
      }`)
    expect((await work.plan()).code).toBe(0)
  })

  test('a credential that was revoked or has expired is drift: it is planned anew', async () => {
    await using work = await connected(broker)
    await work.apply(`
      resource "reeve_tenant" "a" { slug = "drifting" }
      resource "reeve_agent_token" "a" {
        tenant = reeve_tenant.a.slug
        name   = "t"
      }`)
    const revoked = await broker.request('POST', '/api/v1/tenants/drifting/agent-tokens/t/revoke')
    expect(revoked.status).toBe(200)
    const { code, said } = await work.plan()
    expect([code, said]).toEqual([
      2,
      expect.stringContaining('1 to add, 0 to change, 0 to destroy'),
    ])
    await work.apply()
    expect((await work.plan()).code).toBe(0)
  })

  test('import blocks write the configuration', async () => {
    await broker.request('POST', '/api/v1/pools', { body: { name: 'written', labels: ['a'] } })
    await using work = await connected(broker)
    await work.write('import {\n to = reeve_pool.it\n id = "written"\n}')
    const { said } = await work.run('plan', '-generate-config-out=made.tf', ...quiet)
    expect(said).toContain('1 to import, 0 to add, 0 to change, 0 to destroy')
    expect(await readFile(join(work.dir, 'made.tf'), 'utf8')).toMatch(/name\s+= "written"/)
  })

  test('data sources read one by id or name, and many by filter', async () => {
    await using work = await connected(broker)
    await work.apply(`
      resource "reeve_tenant" "a" {
        slug = "read-me"
        plan = "pro"
      }
      resource "reeve_agent_token" "a" {
        tenant = reeve_tenant.a.slug
        name   = "t"
      }
      resource "reeve_pool" "a" { name = "read-me" }
      resource "reeve_pool_assignment" "a" {
        pool   = reeve_pool.a.name
        tenant = reeve_tenant.a.slug
      }
      data "reeve_tenant" "slug" { slug = reeve_tenant.a.slug }
      data "reeve_tenant" "id" { id = reeve_tenant.a.id }
      data "reeve_plan" "pro" { name = "pro" }
      data "reeve_agent_token" "t" {
        tenant = reeve_tenant.a.slug
        name   = reeve_agent_token.a.name
      }
      data "reeve_pool_assignment" "a" {
        pool   = reeve_pool_assignment.a.pool
        tenant = reeve_pool_assignment.a.tenant
      }
      data "reeve_tenants" "pro" {
        plan       = "pro"
        depends_on = [reeve_tenant.a]
      }
      data "reeve_pool_assignments" "a" { pool = reeve_pool_assignment.a.pool }
      data "reeve_agents" "none" { tenant = reeve_tenant.a.slug }
      data "reeve_agents" "all" {}
      data "reeve_audit_events" "made" {
        operation  = "createPool"
        result     = "done"
        depends_on = [reeve_pool.a]
      }
      data "reeve_audit_event" "made" { id = data.reeve_audit_events.made.audit_events[0].id }
      output "found" {
        value = {
          same     = data.reeve_tenant.slug.id == data.reeve_tenant.id.id
          plan     = data.reeve_plan.pro.max_concurrent_jobs
          token    = data.reeve_agent_token.t.status
          assigned = data.reeve_pool_assignment.a.id == data.reeve_pool_assignments.a.pool_assignments[0].id
          slugs    = data.reeve_tenants.pro.tenants[*].slug
          agents   = length(data.reeve_agents.none.agents) + length(data.reeve_agents.all.agents)
          actor    = data.reeve_audit_event.made.actor_name
        }
      }`)
    const { json } = await work.run('output', '-json', 'found')
    expect(json).toEqual({
      same: true,
      plan: 10,
      token: 'active',
      assigned: true,
      slugs: ['read-me'],
      agents: 0,
      actor: 'admin',
    })
    expect((await work.plan()).code).toBe(0)
  })

  test('a secret is usable, and is in no plan and no log', async () => {
    await using work = await connected(broker, { TF_LOG_PROVIDER: 'trace' })
    await work.write(`
      resource "reeve_tenant" "a" { slug = "secretive" }
      resource "reeve_api_token" "a" {
        tenant = reeve_tenant.a.slug
        name   = "t"
        scopes = ["*"]
      }
      output "token" {
        value     = reeve_api_token.a.token
        sensitive = true
      }`)
    const printed = [await work.apply(), await work.plan(), await work.run('show', '-no-color')]
    const token = String((await work.run('output', '-json', 'token')).json)
    expect(token).toMatch(/^reeve_[0-9a-f]{64}$/)
    for (const { stdout, stderr } of printed) {
      expect(stdout + stderr).not.toContain(token)
      expect(stdout + stderr).not.toContain(broker.adminToken)
    }
    const own = await broker.request('GET', '/api/v1/tenants/secretive', { token })
    expect(own.status).toBe(200)
  })

  test('a tenant’s own token declares what is the tenant’s, and finds nothing of others', async () => {
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'self' } })
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'other' } })
    const body = { name: 'terraform', scopes: ['*'] }
    const made = await broker.request('POST', '/api/v1/tenants/self/api-tokens', { body })
    await using work = await connected(broker, {
      REEVE_TOKEN: (made.body as { token: string }).token,
    })
    const token = (tenant: string) =>
      `resource "reeve_agent_token" "a" {\n tenant = "${tenant}"\n name = "t"\n}`
    await work.apply(token('self'))
    expect((await work.plan()).code).toBe(0)
    await work.write(token('other'))
    const { said } = await work.run('apply', '-auto-approve', ...quiet)
    expect(said).toContain('There is no tenant other, or it is not yours to see.')
  })

  test('an address that is not known yet can be planned with, and an alias has its own', async () => {
    await using work = await connected(broker, { REEVE_URL: 'http://127.0.0.1:1' })
    await work.apply(`
      resource "terraform_data" "address" { input = "${broker.url}/" }
      provider "reeve" { url = terraform_data.address.output }
      provider "reeve" {
        alias = "direct"
        url   = "${broker.url}"
      }
      resource "reeve_pool" "late" { name = "late" }
      resource "reeve_pool" "direct" {
        provider = reeve.direct
        name     = "direct"
      }`)
    expect((await work.plan()).code).toBe(0)
  })
})
