// Why an agent gets no work, and agents in numbers: each reason is brought about and read.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { inStatus, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let tables: Tables
let token: string
let agent: TestAgent
let id: string
const at = '/api/v1/tenants/acme'
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  token = await tenantWithToken(broker, 'acme')
  agent = startAgent(broker, token, { AGENT_TOOLS: 'nuclei', MAX_CONCURRENT: '1' })
  const { body } = await until(
    () => broker.request('GET', `${at}/agents?liveness=online`),
    (answer) => answer.body.items.length === 1,
  )
  id = body.items[0].id
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const explained = async (who = id, tenant = 'acme', as?: string) =>
  (
    await broker.request('GET', `/api/v1/tenants/${tenant}/agents/${who}/explain`, {
      ...(as && { token: as }),
    })
  ).body
const codes = async () =>
  (await explained()).reasons.map(({ code }: { code: string }) => code) as string[]
const cancel = (job: string) => broker.request('POST', `${at}/jobs/${job}/cancel`)
/** Another state of its row, as no call over HTTP brings it about here. */
const state = (set: string) => tables.client.query(`update agent set ${set} where id = '${id}'`)

test('an agent that nothing keeps says that there is no work, and then what the nearest job asks', async () => {
  expect(await explained()).toEqual({
    ready: true,
    summary: 'No job waits at the tenants that it works for.',
    reasons: [{ code: 'no-work', detail: 'No job waits at the tenants that it works for.' }],
  })
  const far = await submit(broker, 'acme', 'return 1', { tools: ['nmap', 'trivy'], region: 'mars' })
  const near = await submit(broker, 'acme', 'return 1', { tools: ['nuclei', 'nmap'] })
  const { ready, reasons } = await explained()
  expect({ ready, reasons }).toEqual({
    ready: true,
    reasons: [
      {
        code: 'unable',
        detail: `No waiting job fits it; for the nearest, ${near}, it lacks tool nmap.`,
        job: near,
        missing: ['tool nmap'],
      },
    ],
  })
  for (const job of [far, near]) await cancel(job)
})

test('a full agent, a limit that is reached, and work that is next', async () => {
  const running = await submit(broker, 'acme', 'await sleep(60000)')
  await inStatus(broker, 'acme', running, 'running')
  const waiting = await submit(broker, 'acme', 'return 1')
  expect(await explained()).toMatchObject({
    ready: false,
    reasons: [{ code: 'no-slot' }, { code: 'waiting-its-turn', job: waiting }],
  })
  const limits = { max_concurrent_jobs: 1, max_queued_jobs: 10 }
  await broker.request('POST', '/api/v1/plans', { body: { name: 'one', ...limits } })
  await tables.client.query(
    `update tenant set plan_id = (select id from plan where name = 'one') where slug = 'acme'`,
  )
  expect(await codes()).toEqual(['no-slot', 'limit-reached'])
  for (const job of [waiting, running]) await cancel(job)
  await until(codes, (found) => found.join() === 'no-work')
})

test('what an operator did to it, and where it is not let in', async () => {
  const path = `${at}/agents/${id}`
  const set = (administration: string) => broker.request('PUT', path, { body: { administration } })
  await set('draining')
  expect(await codes()).toEqual(['draining', 'no-work'])
  await set('enabled')
  for (const admission of ['pending', 'denied']) {
    await state(`admission = '${admission}'`)
    expect(await codes()).toEqual([admission, 'no-work'])
  }
  await state(`admission = 'approved'`)
  expect(await codes()).toEqual(['no-work'])
})

