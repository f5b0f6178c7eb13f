// The story of an agent as its people see it: listed, filtered, disabled, enabled, forgotten.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'

let broker: TestBroker
let tables: Tables
const agents: Record<string, string> = {}
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  await broker.request('POST', '/api/v1/pools', { body: { name: 'compute' } })
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
  await bring('acme', 'one')
  await bring('acme', 'two')
  await bring('globex', 'three')
  await bring('system', 'four', { pool: 'compute' })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

async function bring(tenant: string, name: string, more: object = {}): Promise<void> {
  const made = await broker.request('POST', `/api/v1/tenants/${tenant}/agent-tokens`, {
    body: { name: `for-${name}`, ...more },
  })
  const body = { method: 'agent_token', proof: { token: made.body.token }, agent: { name } }
  agents[name] = (await broker.request('POST', '/api/v1/agent/enrolments', { body })).body.agent
}

const path = (name: string, tenant = 'acme') => `/api/v1/tenants/${tenant}/agents/${agents[name]}`
const names = async (at: string) =>
  (await broker.request('GET', at)).body.items.map(({ name }: { name: string }) => name)

test('a tenant’s agents are listed below it, everybody’s for operators', async () => {
  expect(await names('/api/v1/tenants/acme/agents')).toEqual(['one', 'two'])
  expect(await names('/api/v1/agents')).toEqual(['one', 'two', 'three', 'four'])
  expect(await names('/api/v1/agents?tenant=system')).toEqual(['four'])
  expect(await names('/api/v1/agents?pool=compute')).toEqual(['four'])
})

test('presence decides liveness: nobody marks an agent offline', async () => {
  const present = (name: string, interval: string, draining = false) =>
    tables.client.query(
      `update agent set present_until = now() + $2::interval, draining = $3 where id = $1`,
      [agents[name], interval, draining],
    )
  await present('one', '1 minute')
  await present('two', '1 minute', true)
  await present('three', '-1 second', true)
  expect(await names('/api/v1/agents?liveness=online')).toEqual(['one'])
  expect(await names('/api/v1/agents?liveness=draining')).toEqual(['two'])
  expect(await names('/api/v1/agents?liveness=offline')).toEqual(['three', 'four'])
})

test('a disabled agent is offline at once, and its jobs are free for others', async () => {
  await tables.client.query(
    `update agent set session = gen_random_uuid(), present_until = now() + interval '1 minute' where id = $1`,
    [agents['one']],
  )
  const job = await broker.request('POST', '/api/v1/tenants/acme/jobs', {
    body: { type: 'script', payload: { script: 'return 1' } },
  })
  await tables.client.query(
    `update job set status = 'running', attempt = 1, agent_id = $1, lease_until = now() + interval '1 hour' where id = $2`,
    [agents['one'], job.body.id],
  )
  expect((await broker.request('GET', path('one'))).body).toMatchObject({
    liveness: 'online',
    active_jobs: 1,
  })
  const disabled = await broker.request('PUT', path('one'), {
    body: { administration: 'disabled' },
  })
  expect(disabled).toMatchObject({
    status: 200,
    body: { administration: 'disabled', liveness: 'offline', revision: 2 },
  })
  // Its lease is over, or the recovery that hears of it was here already.
  const { rows } = await tables.client.query(
    `select lease_until is null or lease_until <= now() as free from job where id = $1`,
    [job.body.id],
  )
  expect(rows).toEqual([{ free: true }])
  const enabled = await broker.request('PUT', path('one'), { body: { administration: 'enabled' } })
  expect(enabled).toMatchObject({
    status: 200,
    body: { administration: 'enabled', liveness: 'offline', revision: 3 },
  })
})

test('a forgotten agent is gone and cannot renew, but may come as a new one', async () => {
  const { token } = (
    await broker.request('POST', '/api/v1/tenants/acme/agent-tokens', { body: { name: 'again' } })
  ).body
  const enrol = () =>
    broker.request('POST', '/api/v1/agent/enrolments', {
      body: { method: 'agent_token', proof: { token }, agent: { name: 'five' } },
    })
  const first = (await enrol()).body
  expect(
    (await broker.request('DELETE', `/api/v1/tenants/acme/agents/${first.agent}`)).status,
  ).toBe(204)
  expect((await broker.request('GET', `/api/v1/tenants/acme/agents/${first.agent}`)).status).toBe(
    404,
  )
  expect(
    (await broker.request('POST', '/api/v1/agent/session/renewals', { token: first.token })).status,
  ).toBe(401)
  expect((await enrol()).body.agent).not.toBe(first.agent)
})

test('an agent outlives its token’s record, without being let in again', async () => {
  expect((await broker.request('DELETE', '/api/v1/tenants/acme/agent-tokens/for-two')).status).toBe(
    204,
  )
  expect((await broker.request('GET', path('two'))).body).toMatchObject({
    name: 'two',
    liveness: 'offline',
  })
})

test('agents go with their tenant', async () => {
  expect((await broker.request('DELETE', '/api/v1/tenants/globex')).status).toBe(204)
  expect(await names('/api/v1/agents')).not.toContain('three')
})
