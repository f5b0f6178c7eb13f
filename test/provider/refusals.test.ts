// Mistakes that people make while they declare: each is told with its place, and nothing is touched.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { connected, describeWithTerraform, quiet, refusal } from '../support/terraform.ts'

let broker: TestBroker

describeWithTerraform('told with its place:', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  test('a mistake against the contract is found by validate, without a broker', async () => {
    const said = await refusal(
      broker,
      'validate',
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
    const plan = await refusal(
      broker,
      'apply',
      'resource "reeve_tenant" "a" {\n slug = "hopeful"\n plan = "nope"\n}',
    )
    expect(plan).toMatch(/plan = "nope" plan names no plan/)
    const tenant = await refusal(
      broker,
      'apply',
      'resource "reeve_agent_token" "a" {\n tenant = "nobody"\n name = "x"\n}',
    )
    expect(tenant).toMatch(/tenant = "nobody" There is no tenant nobody/)
  })

  test('a name that is taken is an error, and nothing of the other is touched', async () => {
    await broker.request('POST', '/api/v1/pools', {
      body: { name: 'taken', description: 'theirs' },
    })
    const said = await refusal(broker, 'apply', 'resource "reeve_pool" "a" {\n name = "taken"\n}')
    expect(said).toContain('Another resource has this name')
    expect((await broker.request('GET', '/api/v1/pools/taken')).body).toMatchObject({
      description: 'theirs',
    })
  })

  test('what is in use is not deleted', async () => {
    await using work = await connected(broker)
    await work.apply(
      'resource "reeve_plan" "busy" {\n name = "busy"\n max_concurrent_jobs = 1\n max_queued_jobs = 1\n}',
    )
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'on-busy', plan: 'busy' } })
    const { code, said } = await work.run('destroy', '-auto-approve', ...quiet)
    expect([code, said]).toEqual([1, expect.stringContaining('Others depend on this resource')])
    expect(await work.state('reeve_plan.busy')).toMatchObject({ name: 'busy' })
    await broker.request('DELETE', '/api/v1/tenants/on-busy')
  })

  test('the wrong form of an import id is answered with the right ones', async () => {
    await using work = await connected(broker)
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

  test('a data source that finds nothing says what it looked for', async () => {
    const missing = await refusal(broker, 'plan', 'data "reeve_pool" "x" {\n name = "missing"\n}')
    expect(missing).toContain('There is no such Pool')
    expect(missing).toContain('The broker knows none with name = "missing".')
  })

  test('an address or a number that the provider cannot use is found by validate', async () => {
    const wrong = await refusal(
      broker,
      'validate',
      'provider "reeve" {\n url = "broker:8080"\n retry_timeout = -1\n}\nresource "reeve_pool" "a" { name = "a" }',
    )
    expect(wrong).toContain('`url` must be like http://127.0.0.1:8080.')
    expect(wrong).toContain('retry_timeout must be at least 0; it is -1.')
  })
})
