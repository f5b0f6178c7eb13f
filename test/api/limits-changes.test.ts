// Limits that change at the very moment at which somebody else changes whom they are for.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol, httpAgents } from '../support/http-agents.ts'
import { type OpenBroker, openTables, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { change, submit, tenantOnPlan } from '../support/work.ts'

let broker: OpenBroker
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

/** Resolves when somebody waits for a lock of these kinds. */
const waiting = (kind: string) =>
  until(
    () =>
      broker.tables.client.query(`select from pg_locks where locktype = any ($1) and not granted`, [
        kind.split(' '),
      ]),
    ({ rowCount }) => rowCount === 1,
  )

test('a plan that changes reaches a tenant that comes to it meanwhile', async () => {
  await tenantOnPlan(broker, 'stays', { weight: 1 })
  const id = await tenantOnPlan(broker, 'comes', { weight: 2 })
  await submit(broker, 'comes', 'return 1')
  await using comes = await openTables(broker.databaseUrl)
  await using grows = await openTables(broker.databaseUrl)
  await comes.client.query('begin')
  await comes.client.query(
    `update tenant set plan_id = (select id from plan where name = 'stays-plan') where id = $1`,
    [id],
  )
  const grown = grows.client.query(`update plan set weight = 7 where name = 'stays-plan'`)
  await waiting('advisory')
  await comes.client.query('commit')
  await grown
  const { rows } = await broker.tables.client.query(
    'select weight from waiting where tenant_id = $1',
    [id],
  )
  expect(rows).toEqual([{ weight: 7 }])
})

test.each(['suspends', 'deletes'])(
  'whoever %s a tenant waits for the claim under way, and keeps no agent from it meanwhile',
  async (verb) => {
    const { slug } = await httpAgents(broker, ['own'], `tenant-${verb}`)
    await submit(broker, slug, 'return 1')
    const { id } = (await broker.request('GET', `/api/v1/tenants/${slug}`)).body
    const lane = `tenant:${id}:task`
    await using claims = await openTables(broker.databaseUrl)
    const ask = (text: string, values: string[]) => claims.client.query(text, values)
    await ask('insert into lane (key) values ($1) on conflict do nothing', [lane])
    await ask('begin', [])
    await ask('select from lane where key = $1 for update', [lane])
    const done =
      verb === 'suspends'
        ? change(broker, `tenants/${slug}`, 'TenantUpdate', { status: 'suspended' })
        : broker.request('DELETE', `/api/v1/tenants/${slug}?cancel_jobs=true`)
    await waiting('transactionid tuple')
    const agents = await ask('select from agent where tenant_id = $1 for update nowait', [id])
    expect(agents.rowCount).toBe(1)
    await ask('commit', [])
    expect((await done).status).toBe(verb === 'suspends' ? 'suspended' : 204)
  },
)

test('whoever suspends a tenant waits for no report of its agents', async () => {
  const { slug, all } = await httpAgents(broker, ['reports'], 'reported')
  const id = await submit(broker, slug, 'return 1')
  expect((await all[0]!.ask('poll', { timeout: 10 })).body.jobs).toMatchObject([{ job: id }])
  await using reports = await openTables(broker.databaseUrl)
  await reports.client.query('begin')
  await reports.client.query('select from job where id = $1 for update', [id])
  const suspended = await change(broker, `tenants/${slug}`, 'TenantUpdate', { status: 'suspended' })
  expect(suspended).toMatchObject({ status: 'suspended' })
  await reports.client.query('commit')
})

test('a claim that waits while a pool is paused gives nothing out, and whoever pauses waits for one under way', async () => {
  const make = (path: string, body: object) => broker.request('POST', `/api/v1/${path}`, { body })
  const pool = (await make('pools', { name: 'gpu' })).body
  const { token } = (await make('tenants/system/agent-tokens', { name: 'gpu', pool: 'gpu' })).body
  await tenantOnPlan(broker, 'rests', {})
  await change(broker, 'tenants/rests', 'TenantUpdate', { worker_agent_pool: 'shared' })
  await broker.request('PUT', '/api/v1/pools/gpu/tenants/rests')
  const agent = await enrol(broker, token, 'gpu')
  const lane = `pool:${pool.id}:task`
  await using others = await openTables(broker.databaseUrl)
  const ask = (text: string, ...values: string[]) => others.client.query(text, values)
  await ask('insert into lane (key) values ($1) on conflict do nothing', lane)
  await ask('begin')
  await ask('select from lane where key = $1 for update', lane)
  await submit(broker, 'rests', 'return 1')
  const polled = agent.ask('poll', { timeout: 1 })
  await waiting('transactionid tuple') // its claim
  await ask('update pool set paused = true where id = $1', pool.id)
  await ask('commit')
  expect((await polled).body.jobs).toEqual([])
  await ask('begin')
  await ask('select from lane where key = $1 for update', lane)
  const paused = change(broker, 'pools/gpu', 'PoolUpdate', { paused: true })
  await waiting('transactionid tuple')
  await ask('commit')
  expect(await paused).toMatchObject({ paused: true })
})
