// What cannot be declared can be read: every noun of the contract that is a data source and no resource.
import { rows } from '@reeve/provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { connected, describeWithTerraform } from '../support/terraform.ts'

let broker: TestBroker

async function made(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await broker.request('POST', `/api/v1${path}`, { body })
  expect([answer.status, answer.body]).toEqual([201, expect.anything()])
  return answer.body as Record<string, unknown>
}

describeWithTerraform('data sources of what cannot be declared', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  test('read one and many of each', async () => {
    await made('/tenants', { slug: 'acme' })
    await made('/pools', { name: 'compute' })
    const agent = await made('/tenants/acme/agents', { name: 'rack-7' })
    const token = await made('/bootstrap-tokens', {})
    await made('/tenants/acme/apps', { name: 'orders', scopes: ['read:data:*'] })
    const launch = { agent_name: 'reader', allowed_scope: ['read:data:x'] }
    const launched = await made('/tenants/acme/apps/orders/launch-tokens', launch)
    const payload = { script: 'return 1', input: { a: [1, 'b'] } }
    const job = await made('/tenants/acme/jobs', { type: 'script', payload })
    const done = { level: 'task', target: 'orch/task', reason: 'Called off.' }
    const revocation = await made('/tenants/acme/revocations', done)

    const hcl = `
      data "reeve_audit_events" "it" { operation = "createPool" }
      data "reeve_audit_event" "it" { id = data.reeve_audit_events.it.audit_events[0].id }
      data "reeve_audit_checkpoints" "it" {}
      data "reeve_agents" "it" { tenant = "acme" }
      data "reeve_agent" "it" {
        tenant = "acme"
        id     = "${String(agent['id'])}"
      }
      data "reeve_agent_enrolments" "it" {
        tenant = "acme"
        agent  = "${String(agent['id'])}"
      }
      data "reeve_bootstrap_token_uses" "it" { bootstrap_token = "${String(token['id'])}" }
      data "reeve_launch_tokens" "it" {
        tenant = "acme"
        app    = "orders"
      }
      data "reeve_launch_token" "it" {
        tenant = "acme"
        app    = "orders"
        id     = "${String(launched['id'])}"
      }
      data "reeve_revocations" "all" {}
      data "reeve_revocations" "it" { tenant = "acme" }
      data "reeve_revocation" "it" {
        tenant = "acme"
        id     = "${String(revocation['id'])}"
      }
      data "reeve_bans" "it" {}
      data "reeve_signing_keys" "it" { purpose = "session" }
      data "reeve_signing_key" "it" { id = data.reeve_signing_keys.it.signing_keys[0].id }
      data "reeve_jobs" "it" { status = "queued" }
      data "reeve_job" "it" {
        tenant = "acme"
        id     = "${String(job['id'])}"
      }
      data "reeve_pool_scale" "it" { pool = "compute" }
      data "reeve_version" "it" {}
      output "found" {
        value = {
          event      = data.reeve_audit_event.it.operation
          agents     = data.reeve_agents.it.agents[*].name
          agent      = data.reeve_agent.it.registered
          none       = length(data.reeve_agent_enrolments.it.agent_enrolments) + length(data.reeve_bans.it.bans)
          uses       = length(data.reeve_bootstrap_token_uses.it.bootstrap_token_uses)
          launch     = [data.reeve_launch_token.it.agent_name, data.reeve_launch_tokens.it.launch_tokens[0].app]
          revocation = data.reeve_revocation.it.target
          same       = data.reeve_revocations.it.revocations[0].id == data.reeve_revocation.it.id
          all        = length(data.reeve_revocations.all.revocations)
          key        = data.reeve_signing_key.it.state
          jobs       = length(data.reeve_jobs.it.jobs)
          payload    = jsondecode(data.reeve_job.it.payload)
          result     = data.reeve_job.it.result
          scale      = data.reeve_pool_scale.it.wanted
          version    = data.reeve_version.it.version
        }
      }`
    for (const { name } of rows.filter(({ dataOnly }) => dataOnly))
      expect(hcl).toMatch(new RegExp(`data "reeve_${name}s?"`))

    await using work = await connected(broker)
    await work.apply(hcl)
    const { version } = (await broker.request('GET', '/api/v1/version')).body as { version: string }
    expect((await work.run('output', '-json', 'found')).json).toEqual({
      event: 'createPool',
      agents: ['rack-7'],
      agent: true,
      none: 0,
      uses: 0,
      launch: ['reader', 'orders'],
      revocation: 'orch/task',
      same: true,
      all: 1,
      key: 'signing',
      jobs: 1,
      payload,
      result: null,
      scale: 0,
      version,
    })
    expect((await work.plan()).code).toBe(0)
  })
})
