// What enrolment leaves behind is forgotten in time, and nothing that is still of use.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../api/src/db/database.ts'
import { prune } from '../../api/src/sweeps/trust/prune.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { renew } from '../support/keyed.ts'
import { enrolWith } from '../support/proofs.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { launchBody } from '../support/tokens.ts'
import { tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let tables: Tables
let agentToken: string
const path = '/api/v1/tenants/acme/apps/orders'
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  agentToken = await tenantWithToken(broker, 'acme')
  const body = { name: 'orders', scopes: ['read:data:*'] }
  await broker.request('POST', '/api/v1/tenants/acme/apps', { body })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

async function sweep(): Promise<Record<string, number>> {
  await using db = openDatabase(broker.databaseUrl, 1)
  return db.transaction('work', (tx) => prune.run(tx))
}
const nothing = { challenges: 0, launch_tokens: 0, agents: 0, enrolments: 0 }

async function launched() {
  const body = { agent_name: 'one', allowed_scope: ['read:data:customers'] }
  const made = (await broker.request('POST', `${path}/launch-tokens`, { body })).body
  return (await enrolWith(broker, await launchBody(broker, { token: made.token }))).body
}
const byToken = async () =>
  (
    await enrolWith(broker, {
      ...{ method: 'agent_token', proof: { token: agentToken }, agent: { name: 'rack' } },
    })
  ).body
const age = (agent: string, column: string, by: string) =>
  tables.client.query(
    `update enrolment set state = 'ended',
       ended_at = case when $2 = 'ended_at' then now() - $3::interval end,
       ends_at = case when $2 = 'ends_at' then now() - $3::interval end
     where agent_id = $1`,
    [agent, column, by],
  )
const there = async (agent: string) =>
  (await broker.request('GET', `/api/v1/tenants/acme/agents/${agent}`)).status === 200

test('nothing of an agent that is in is touched', async () => {
  const [one, two] = [await launched(), await byToken()]
  expect(await sweep()).toEqual(nothing)
  for (const { token } of [one, two]) expect((await renew(broker, token)).status).toBe(201)
})

test('challenges go when they could not be answered any more, launch tokens an hour after', async () => {
  await launched()
  await tables.client.query(`update launch_token set expires_at = now() - interval '59 minutes'`)
  expect(await sweep()).toEqual(nothing)
  await tables.client.query(`update launch_token set expires_at = now() - interval '61 minutes'`)
  await tables.client.query(`update spent_nonce set expires_at = now() - interval '1 second'`)
  const { rows } = await tables.client.query(`select count(*)::int as count from spent_nonce`)
  expect(rows[0].count).toBeGreaterThan(0)
  const swept = await sweep()
  expect(swept).toEqual({ ...nothing, challenges: rows[0].count, launch_tokens: 2 })
  expect((await broker.request('GET', `${path}/launch-tokens`)).body.items).toEqual([])
})

test.each(['ended_at', 'ends_at'])(
  'an agent of one piece of work goes a day after its %s, another stays and can come again',
  async (column) => {
    const [one, two] = [await launched(), await byToken()]
    await age(one.agent, column, '23 hours')
    await age(two.agent, column, '29 days')
    expect(await sweep()).toMatchObject({ agents: 0, enrolments: 0 })
    await age(one.agent, column, '25 hours')
    await age(two.agent, column, '31 days')
    const swept = await sweep()
    expect(swept['agents']).toBe(1)
    expect(swept['enrolments']).toBeGreaterThanOrEqual(2)
    expect([await there(one.agent), await there(two.agent)]).toEqual([false, true])
    expect((await byToken()).agent).toBe(two.agent)
  },
)
