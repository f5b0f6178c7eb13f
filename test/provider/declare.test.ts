// What people meet while they declare: mistakes with their place, data sources, expiry, secrets, a tenant's own view.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { describeWithTerraform, quiet, workspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

let broker: TestBroker

function connected(env: Record<string, string> = {}): Promise<Workspace> {
  return workspace({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken, ...env })
}

async function says(command: string[], hcl: string): Promise<string> {
  await using work = await connected()
  await work.write(hcl)
  const { code, said } = await work.run(...command, '-no-color')
  expect(code).toBe(1)
  return said
}
const apply = ['apply', '-auto-approve', '-input=false']

describeWithTerraform('with a broker,', () => {
  beforeAll(async () => {
    broker = await startBroker()
  })
  afterAll(() => broker[Symbol.asyncDispose]())

  test('a mistake against the contract is found by validate, without a broker', async () => {
    const said = await says(
      ['validate'],
      `resource "reeve_tenant" "a" { slug = "Acme" }
       resource "reeve_tenant" "b" { slug = "system" }
       resource "reeve_tenant" "c" {
         slug   = "c"
         status = "closed"
       }
       resource "reeve_plan" "d" {
         name                = "d"
         max_concurrent_jobs = 0
         max_queued_jobs     = 1.5
       }
       resource "reeve_pool" "e" {
         name   = "e"
         labels = ["ok", "Not ok"]
       }
       resource "reeve_api_token" "nobody" {
         tenant = "" # not an operator's token
         name   = "x"
         scopes = ["*"]
       }
       data "reeve_tenant" "f" {}
       data "reeve_pool" "g" {
         id   = "x"
         name = "y"
       }`,
    )
    expect(said).toMatch(/slug = "Acme" \} slug must match \^\[a-z\].*; it is "Acme"\./)
    expect(said).toContain('slug must not be one of "system"')
    expect(said).toContain(
      'status = "closed" status must be one of "active", "suspended"; it is "closed".',
    )
    expect(said).toContain('max_concurrent_jobs must be at least 1; it is 0.')
    expect(said).toContain('max_queued_jobs must be a whole number; it is 1.5.')
    expect(said).toMatch(/labels must match \S+; it is "Not ok"\./)
    expect(said).toContain('tenant must not be empty; it is "".')
    expect(said).toContain('Give `id` or `slug`.')
    expect(said).toContain('Give either `id` or `name`, not both.')
  })

  test('what only the broker can know points at its attribute', async () => {
    const plan = await says(
      apply,
      'resource "reeve_tenant" "a" {\n slug = "hopeful"\n plan = "nope"\n}',
    )
    expect(plan).toMatch(/plan = "nope" plan names no plan/)
    const tenant = await says(
      apply,
      'resource "reeve_agent_token" "a" {\n tenant = "nobody"\n name = "x"\n}',
    )
    expect(tenant).toMatch(/tenant = "nobody" There is no tenant nobody/)
  })

  test('a name that is taken is an error, and nothing of the other is touched', async () => {
    await broker.request('POST', '/api/v1/pools', {
      body: { name: 'taken', description: 'theirs' },
    })
    const said = await says(apply, 'resource "reeve_pool" "a" {\n name = "taken"\n}')
    expect(said).toContain('Another resource has this name')
    expect((await broker.request('GET', '/api/v1/pools/taken')).body).toMatchObject({
      description: 'theirs',
    })
  })

  test('what is in use is not deleted', async () => {
    await using work = await connected()
    await work.apply(
      'resource "reeve_plan" "busy" {\n name = "busy"\n max_concurrent_jobs = 1\n max_queued_jobs = 1\n}',
    )
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'on-busy', plan: 'busy' } })
    const { code, said } = await work.run('destroy', '-auto-approve', ...quiet)
    expect([code, said]).toEqual([1, expect.stringContaining('Others depend on this resource')])
    expect(await work.state('reeve_plan.busy')).toMatchObject({ name: 'busy' })
    await broker.request('DELETE', '/api/v1/tenants/on-busy')
  })

  test('a new name is a new object, and what hangs on it follows', async () => {
    await using work = await connected()
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
    await using work = await connected()
    await work.apply(`
      resource "reeve_tenant" "a" { slug = "by-id" }
      resource "reeve_agent_token" "a" {
        tenant = reeve_tenant.a.id
        name   = "t"
      }`)
    expect((await work.plan()).code).toBe(0)
  })

  test('a credential that was revoked or has expired is drift: it is planned anew', async () => {
    await using work = await connected()
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

  test('the wrong form of an import id is answered with the right ones', async () => {
    await using work = await connected()
    await work.write(`
      resource "reeve_agent_token" "a" {
        tenant = "x"
        name   = "t"
      }
      resource "reeve_pool" "a" { name = "p" }
      resource "reeve_api_token" "a" {
        name   = "t"
        scopes = ["*"]
      }`)
    const said = async (address: string, id: string) =>
      (await work.run('import', ...quiet, address, id)).said
    expect(await said('reeve_agent_token.a', 'on-prem')).toContain(
      'Accepted: `<tenant>/<name>`, `<tenant>/<id>`.',
    )
    expect(await said('reeve_pool.a', 'a/b')).toContain('Accepted: `<name>`, `<id>`.')
    expect(await said('reeve_api_token.a', 'a/b/c')).toContain(
      'Accepted: `<tenant>/<name>`, `<tenant>/<id>`, `<name>`, `<id>`.',
    )
    expect(await said('reeve_pool.a', 'missing')).toContain('There is no reeve_pool missing')
  })

  test('import blocks write the configuration', async () => {
    await broker.request('POST', '/api/v1/pools', { body: { name: 'written', labels: ['a'] } })
    await using work = await connected()
    await work.write('import {\n to = reeve_pool.it\n id = "written"\n}')
    const { said } = await work.run('plan', '-generate-config-out=made.tf', ...quiet)
    expect(said).toContain('1 to import, 0 to add, 0 to change, 0 to destroy')
    expect(await readFile(join(work.dir, 'made.tf'), 'utf8')).toMatch(/name\s+= "written"/)
  })

  test('data sources read one by id or name, and many by filter', async () => {
    await using work = await connected()
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
      output "found" {
        value = {
          same     = data.reeve_tenant.slug.id == data.reeve_tenant.id.id
          plan     = data.reeve_plan.pro.max_concurrent_jobs
          token    = data.reeve_agent_token.t.status
          assigned = data.reeve_pool_assignment.a.id == data.reeve_pool_assignments.a.pool_assignments[0].id
          slugs    = data.reeve_tenants.pro.tenants[*].slug
          agents   = length(data.reeve_agents.none.agents) + length(data.reeve_agents.all.agents)
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
    })
    expect((await work.plan()).code).toBe(0)
    const missing = await says(['plan'], 'data "reeve_pool" "x" {\n name = "missing"\n}')
    expect(missing).toContain('There is no such Pool')
    expect(missing).toContain('The broker knows none with name = "missing".')
  })

  test('a secret is usable, and is in no plan and no log', async () => {
    await using work = await connected({ TF_LOG_PROVIDER: 'trace' })
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
    await using work = await connected({ REEVE_TOKEN: (made.body as { token: string }).token })
    const token = (tenant: string) =>
      `resource "reeve_agent_token" "a" {\n tenant = "${tenant}"\n name = "t"\n}`
    await work.apply(token('self'))
    expect((await work.plan()).code).toBe(0)
    await work.write(token('other'))
    const { said } = await work.run('apply', '-auto-approve', ...quiet)
    expect(said).toContain('There is no tenant other, or it is not yours to see.')
  })

  test('an address that is not known yet can be planned with, and an alias has its own', async () => {
    await using work = await connected({ REEVE_URL: 'http://127.0.0.1:1' })
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
    const wrong = await says(
      ['validate'],
      'provider "reeve" {\n url = "broker:8080"\n retry_timeout = -1\n}\nresource "reeve_pool" "a" { name = "a" }',
    )
    expect(wrong).toContain('`url` must be like http://127.0.0.1:8080.')
    expect(wrong).toContain('retry_timeout must be at least 0; it is -1.')
  })
})
