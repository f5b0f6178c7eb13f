// Tokens that are minted for one command: in an apply alone, once for a name, in no plan, state or log.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deriveModel, providerAttributes, rows } from '@reeve/provider'
import { document } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dynamic } from '../../provider/src/engine/session.ts'
import { unknown } from '../../provider/src/wire/values.ts'
import type { ObjectValue } from '../../provider/src/wire/values.ts'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { startPlugin } from '../support/plugin.ts'
import { openTables } from '../support/tables.ts'
import { connected, describeWithTerraform, quiet, refusal } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'
import { expectNoTrace } from '../support/traces.ts'

let broker: TestBroker
const trace = { TF_LOG: 'TRACE' }

/** Hands a token to a program through its environment, as often as `version` changes. */
const taker = (from: string, version = '1') => `
  resource "terraform_data" "taker" {
    triggers_replace = "${version}"
    provisioner "local-exec" {
      command     = "printf %s \\"$TOKEN\\" > taken"
      environment = { TOKEN = ephemeral.${from}.token }
    }
  }`
const taken = (work: Workspace) => readFile(join(work.dir, 'taken'), 'utf8')

const agentToken = (tenant: string, name = 'on-prem') => `
  resource "reeve_tenant" "a" { slug = "${tenant}" }
  ephemeral "reeve_agent_token" "a" {
    tenant          = reeve_tenant.a.slug
    name            = "${name}"
    expires_in_days = 90
    applying        = terraform.applying
  }`

async function listed(path: string): Promise<{ id: string; name: string; status: string }[]> {
  const { body } = await broker.request('GET', path)
  return (body as { items: { id: string; name: string; status: string }[] }).items
}

