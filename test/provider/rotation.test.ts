// What is about to expire is given another value by an apply, while the one before still holds: no agent sees a gap.
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { serve } from '../support/http-server.ts'
import { startKubernetes } from '../support/kubernetes.ts'
import { enrolWith } from '../support/proofs.ts'
import { openTables } from '../support/tables.ts'
import type { Tables } from '../support/tables.ts'
import { connected, describeWithTerraform } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'
import { expectNoTrace } from '../support/traces.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker
let tables: Tables

type Attributes = Record<string, unknown>
const life = 'expires_in_days = 30\n  rotate_before_days = 7'
const tenant = (slug: string) => `resource "reeve_tenant" "it" {\n  slug = "${slug}"\n}\n`
const token = (more = '') => `resource "reeve_agent_token" "it" {
  tenant = reeve_tenant.it.slug
  name   = "racks"
  ${life}
  ${more}
}\n`
const days = (count: number) => `expires_at = now() + interval '${count} days'`

const set = (table: string, id: unknown, what: string) =>
  tables.client.query(`update ${table} set ${what} where id = $1`, [id])

const warning = /will be rotated.*stays valid until (\S+) if you apply now/

async function stateOf(work: Workspace, address: string): Promise<Attributes> {
  return (await work.state(address))!
}

let count = 0
async function enrols(secret: unknown): Promise<boolean> {
  const agent = { name: `extra-${++count}` }
  const proof = { token: String(secret) }
  return (await enrolWith(broker, { method: 'agent_token', proof, agent })).status === 201
}

async function worked(slug: string): Promise<unknown> {
  const at = `/api/v1/tenants/${slug}/jobs`
  const body = { type: 'script', payload: { script: 'return 42' } }
  const { id } = (await broker.request('POST', at, { body })).body
  const job = () => broker.request('GET', `${at}/${id}`)
  return (await until(job, (it) => it.body.status === 'completed')).body.result
}

/** Stands before the broker, and takes the answers that `loses` names away. */
const relay = (url: string, loses: (path: string) => boolean) =>
  serve((asked, answer) => {
    const { method, headers, url: path = '' } = asked
    const passed = request(new URL(path, url), { method, headers }, (from) => {
      if (loses(path)) answer.destroy()
      else from.pipe(answer.writeHead(from.statusCode!, from.headers))
    })
    asked.pipe(passed)
  })

