// One story for every Terraform and OpenTofu that is here: what it knows works, and what it does not know hurts nothing.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { enginesHere } from '../support/engines.ts'
import type { Engine, Feature } from '../support/engines.ts'
import { connected, describeWithTerraform, quiet } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

const engines = await enginesHere()
let broker: TestBroker

const declared = (description: string) => `
resource "reeve_tenant" "acme" {
  slug = "acme"
}
resource "reeve_agent_token" "it" {
  tenant      = reeve_tenant.acme.slug
  name        = "on-prem"
  description = "${description}"
}`

async function expectNoChanges(work: Workspace): Promise<void> {
  const { code, said } = await work.plan()
  expect([code, said]).toEqual([0, expect.stringContaining('No changes.')])
}

/** The identity that the state file holds. */
async function identityOf(work: Workspace, type: string): Promise<unknown> {
  const state = JSON.parse(await readFile(join(work.dir, 'terraform.tfstate'), 'utf8')) as {
    resources: { type: string; instances: { identity?: unknown }[] }[]
  }
  return state.resources.find((it) => it.type === type)?.instances[0]?.identity ?? null
}

describeWithTerraform('the compatibility of', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  describe.each(engines)('$name', (engine: Engine) => {
    const { knows, program } = engine
    const start = () => connected(broker, {}, program)
    const token = async (name = 'on-prem') =>
      (await broker.request('GET', `/api/v1/tenants/acme/agent-tokens/${name}`)).body as Record<
        string,
        unknown
      >

    test('apply, plan, change, drift, import and destroy; an identity is never lost', async () => {
      await using work = await start()
      await work.apply(declared('One.'))
      await expectNoChanges(work)
      const { id } = await token()
      const identity = knows.identity ? { tenant: 'acme', id } : null
      expect(await identityOf(work, 'reeve_agent_token')).toEqual(identity)

      await work.apply(declared('Two.'))
      expect(await identityOf(work, 'reeve_agent_token')).toEqual(identity)

      await broker.request('PUT', '/api/v1/tenants/acme/agent-tokens/on-prem', {
        body: { description: 'By hand.', rotate_before_days: null, overlap_seconds: 3600 },
      })
      await work.run('apply', '-refresh-only', '-auto-approve', ...quiet)
      expect(await identityOf(work, 'reeve_agent_token')).toEqual(identity)
      await work.apply()

      await work.run('state', 'rm', 'reeve_agent_token.it')
      const imported = `import {\n  to = reeve_agent_token.it\n  id = "acme/on-prem"\n}\n`
      await work.apply(`${imported}${declared('Two.')}`)
      await expectNoChanges(work)
      expect(await identityOf(work, 'reeve_agent_token')).toEqual(identity)

      await broker.request('DELETE', '/api/v1/tenants/acme/agent-tokens/on-prem')
      const missing = await work.plan()
      expect([missing.code, missing.said]).toEqual([2, expect.stringContaining('1 to add, 0 to')])
      await work.apply(declared('Two.'))
      expect(await work.run('destroy', '-auto-approve', ...quiet)).toMatchObject({ code: 0 })
    })

    test('the page that lists versions says what this one knows', async () => {
      const page = new URL('../../docs/terraform-protocol.md', import.meta.url)
      const lines = (await readFile(page, 'utf8')).split('\n')
      const row = lines.find((line) => line.startsWith(`| ${engine.name} `))
      if (!row) return // another version than those that the page speaks of
      const [, , , functions, moved, identity, , lists, actions] = row
        .split('|')
        .map((cell) => cell.trim())
      const said = Object.entries({ functions, moved, identity, lists, actions })
      for (const [feature, cell] of said)
        if (cell !== 'not run')
          expect([feature, cell === 'yes']).toEqual([feature, knows[feature as Feature]])
    })

    if (knows.functions)
      test('functions answer, and say which argument is wrong', async () => {
        await using work = await start()
        await work.apply(`
          output "next" { value = provider::reeve::cron_next("30 2 * * *", "Europe/Berlin", "2026-01-15T12:00:00Z") }
          output "id" { value = provider::reeve::spiffe_id("reeve.example", { tenant = "acme", agent = "rack-7" }) }
          output "may" { value = provider::reeve::scope_allows(["jobs:write"], "jobs:read") }
          output "token" { value = provider::reeve::parse_token_id("ab12cd.0123456789abcdef") }`)
        const { json } = await work.run('output', '-json')
        expect(json).toMatchObject({
          next: { value: '2026-01-16T01:30:00Z' },
          id: { value: 'spiffe://reeve.example/tenant/acme/agent/rack-7' },
          may: { value: true },
          token: { value: { kind: 'bootstrap_token', id: 'ab12cd' } },
        })
        await work.write(
          'output "x" { value = provider::reeve::cron_next("61 * * * *", "UTC", plantimestamp()) }',
        )
        const { code, said } = await work.plan()
        expect([code, said]).toEqual([1, expect.stringContaining('is no cron expression')])
        expect(said).toContain('"schedule"')
      })

    if (knows.moved)
      test('a moved block leads from the provider at another address', async () => {
        await using work = await start()
        const written = (resource: string) =>
          writeFile(
            join(work.dir, 'main.tf'),
            `terraform {
              required_providers {
                here  = { source = "registry.terraform.io/reeve/reeve" }
                there = { source = "registry.opentofu.org/reeve/reeve" }
              }
            }
            ${resource}`,
          )
        await written('resource "reeve_pool" "old" {\n provider = there\n name = "moved"\n}')
        await work.apply()
        const before = await work.state('reeve_pool.old')
        await written(`
          resource "reeve_pool" "new" {
            provider = here
            name     = "moved"
          }
          moved {
            from = reeve_pool.old
            to   = reeve_pool.new
          }`)
        const { code, said } = await work.plan()
        expect([code, said]).toEqual([2, expect.stringContaining('0 to add, 0 to change, 0 to')])
        await work.apply()
        expect(await work.state('reeve_pool.new')).toEqual(before)
        if (knows.identity)
          expect(await identityOf(work, 'reeve_pool')).toEqual({ id: before!['id'] })
        expect(await work.run('destroy', '-auto-approve', ...quiet)).toMatchObject({ code: 0 })
      })

    if (knows.identity)
      test('an import by identity, with its configuration generated', async () => {
        await using work = await start()
        await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
        const body = { name: 'found', description: 'Found.' }
        await broker.request('POST', '/api/v1/tenants/acme/agent-tokens', { body })
        await work.write(
          'import {\n to = reeve_agent_token.it\n identity = { tenant = "acme", id = "found" }\n}',
        )
        const planned = await work.run('plan', '-generate-config-out=generated.tf', ...quiet)
        expect([planned.code, planned.said]).toEqual([0, expect.stringContaining('1 to import, 0')])
        const generated = await readFile(join(work.dir, 'generated.tf'), 'utf8')
        expect(generated).toMatch(/description += "Found\."/)
        expect(generated).not.toMatch(/token +=|expires_at|status/)
        await work.apply()
        await expectNoChanges(work)
        const { id } = await token('found')
        expect(await identityOf(work, 'reeve_agent_token')).toEqual({ tenant: 'acme', id })

        // as a state of before there were identities
        const file = join(work.dir, 'terraform.tfstate')
        const text = await readFile(file, 'utf8')
        const without = JSON.parse(text, (key, value: unknown) =>
          key.startsWith('identity') ? undefined : value,
        ) as unknown
        await writeFile(file, JSON.stringify(without))
        expect(await identityOf(work, 'reeve_agent_token')).toBeNull()
        await expectNoChanges(work)
        await work.run('apply', '-refresh-only', '-auto-approve', ...quiet)
        expect(await identityOf(work, 'reeve_agent_token')).toEqual({ tenant: 'acme', id })
        await broker.request('DELETE', '/api/v1/tenants/acme')
      })

    if (knows.lists)
      test('terraform query lists what is there', async () => {
        await using work = await start()
        await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
        for (const name of ['one', 'two', 'three'])
          await broker.request('POST', '/api/v1/tenants/acme/agent-tokens', { body: { name } })
        await broker.request('POST', '/api/v1/tenants/acme/agent-tokens/two/revoke')
        await broker.request('POST', '/api/v1/tenants/acme/agents', { body: { name: 'rack-7' } })
        await work.write('')
        const list = (type: string, body = '') =>
          `list "${type}" "all" {\n provider = reeve\n include_resource = true\n config {\n tenant = "acme"\n${body}\n }\n}\n`
        const queries = [
          list('reeve_agent_token'),
          list('reeve_agent'),
          list('reeve_job', 'dead = true'),
        ]
        await writeFile(join(work.dir, 'all.tfquery.hcl'), queries.join(''))
        const { code, said, json } = await work.run('query', '-json')
        expect([code, said]).toEqual([0, expect.anything()])
        const found = (json as { list_resource_found?: Found }[])
          .map((line) => line.list_resource_found)
          .filter((it) => it !== undefined)
        expect(found.map((it) => it.display_name)).toEqual(
          expect.arrayContaining(['acme/one', 'acme/three', 'acme/rack-7']),
        )
        expect(found.map((it) => it.display_name)).not.toContain('acme/two')
        const { id } = await token('one')
        expect(found.find((it) => it.display_name === 'acme/one')).toMatchObject({
          identity: { tenant: 'acme', id },
          resource_object: { name: 'one', token: null },
        })
        await broker.request('DELETE', '/api/v1/tenants/acme')
      })

    if (knows.actions)
      test('an action is invoked, by hand and by what is applied', async () => {
        await using work = await start()
        const written = `${declared('')}
          action "reeve_revoke_agent_token" "it" {
            config {
              tenant      = "acme"
              agent_token = "on-prem"
            }
          }
          action "reeve_rotate_agent_token" "it" {
            config {
              tenant      = "acme"
              agent_token = "on-prem"
              token_file  = "${join(work.dir, 'token')}"
            }
          }`
        await work.apply(written)
        const invoke = (name: string) =>
          work.run('apply', `-invoke=action.${name}.it`, '-auto-approve', ...quiet)
        const rotated = await invoke('reeve_rotate_agent_token')
        expect([rotated.code, rotated.said]).toEqual([0, expect.stringContaining('Written to')])
        const secret = (await readFile(join(work.dir, 'token'), 'utf8')).trim()
        expect(secret).toMatch(/^agent_[0-9a-f]{64}$/)
        expect(rotated.said).not.toContain(secret)
        expect((await invoke('reeve_revoke_agent_token')).code).toBe(0)
        expect(await token()).toMatchObject({ status: 'revoked' })

        const { body: agent } = await broker.request('POST', '/api/v1/tenants/acme/agents', {
          body: { name: 'rack-7' },
        })
        await writeFile(
          join(work.dir, 'drain.tf'),
          `action "reeve_drain_agent" "it" {
            config {
              tenant = "acme"
              agent  = "${String(agent.id)}"
            }
          }`,
        )
        const drained = await invoke('reeve_drain_agent')
        expect([drained.code, drained.said]).toEqual([
          0,
          expect.stringContaining('active_jobs = 0'),
        ])
        const { body: after } = await broker.request(
          'GET',
          `/api/v1/tenants/acme/agents/${String(agent.id)}`,
        )
        expect(after).toMatchObject({ administration: 'draining' })
        await work.run('destroy', '-auto-approve', ...quiet)
        await broker.request('DELETE', '/api/v1/tenants/acme')
      })
  })
})

interface Found {
  display_name: string
  identity: Record<string, unknown>
  resource_object: Record<string, unknown>
}