describeWithTerraform('an ephemeral', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  test('agent token is minted by an apply alone, once, and leaves no trace', async () => {
    const path = '/api/v1/tenants/short/agent-tokens'
    await using work = await connected(broker, trace)
    await work.write(agentToken('short') + taker('reeve_agent_token.a'))
    const planned = await work.plan('-out=saved')
    expect((await broker.request('GET', path)).status).toBe(404)
    const shown = await work.run('show', '-json', 'saved')
    const applied = await work.run('apply', ...quiet, 'saved')
    expect(applied.code).toBe(0)
    const token = await taken(work)
    expect(token).toMatch(/^agent_[0-9a-f]{64}$/)
    const again = [await work.plan(), await work.apply(), await work.plan()]
    expect(again.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(await listed(path)).toMatchObject([{ name: 'on-prem', status: 'active' }])
    const destroyed = await work.run('destroy', '-auto-approve', ...quiet)
    expect(destroyed.code).toBe(0)
    await expectNoTrace(work, [token], [planned, shown, applied, ...again, destroyed], ['taken'])
  })

  test('token of the same name has the same secret for a day, then none; of a new name another', async () => {
    const path = '/api/v1/tenants/lasting/agent-tokens'
    await using work = await connected(broker)
    await work.apply(agentToken('lasting') + taker('reeve_agent_token.a'))
    const first = await taken(work)
    await work.apply(agentToken('lasting') + taker('reeve_agent_token.a', '2'))
    expect(await taken(work)).toBe(first)

    await using tables = await openTables(broker.databaseUrl)
    await tables.client.query('delete from idempotency')
    const { said } = await work.apply()
    expect(said).toContain('The secret is not shown again')
    expect(await listed(path)).toHaveLength(1)
    await work.apply(agentToken('lasting', 'on-prem-2') + taker('reeve_agent_token.a', '3'))
    expect(await taken(work)).toMatch(/^agent_/)
    expect(await taken(work)).not.toBe(first)
    expect(await listed(path)).toHaveLength(2)
  })

  test('token whose name something else has is refused at the name', async () => {
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'crowded' } })
    const body = { name: 'on-prem', description: 'Made by hand.' }
    await broker.request('POST', '/api/v1/tenants/crowded/agent-tokens', { body })
    await using work = await connected(broker)
    await work.write(
      agentToken('crowded')
        .replace('resource "reeve_tenant" "a" {', 'data "reeve_tenant" "a" {')
        .replace('reeve_tenant.a.slug', 'data.reeve_tenant.a.slug'),
    )
    const { code, said } = await work.run('apply', '-auto-approve', ...quiet)
    expect([code, said]).toEqual([1, expect.stringContaining('Another resource has this name')])
  })

  test('token that was revoked meanwhile is minted anew', async () => {
    const path = '/api/v1/tenants/leaky/agent-tokens'
    await using work = await connected(broker)
    await work.apply(agentToken('leaky') + taker('reeve_agent_token.a'))
    const first = await taken(work)
    await broker.request('POST', `${path}/on-prem/revoke`)
    await work.apply(agentToken('leaky') + taker('reeve_agent_token.a', '2'))
    expect(await taken(work)).not.toBe(first)
    await work.apply()
    expect(await listed(path)).toMatchObject([{ name: 'on-prem', status: 'active' }])
  })

  test('api token can be a provider’s own, also in a plan, and is gone when the command ends', async () => {
    await using work = await connected(broker, trace)
    await work.write(`
      ephemeral "reeve_api_token" "run" {
        name            = "run"
        scopes          = ["pools:*", "api-tokens:read"]
        revoke_on_close = true
      }
      provider "reeve" {
        alias = "narrow"
        token = ephemeral.reeve_api_token.run.token
      }
      resource "reeve_pool" "a" {
        provider = reeve.narrow
        name     = "narrow"
      }
      data "reeve_api_tokens" "live" { provider = reeve.narrow }
      output "live" { value = data.reeve_api_tokens.live.api_tokens[*].name }`)
    await work.apply()
    expect((await work.run('output', '-json', 'live')).json).toContain('run')
    expect((await listed('/api/v1/api-tokens')).map(({ name }) => name)).not.toContain('run')
    const { code, said } = await work.plan()
    expect([code, said]).toEqual([0, expect.stringContaining('No changes')])
    expect((await listed('/api/v1/api-tokens')).map(({ name }) => name)).not.toContain('run')
  })

  test('bootstrap token and a launch token are told by their keys', async () => {
    await using work = await connected(broker)
    const written = (key: string) => `
      resource "reeve_tenant" "a" { slug = "keyed" }
      resource "reeve_app" "a" {
        tenant = reeve_tenant.a.slug
        name   = "orders"
        scopes = ["read:data:*"]
      }
      ephemeral "reeve_bootstrap_token" "a" {
        count    = 2
        key      = "${key}-\${count.index}"
        max_uses = 10
        applying = terraform.applying
      }
      ephemeral "reeve_launch_token" "a" {
        tenant        = reeve_tenant.a.slug
        app           = reeve_app.a.name
        agent_name    = "reader"
        allowed_scope = ["read:data:customers"]
        ttl_seconds   = 600
        key           = "${key}"
        applying      = terraform.applying
      }`
    const count = async () =>
      Promise.all(
        ['/api/v1/bootstrap-tokens', '/api/v1/tenants/keyed/apps/orders/launch-tokens'].map(
          async (path) => (await listed(path)).length,
        ),
      )
    await work.apply(written('a') + taker('reeve_launch_token.a'))
    expect(await taken(work)).toMatch(/^launch_/)
    await work.apply()
    expect(await count()).toEqual([2, 1])
    await work.apply(written('b') + taker('reeve_launch_token.a'))
    expect(await count()).toEqual([4, 2])
  })

  test('token is looked after while Terraform needs it, and ends only if that was asked', async () => {
    const { attributes } = deriveModel(document, rows).ephemerals['reeve_agent_token']!
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'watched' } })
    await using plugin = await startPlugin()
    const { url, adminToken: token } = broker
    const config = dynamic({ url, token, retry_timeout: null }, providerAttributes)
    await plugin.call('ConfigureProvider', { config })
    const type_name = 'reeve_agent_token'
    const open = (more: ObjectValue) =>
      plugin.call('OpenEphemeralResource', {
        type_name,
        config: dynamic({ tenant: 'watched', expires_in_days: 4, ...more }, attributes),
      })
    const seen = async () =>
      (await listed('/api/v1/tenants/watched/agent-tokens')).map(({ status }) => status)

    const kept = await open({ name: 'kept', applying: true })
    const days = (kept.renew_at!.seconds - Date.now() / 1000) / 86_400
    expect(days).toBeCloseTo(3, 1)
    const { private: held } = kept
    expect(Buffer.from(held).toString()).not.toContain('agent_')
    expect(await plugin.call('RenewEphemeralResource', { type_name, private: held })).toMatchObject(
      {
        diagnostics: [],
        private: held,
      },
    )
    await plugin.call('CloseEphemeralResource', { type_name, private: held })
    expect(await seen()).toEqual(['active'])

    await broker.request('POST', '/api/v1/tenants/watched/agent-tokens/kept/revoke')
    const late = await plugin.call('RenewEphemeralResource', { type_name, private: held })
    expect(late.diagnostics).toMatchObject([{ summary: 'It is no longer accepted' }])

    const lent = await open({ name: 'lent', revoke_on_close: true })
    expect((await seen()).toSorted()).toEqual(['active', 'revoked'])
    await plugin.call('CloseEphemeralResource', { type_name, private: lent.private })
    expect(await seen()).toEqual(['revoked', 'revoked'])

    const waiting = await open({ name: unknown, applying: true })
    expect(waiting.diagnostics).toEqual([])
    expect((await plugin.call('CloseEphemeralResource', { type_name })).diagnostics).toEqual([])
  })

  test('token that every plan would mint again is refused, and so is one without a name or a key', async () => {
    const bare = await refusal(broker, 'validate', 'ephemeral "reeve_bootstrap_token" "a" {}')
    expect(bare).toContain('When should it be minted?')
    expect(bare).toContain('Which one is it?')
    const wrong = await refusal(
      broker,
      'validate',
      'ephemeral "reeve_agent_token" "a" {\n tenant = "a"\n name = "A b"\n applying = terraform.applying\n}',
    )
    expect(wrong).toContain('name must match')
    expect(wrong).not.toContain('When should it be minted?')
  })
})
