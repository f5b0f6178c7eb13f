// An agent that is declared before it comes: it is let in, and what it is from then on is no change.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { connected, describeWithTerraform, quiet } from '../support/terraform.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker

describeWithTerraform('an agent', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  test('is declared, comes, is no change, and is forgotten with its declaration', async () => {
    await using work = await connected(broker)
    const hcl = `
      resource "reeve_tenant" "it" { slug = "acme" }
      resource "reeve_agent_token" "it" {
        tenant = reeve_tenant.it.slug
        name   = "racks"
      }
      resource "reeve_agent" "it" {
        tenant = reeve_tenant.it.slug
        name   = "rack-8"
      }`
    await work.apply(hcl)
    const declared = (await work.state('reeve_agent.it'))!
    expect(declared).toMatchObject({ administration: 'enabled', pool: null, public_key: null })
    const { token } = (await work.state('reeve_agent_token.it'))!

    await using agent = startAgent(broker, String(token), { AGENT_NAME: 'rack-8' })
    const at = `/api/v1/tenants/acme/agents/${String(declared['id'])}`
    const there = () => broker.request('GET', at)
    await until(there, ({ body }) => body.liveness === 'online')
    const { code, said } = await work.plan()
    expect([code, said]).toEqual([0, expect.stringContaining('No changes.')])
    await work.run('apply', '-refresh-only', '-auto-approve', ...quiet)
    const come = (await work.state('reeve_agent.it'))!
    expect(come).toMatchObject({ id: declared['id'], created_at: declared['created_at'] })
    expect(come['public_key']).toEqual(expect.any(String))

    await work.apply(hcl.replace('"rack-8"', '"rack-8"\n administration = "disabled"'))
    await until(there, ({ body }) => body.liveness === 'offline')
    await work.run('destroy', '-auto-approve', '-target=reeve_agent.it', ...quiet)
    expect((await there()).status).toBe(404)
    expect(agent.log()).toContain('connected')
  })
})
