// What goes first within a tenant, and to which agent: priority, age, and whom a job prefers when it is tried again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { type OpenBroker, openTables, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { finished, submit, tenantWithToken } from '../support/work.ts'

let broker: OpenBroker
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

const request = (method: string, path: string, body?: object) =>
  broker.request(method, `/api/v1${path}`, body && { body })

/** As if the jobs had been submitted so many minutes ago. */
const age = (id: string, minutes: number) =>
  broker.tables.client.query(
    'update job set created_at = created_at - make_interval(mins => $2) where id = $1',
    [id, minutes],
  )

test('base priority plus 10 a minute, at most 500; what is an hour old goes before all', async () => {
  const token = await tenantWithToken(broker, 'aged')
  const of = (priority: string) => submit(broker, 'aged', 'return 1', { priority })
  const low = await of('low')
  const capped = await of('low')
  const beyond = await of('normal')
  const nearly = await of('normal')
  const high = await of('high')
  const fresh = await of('normal')
  const critical = await of('critical')
  await age(low, 61)
  await age(capped, 59) // 250 + 500: like `high`, and submitted before it
  await age(beyond, 26) // 500 + 260 > 750
  await age(nearly, 24) // 500 + 240 < 750
  const order = [low, critical, beyond, capped, high, nearly, fresh]
  const positions: number[] = []
  for (const id of order)
    positions.push((await request('GET', `/tenants/aged/jobs/${id}`)).body.queue.position)
  expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7])
  await using _ = startAgent(broker, token, { MAX_CONCURRENT: '1' })
  await finished(broker, 'aged', fresh)
  const { rows } = await broker.tables.client.query<{ id: string }>(
    'select id from job_finished order by assigned_at',
  )
  expect(rows.map(({ id }) => id)).toEqual(order)
})

test('a job that is tried again goes to another agent, or to the same, as it prefers', async () => {
  const token = await tenantWithToken(broker, 'picky')
  await using _one = startAgent(broker, token)
  await using _two = startAgent(broker, token)
  await until(
    async () => (await request('GET', '/tenants/picky/agents?liveness=online')).body.items,
    (agents) => agents.length === 2,
  )
  const agentsOf = async (affinity: string) => {
    const more = { affinity, retry_on_failure: true, max_attempts: 8 }
    const id = await submit(broker, 'picky', 'throw new Error("no")', more)
    expect(await finished(broker, 'picky', id)).toMatchObject({ affinity, attempt: 8 })
    const { rows } = await broker.tables.client.query<{ agent_id: string }>(
      `select agent_id from job_round where job_id = $1
       union all (select agent_id from job_finished where id = $1)`,
      [id],
    )
    return rows.map(({ agent_id }) => agent_id)
  }
  const different = await agentsOf('prefer-different')
  expect(different).toHaveLength(8)
  for (const [index, agent] of different.slice(1).entries())
    expect(agent).not.toBe(different[index])
  expect(new Set(await agentsOf('prefer-warm')).size).toBe(1)
})

test('whoever comes while its tenant is taken off the list is on it afterwards', async () => {
  await tenantWithToken(broker, 'edge')
  const { id } = (await request('GET', '/tenants/edge')).body
  const listed = async () =>
    (await broker.tables.client.query('select from waiting where tenant_id = $1', [id])).rowCount
  const gone = await submit(broker, 'edge', 'return 1')
  await request('POST', `/tenants/edge/jobs/${gone}/cancel`)
  expect(await listed()).toBe(1) // nobody has looked since
  await using comes = await openTables(broker.databaseUrl)
  await using claims = await openTables(broker.databaseUrl)
  const settle = async () =>
    (await claims.client.query<{ rows: number }>('select settle(array[$1::uuid]) as rows', [id]))
      .rows[0]!.rows
  const insert = () =>
    comes.client.query(
      `insert into job (id, tenant_id, type, payload, timeout_seconds, max_attempts)
       values (gen_random_uuid(), $1, 'script', '{}', 60, 1)`,
      [id],
    )
  await comes.client.query('begin')
  await insert()
  expect(await settle()).toBe(0)
  await comes.client.query('commit')
  expect(await settle()).toBe(0)
  await comes.client.query('delete from job where tenant_id = $1', [id])
  await claims.client.query('begin')
  expect(await settle()).toBe(1)
  const inserted = insert()
  await until(
    () =>
      broker.tables.client.query(
        `select from pg_locks where locktype = 'advisory' and not granted`,
      ),
    ({ rowCount }) => rowCount === 1,
  )
  await claims.client.query('commit')
  await inserted
  expect(await listed()).toBe(1)
})
