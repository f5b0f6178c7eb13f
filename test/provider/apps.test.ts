// Apps and bootstrap tokens as code: what changes in place, what is drift, and what is not.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, startBroker, type TestBroker } from '../support/broker.ts'
import { enrolWith } from '../support/proofs.ts'
import { connected, describeWithTerraform, quiet } from '../support/terraform.ts'
import { bootstrapBody } from '../support/tokens.ts'

let broker: TestBroker
const path = '/api/v1/bootstrap-tokens'
const tokens = async (): Promise<Answer['body'][]> => (await broker.request('GET', path)).body.items

describeWithTerraform('declared,', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  test('an app’s ceiling changes in place, its secret stays, and its client id comes with it', async () => {
    await using work = await connected(broker)
    const written = (scopes: string) => `
      resource "reeve_tenant" "a" { slug = "acme" }
      resource "reeve_app" "a" {
        tenant = reeve_tenant.a.slug
        name   = "orders"
        scopes = [${scopes}]
      }
      output "credentials" {
        value     = { client_id = reeve_app.a.client_id, client_secret = reeve_app.a.client_secret }
        sensitive = true
      }`
    await work.apply(written('"read:data:*"'))
    const before = (await work.run('output', '-json', 'credentials')).json
    await work.write(written('"read:data:a", "write:data:b"'))
    expect((await work.plan()).said).toContain('0 to add, 1 to change, 0 to destroy')
    await work.apply()
    expect((await work.plan()).code).toBe(0)
    const credentials = (await work.run('output', '-json', 'credentials')).json
    expect(credentials).toEqual(before)
    const got = await broker.request('POST', '/api/v1/app/auth', { body: credentials })
    expect(got).toMatchObject({ status: 200, body: { scopes: ['read:data:a', 'write:data:b'] } })
    // a secret that was rotated elsewhere is no drift
    await broker.request('POST', '/api/v1/tenants/acme/apps/orders/rotate-secret', { body: {} })
    expect((await work.plan()).code).toBe(0)
    expect((await work.run('destroy', '-auto-approve', ...quiet)).code).toBe(0)
  })

  test('a bootstrap token that was revoked is planned anew, one that was used up is not', async () => {
    await using work = await connected(broker)
    await work.apply(`
      resource "reeve_bootstrap_token" "a" { max_uses = 1 }
      output "token" {
        value     = reeve_bootstrap_token.a.token
        sensitive = true
      }`)
    const token = String((await work.run('output', '-json', 'token')).json)
    expect((await enrolWith(broker, await bootstrapBody(broker, token, {}))).status).toBe(201)
    expect(await tokens()).toMatchObject([{ status: 'exhausted' }])
    expect((await work.plan()).code).toBe(0)
    await broker.request('POST', `${path}/${(await tokens())[0].id}/revoke`, { body: {} })
    const { code, said } = await work.plan()
    expect([code, said]).toEqual([
      2,
      expect.stringContaining('1 to add, 0 to change, 0 to destroy'),
    ])
    await work.apply()
    expect((await work.plan()).code).toBe(0)
    expect((await tokens()).map(({ status }) => status)).toEqual(['revoked', 'active'])
  })
})
