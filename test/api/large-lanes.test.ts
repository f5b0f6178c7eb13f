// A lane of a thousand agents: a claim looks at some of them, and at all where those will not do.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../api/src/db/database.ts'
import { claim } from '../../api/src/queue/claim.ts'
import { few } from '../../api/src/queue/hire.ts'
import { capacity } from '../../api/src/queue/store.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { submit, tenantWithToken } from '../support/work.ts'

let broker: OpenBroker
let db: Database
/** How many agents each look was about. */
let looked: number[] = []
const slug = 'acme'
const others = ['globex', 'initech', 'umbrella']
const fleet = 1000
const five = [7, 300, 555, 777, 999]

beforeAll(async () => {
  broker = await startOpenBroker()
  db = watching(openDatabase(broker.databaseUrl, 2))
  for (const tenant of [slug, ...others])
    await tenantWithToken(broker, tenant, { worker_agent_pool: 'shared' })
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})
let agents: Array<{ agent: string; session: string }>
beforeEach(async () => {
  await query('delete from job')
  await query('delete from waiting')
  await query('delete from agent')
  agents = (await query(hired, [fleet])) as typeof agents
  looked = []
})

const query = async (text: string, values: unknown[] = []) =>
  (await broker.tables.client.query<Record<string, string>>(text, values)).rows

const hired = `
  insert into agent (id, tenant_id, name, worker_type, max_concurrent, session, present_until)
  select gen_random_uuid(), id, 'agent-' || number, 'task', 1, gen_random_uuid(), now() + interval '1 hour'
  from tenant cross join generate_series(1, $1::int) as number where slug = 'system'
  returning id as agent, session`

function watching(inner: Database): Database {
  const transaction: Database['transaction'] = (role, work) =>
    inner.transaction(role, (tx) =>
      work({
        ...tx,
        many(statement, values) {
          if (statement === (capacity as unknown))
            looked.push((values as { agents: string[] }).agents.length)
          return tx.many(statement, values)
        },
      }),
    )
  return { ...inner, transaction }
}

/** By job, which agent one claim gave it to. */
async function given(): Promise<Record<string, string>> {
  const crew = { lane: 'platform:task', pool_id: null, agents }
  const claimed = await claim(db, crew, 60)
  return Object.fromEntries(claimed.given.map(({ id, agent_id }) => [id, agent_id]))
}

/** Changes five agents, far from each other; returns who is to have which job. */
async function each(
  change: string,
  job: (index: number, agent: string) => Promise<string>,
): Promise<Record<string, string>> {
  const wanted: Record<string, string> = {}
  for (const index of five) {
    const { agent } = agents[index]!
    await query(`update agent set ${change} where id = $1`, [agent, `own-${index}`])
    wanted[await job(index, agent)] = agent
  }
  return wanted
}

test('a few are looked at, and another few the next time', async () => {
  const places: number[] = []
  for (let n = 0; n < 10; n++) {
    const id = await submit(broker, slug, 'return 1')
    const had = (await given())[id]
    places.push(agents.findIndex(({ agent }) => agent === had))
  }
  expect(new Set(looked)).toEqual(new Set([few]))
  expect(Math.max(...places)).toBeGreaterThanOrEqual(few) // one in a million that it is not
})

test('what only one can do goes to that one', async () => {
  const wanted = await each('declared_capabilities = array[$2]', (index) =>
    submit(broker, slug, 'return 1', { capabilities: [`own-${index}`] }),
  )
  expect(await given()).toEqual(wanted)
})

test('as many can be given as there are agents that can do it', async () => {
  await query(`update agent set declared_labels = '{rare}' where id = any ($1)`, [
    five.map((index) => agents[index]!.agent),
  ])
  for (let n = 0; n < 6; n++) await submit(broker, slug, 'return 1', { labels: ['rare'] })
  expect(new Set(Object.values(await given()))).toEqual(
    new Set(five.map((index) => agents[index]!.agent)),
  )
})

test('nobody is passed over for others while an agent has room', async () => {
  const rare = agents.filter((_, index) => index % 100 === 0).map(({ agent }) => agent)
  await query(`update agent set declared_labels = '{rare}' where id = any ($1)`, [rare])
  for (let n = 0; n < 10; n++) await submit(broker, slug, 'return 1', { labels: ['rare'] })
  for (const other of others) for (let n = 0; n < 40; n++) await submit(broker, other, 'return 1')
  const all = Object.values(await given())
  expect(all).toHaveLength(100)
  expect(all).toEqual(expect.arrayContaining(rare))
})

test('a preferred region is found', async () => {
  const wanted = await each('declared_region = $2', (index) =>
    submit(broker, slug, 'return 1', { preferred_region: `own-${index}` }),
  )
  expect(await given()).toEqual(wanted)
})

test('who had a job before has it again, if it prefers that', async () => {
  const wanted = await each('name = $2', async (_, agent) => {
    const id = await submit(broker, slug, 'return 1', { affinity: 'prefer-warm' })
    await query('update job set agent_id = $1 where id = $2', [agent, id])
    return id
  })
  expect(await given()).toEqual(wanted)
})

test('the only one that has room is found', async () => {
  const { agent } = agents[555]!
  await query('update agent set draining = true where id <> $1', [agent])
  const id = await submit(broker, slug, 'return 1')
  expect(await given()).toEqual({ [id]: agent })
})