describeWithTerraform('a rotation', () => {
  beforeAll(async () => {
    broker = await startBroker()
    tables = await openTables(broker.databaseUrl)
  })
  afterAll(async () => {
    await tables[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })

  test('is planned with its time, and the agents that are in and those that come see no gap', async () => {
    await using work = await connected(broker)
    await work.apply(tenant('acme') + token())
    const before = await stateOf(work, 'reeve_agent_token.it')
    await using agent = startAgent(broker, String(before['token']), { AGENT_NAME: 'rack-7' })
    expect(await worked('acme')).toBe(42)
    expect((await work.plan()).code).toBe(0)

    await set('agent_token', before['id'], days(6))
    const planned = await work.plan('-out=plan')
    expect(planned.said).toContain('0 to add, 1 to change, 0 to destroy')
    const [, time] = warning.exec(planned.said)!
    const left = Date.parse(time!) - Date.now()
    expect(left).toBeGreaterThan(3_000_000)
    expect(left).toBeLessThan(3_600_000)
    const { json } = await work.run('show', '-json', 'plan')
    const { resource_changes: changes } = json as { resource_changes: Attributes[] }
    const change = changes.find((it) => it['address'] === 'reeve_agent_token.it')?.['change']
    expect(change).toMatchObject({
      actions: ['update'],
      after_unknown: { token: true, expires_at: true, rotation_due: true },
    })

    await work.apply()
    const after = await stateOf(work, 'reeve_agent_token.it')
    expect(after).toMatchObject({ id: before['id'], status: 'active', rotation_due: false })
    expect(after['token']).not.toBe(before['token'])
    const { code, said } = await work.plan()
    expect([code, said]).toEqual([0, expect.stringContaining('No changes.')])
    expect(said).not.toMatch(warning)

    expect(await enrols(before['token'])).toBe(true)
    expect(await enrols(after['token'])).toBe(true)
    await set('agent_token', before['id'], 'previous_until = now()')
    expect(await enrols(before['token'])).toBe(false)
    expect(await enrols(after['token'])).toBe(true)
    expect(await worked('acme')).toBe(42)
    expect(agent.log().match(/"connected"/g) ?? []).toHaveLength(1)
  })

  test('comes with the edit that was made beside it, and an edit before it is due brings none', async () => {
    await using work = await connected(broker)
    await work.apply(tenant('edits') + token())
    const first = await stateOf(work, 'reeve_agent_token.it')
    await work.apply(tenant('edits') + token('description = "Racks"'))
    expect(await stateOf(work, 'reeve_agent_token.it')).toMatchObject({ token: first['token'] })

    await set('agent_token', first['id'], days(6))
    const edited = token('description = "More racks"\n  overlap_seconds = 0')
    await work.write(tenant('edits') + edited)
    expect((await work.plan()).said).toContain('ends with the apply, since overlap_seconds is 0')
    await work.apply()
    const last = await stateOf(work, 'reeve_agent_token.it')
    expect(last).toMatchObject({ description: 'More racks', overlap_seconds: 0 })
    expect(last['token']).not.toBe(first['token'])
    expect(await enrols(first['token'])).toBe(false)
    expect((await work.plan()).code).toBe(0)
  })

  test('is refused when somebody else rotated in between, and nothing is lost', async () => {
    await using work = await connected(broker)
    await work.apply(tenant('raced') + token())
    const before = await stateOf(work, 'reeve_agent_token.it')
    await set('agent_token', before['id'], days(6))
    await work.plan('-out=plan')
    await broker.request('POST', '/api/v1/tenants/raced/agent-tokens/racks/rotate', { body: {} })
    const { code, said } = await work.run('apply', '-no-color', '-input=false', 'plan')
    expect([code, said]).toEqual([1, expect.stringContaining('nothing was overwritten')])
    expect(await stateOf(work, 'reeve_agent_token.it')).toMatchObject({ token: before['token'] })
    expect(await enrols(before['token'])).toBe(true)
  })

  test('whose answer is lost is told, with what to do', async () => {
    const lost = { left: 0 }
    await using deaf = await relay(
      broker.url,
      (path) => path.endsWith('/rotate') && lost.left-- > 0,
    )
    await using work = await connected({ ...broker, url: deaf.url })
    const impatient = 'provider "reeve" {\n  retry_timeout = 1\n}\n'
    await work.apply(impatient + tenant('deaf') + token())
    const before = await stateOf(work, 'reeve_agent_token.it')
    await set('agent_token', before['id'], days(6))
    lost.left = 1000
    const { code, said } = await work.run('apply', '-auto-approve', '-no-color', '-input=false')
    expect([code, said]).toEqual([1, expect.stringContaining('may have been rotated')])
    expect(await stateOf(work, 'reeve_agent_token.it')).toMatchObject({ token: before['token'] })
    lost.left = 0
    expect((await work.plan()).code).toBe(0)
    await work.run('apply', '-auto-approve', '-input=false', '-replace=reeve_agent_token.it')
    expect(await enrols((await stateOf(work, 'reeve_agent_token.it'))['token'])).toBe(true)
  })

  test('of what is delivered puts the new value where the old one was, and neither into the state', async () => {
    await using cluster = await startKubernetes()
    await using work = await connected(broker, { KUBE_CONFIG_PATH: cluster.kubeconfig })
    const place = 'kubernetes_secret = { namespace = "agents", name = "reeve" }'
    await work.apply(tenant('delivered') + token(`deliver_to = { ${place} }`))
    const { id } = await stateOf(work, 'reeve_agent_token.it')
    const delivered = () => cluster.value('agents/reeve', 'token')
    const before = delivered()
    await set('agent_token', id, days(6))
    const planned = await work.plan()
    expect(planned.said).toContain('0 to add, 1 to change, 0 to destroy')
    expect(planned.said).toMatch(warning)
    const applied = await work.apply()
    const after = delivered()
    expect(after).toMatch(/^agent_/)
    expect(after).not.toBe(before)
    expect(await stateOf(work, 'reeve_agent_token.it')).toMatchObject({ id, token: null })
    expect([await enrols(before), await enrols(after)]).toEqual([true, true])
    expect((await work.plan()).code).toBe(0)
    expect(cluster.mistakes).toEqual([])
    await expectNoTrace(work, [before!, after!], [planned, applied])
  })

  test('comes too late for what has expired: that is planned for creation', async () => {
    await using work = await connected(broker)
    await work.apply(tenant('late') + token())
    const before = await stateOf(work, 'reeve_agent_token.it')
    await set('agent_token', before['id'], 'expires_at = now()')
    const planned = await work.plan()
    expect(planned.said).toContain('1 to add, 0 to change, 0 to destroy')
    expect(planned.said).not.toMatch(warning)
    await work.apply()
    expect((await stateOf(work, 'reeve_agent_token.it'))['id']).not.toBe(before['id'])
  })

  test('is the same for keys and api tokens', async () => {
    await using work = await connected(broker)
    const its = ['platform_key', 'enrolment_key', 'api_token'] as const
    const more = { platform_key: '', enrolment_key: '', api_token: '\n  scopes = ["jobs:read"]' }
    await work.apply(
      its
        .map((it) => `resource "reeve_${it}" "it" {\n  name = "it"\n  ${life}${more[it]}\n}\n`)
        .join(''),
    )
    const read = () => Promise.all(its.map((it) => stateOf(work, `reeve_${it}.it`)))
    const before = await read()
    for (const [index, it] of its.entries()) await set(it, before[index]!['id'], days(6))
    const planned = await work.plan()
    expect(planned.said).toContain('0 to add, 3 to change, 0 to destroy')
    await work.apply()
    const after = await read()
    for (const [index, it] of its.entries()) {
      const secret = it === 'api_token' ? 'token' : 'key'
      expect(after[index]![secret]).toMatch(/[0-9a-f]{64}$/)
      expect(after[index]![secret]).not.toBe(before[index]![secret])
      expect(after[index]!['id']).toBe(before[index]!['id'])
    }
    expect(after[0]!['key_id']).not.toBe(before[0]!['key_id'])
    expect((await work.plan()).code).toBe(0)
    for (const [, , api] of [before, after]) {
      const answer = await broker.request('GET', '/api/v1/jobs', { token: String(api!['token']) })
      expect(answer.status).toBe(200)
    }
  })
})