test('worker type, drift, and a suspended tenant', async () => {
  const job = await submit(broker, 'acme', 'return 1', { tools: ['nmap'] })
  await state(`worker_type = 'other'`)
  expect((await explained()).summary).toBe('Its worker type is other, and what waits is for task.')
  await state(`worker_type = 'task', reported_tools = '{nmap}'`)
  expect((await explained()).reasons.at(-1)).toEqual({
    code: 'drift',
    detail:
      'Of its tools it declared and does not report nuclei, and reports and did not declare nmap: that does not count.',
    missing: ['nuclei', 'nmap'],
  })
  await state(`reported_tools = declared_tools`)
  await cancel(job)
  await tables.client.query(`update tenant set status = 'suspended' where slug = 'acme'`)
  expect(await codes()).toEqual(['tenant-suspended', 'no-work'])
  await tables.client.query(`update tenant set status = 'active' where slug = 'acme'`)
})

test('a pool’s agent: no tenants, a paused pool, and no word of others to a tenant', async () => {
  await broker.request('POST', '/api/v1/pools', { body: { name: 'p' } })
  const made = await broker.request('POST', '/api/v1/tenants/system/agent-tokens', {
    body: { name: 'pooled', pool: 'p' },
  })
  await using pooled = startAgent(broker, made.body.token)
  const list = await until(
    () => broker.request('GET', '/api/v1/agents?pool=p&liveness=online'),
    (answer) => answer.body.items.length === 1,
  )
  const who = list.body.items[0].id as string
  expect(pooled.log()).not.toMatch(/"level":(50|60)/)
  expect((await explained(who, 'system')).summary).toBe('No tenant’s work goes to the pool p.')
  const paused = { description: '', labels: [], paused: true }
  expect((await broker.request('PUT', '/api/v1/pools/p', { body: paused })).status).toBe(200)
  for (const slug of ['globex', 'initech']) {
    await tenantWithToken(broker, slug, { worker_agent_pool: 'shared' })
    await broker.request('PUT', `/api/v1/pools/p/tenants/${slug}`)
  }
  const job = await submit(broker, 'globex', 'return 1', { tools: ['nmap'] })
  expect((await explained(who, 'system')).reasons).toMatchObject([
    { code: 'pool-paused' },
    { code: 'unable', job, missing: ['tool nmap'] },
  ])
  // As if the agent were a tenant's own that operators put into a pool: it hears of its own jobs alone.
  const { rows } = await tables.client.query(`select id from tenant where slug = 'initech'`)
  await tables.client.query(`update agent set tenant_id = $1 where id = $2`, [rows[0].id, who])
  const { body } = await broker.request('POST', '/api/v1/tenants/initech/api-tokens', {
    body: { name: 'reader', scopes: ['agents:read'] },
  })
  expect(JSON.stringify(await explained(who, 'initech', body.token))).not.toContain(job)
  expect(JSON.stringify(await explained(who, 'initech'))).toContain(job)
})

test('agents in numbers, a tenant’s and everybody’s', async () => {
  const mine = await broker.request('GET', `${at}/agents/stats`)
  const idle = { draining: 0, pending: 0, denied: 0, held_back: 0 }
  const one = { agents: 1, online: 1, offline: 0, ...idle, slots: 1, held: 0, free: 1, load: 0 }
  expect(mine.body).toEqual(one)
  const running = await submit(broker, 'acme', 'await sleep(60000)')
  await inStatus(broker, 'acme', running, 'running')
  const busy = { ...one, held: 1, free: 0, load: 100 }
  expect((await broker.request('GET', `${at}/agents/stats`)).body).toEqual(busy)
  expect((await broker.request('GET', '/api/v1/agents/stats?tenant=acme')).body).toEqual(busy)
  expect((await broker.request('GET', '/api/v1/agents/stats?pool=p')).body).toMatchObject({
    agents: 1,
    online: 0,
    offline: 1,
    slots: 0,
    load: null,
  })
  expect((await broker.request('GET', '/api/v1/agents/stats')).body.agents).toBe(2)
})

test('an agent that left is offline since then', async () => {
  await agent[Symbol.asyncDispose]()
  const { reasons } = await until(explained, ({ ready }) => !ready)
  const offline = reasons.find(({ code }: { code: string }) => code === 'offline')
  expect(offline.detail).toBe(`It is offline since ${offline.since}.`)
})
