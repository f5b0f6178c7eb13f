// Following a job: its events in order, each once, across broken connections, replicas and attempts.
import { createClient } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import {
  allEvents,
  eventsAt,
  eventsIn,
  type Happening,
  openEvents,
  short,
} from '../support/events.ts'
import { startProxy } from '../support/proxy.ts'
import { openTables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let second: Awaited<ReturnType<TestBroker['second']>>
let agent: TestAgent
beforeAll(async () => {
  broker = await startBroker()
  second = await broker.second()
  agent = startAgent(broker, await tenantWithToken(broker, 'acme'))
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line 1:${i + 1} ${i}`)

test('a job that is over is told from its beginning to its end, by every replica alike', async () => {
  const job = await submit(
    broker,
    'acme',
    "for (let i = 0; i < 1200; i++) log.info(i); progress(50, 'half')",
  )
  await finished(broker, 'acme', job)
  const { response, ended } = await openEvents(broker.url, eventsAt('acme', job), broker.adminToken)
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const events = eventsIn(await ended)
  expect(events.map(short)).toEqual([
    'queued 0',
    'assigned 1',
    'running 1',
    ...lines(1200),
    'progress 50 half',
    'completed 1',
    'end completed',
  ])
  const { adminToken } = broker
  expect(await allEvents({ url: second.url, adminToken }, eventsAt('acme', job))).toEqual(events)
})

test('behind any event it goes on with the next, by header and by query', async () => {
  const job = await submit(broker, 'acme', "log.info('a'); progress(1); log.warn('b')")
  await finished(broker, 'acme', job)
  const events = await allEvents(broker, eventsAt('acme', job))
  for (const [index, { id }] of events.entries()) {
    const rest = events.slice(index + 1)
    const expected = rest.length > 0 ? rest : events.slice(-1)
    expect(await allEvents(broker, eventsAt('acme', job), id)).toEqual(expected)
    expect(await allEvents(broker, `${eventsAt('acme', job)}?last_event_id=${id}`)).toEqual(
      expected,
    )
  }
  const [first] = events
  const both = await allEvents(
    broker,
    `${eventsAt('acme', job)}?last_event_id=${first!.id}`,
    events.at(-2)!.id,
  )
  expect(both.map(short)).toEqual(['end completed'])
})

test('the client follows through cuts and from one replica to another, and has each event once', async () => {
  const addresses = [broker.url, second.url].map((url) => new URL(url).host)
  let turn = 0
  await using way = await startProxy(addresses[0]!)
  const script = 'for (let i = 0; i < 60; i++) { log.info(i); await sleep(30) }'
  const job = await submit(broker, 'acme', script)
  const client = createClient({ url: `http://${way.address}`, token: broker.adminToken })
  const seen: Happening[] = []
  for await (const event of client.followJob({ path: { tenant: 'acme', job } })) {
    seen.push(event)
    if (event.event === 'line' && event.number % 15 === 0) {
      turn += 1
      way.aim(addresses[turn % 2]!)
      way.sever()
    }
  }
  expect(turn).toBe(4)
  const told = seen.filter(({ event }) => event !== 'progress').map(short)
  expect(told).toEqual([
    'queued 0',
    'assigned 1',
    'running 1',
    ...lines(60),
    'completed 1',
    'end completed',
  ])
})

test('what goes back into the queue is told with all its attempts, live and afterwards', async () => {
  const script = "log.info('try'); throw new Error('no luck')"
  const more = { retry_on_failure: true, max_attempts: 2 }
  const job = await submit(broker, 'acme', script, more)
  const live = await openEvents(second.url, eventsAt('acme', job), broker.adminToken)
  const whole = [
    'queued 0',
    'assigned 1',
    'running 1',
    'line 1:1 try',
    'queued 1',
    'assigned 2',
    'running 2',
    'line 2:1 try',
    'failed 2',
  ]
  const events = eventsIn(await live.ended)
  expect(events.map(short)).toEqual([...whole, 'end failed'])
  expect(events[4]).toMatchObject({ error: { code: 'script-error' } })
  expect(await allEvents(broker, eventsAt('acme', job))).toEqual(events)
  // Requeued it goes on behind its end, and who begins anew hears of all of it.
  await broker.request('POST', `/api/v1/tenants/acme/jobs/${job}/requeue`)
  const again = await (
    await openEvents(broker.url, eventsAt('acme', job), broker.adminToken, events.at(-1)!.id)
  ).ended
  expect(eventsIn(again).map(short)).toEqual([
    'queued 2',
    'assigned 3',
    'running 3',
    'line 3:1 try',
    'queued 3',
    'assigned 4',
    'running 4',
    'line 4:1 try',
    'failed 4',
    'end failed',
  ])
  expect((await allEvents(broker, eventsAt('acme', job))).map(short)).toEqual([
    ...whole,
    ...eventsIn(again).map(short),
  ])
})

test('a line that is committed late is told in its place', async () => {
  await using tables = await openTables(broker.databaseUrl)
  const job = await submit(broker, 'acme', 'await sleep(60000)')
  await inStatus(broker, 'acme', job, 'running')
  const stream = await openEvents(second.url, eventsAt('acme', job), broker.adminToken)
  const insert = (number: number) =>
    tables.client.query(
      `insert into job_line (job_id, attempt, number, tenant_id, level, text, at)
         select id, 1, $2::int, tenant_id, 'info', $2::int::text, now() from job where id = $1`,
      [job, number],
    )
  await until(stream.text, (text) => text.includes('running'))
  await insert(2)
  await insert(3)
  await tables.client.query('update job set progress = 9 where id = $1', [job])
  await until(stream.text, (text) => text.includes('progress')) // it has looked, and held back 2 and 3
  await insert(1)
  await until(stream.text, (text) => text.includes('"number":3'))
  await insert(5)
  await until(stream.text, (text) => text.includes('"number":5')) // 4 does not come: it waits a while, not for ever
  await broker.request('POST', `/api/v1/tenants/acme/jobs/${job}/cancel`)
  const told = eventsIn(await stream.ended).map(short)
  expect(told.filter((one) => one.startsWith('line'))).toEqual(
    [1, 2, 3, 5].map((number) => `line 1:${number} ${number}`),
  )
})
