// Following a job: its events in order, each once, across broken connections and replicas; and when a stream ends.
import { createServer, connect as dial, type AddressInfo, type Socket } from 'node:net'
import { createLog } from '@reeve/api'
import { createClient, type Schemas } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../api/src/db/database.ts'
import { createFollowers } from '../../api/src/jobs/events/followers.ts'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { operations, resolve } from '../support/contract.ts'
import { openTables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, job as read, submit, tenantWithToken } from '../support/work.ts'

type Second = Awaited<ReturnType<TestBroker['second']>>
type Happening = Schemas['JobEvent'] & { id: string }

let broker: TestBroker
let second: Second
let agent: TestAgent
beforeAll(async () => {
  broker = await startBroker()
  second = await broker.second()
  agent = startAgent(broker, await tenantWithToken(broker, 'acme'))
  await tenantWithToken(broker, 'idle')
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const eventsAt = (tenant: string, job: string) => `/api/v1/tenants/${tenant}/jobs/${job}/events`

/** An open stream as a reader meets it: its pieces so far, and its end. */
async function open(url: string, path: string, token = broker.adminToken, last?: string) {
  const stop = new AbortController()
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}`, ...(last && { 'last-event-id': last }) },
    signal: stop.signal,
  })
  let text = ''
  const ended = (async () => {
    for await (const chunk of response.body!) text += Buffer.from(chunk).toString()
    return text
  })()
  ended.catch(() => {})
  return { status: response.status, response, text: () => text, ended, close: () => stop.abort() }
}

const eventsIn = (text: string): Happening[] =>
  [...text.matchAll(/^id: (\S+)\nevent: \w+\ndata: (.*)\n\n/gm)].map(([, id, data]) => ({
    ...(JSON.parse(data!) as Schemas['JobEvent']),
    id: id!,
  }))

const all = async (path: string, last?: string) =>
  eventsIn(await (await open(broker.url, path, broker.adminToken, last)).ended)

/** An event in a word or two. */
const short = (event: Happening): string => {
  if (event.event === 'status') return `${event.status} ${event.attempt}`
  if (event.event === 'line') return `line ${event.attempt}:${event.number} ${event.text}`
  if (event.event === 'progress') return `progress ${event.progress} ${event.progress_message}`
  return `end ${event.status}`
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line 1:${i + 1} ${i}`)

test('a job that is over is told from its beginning to its end, by every replica alike', async () => {
  const job = await submit(
    broker,
    'acme',
    "for (let i = 0; i < 1200; i++) log.info(i); progress(50, 'half')",
  )
  await finished(broker, 'acme', job)
  const { response, ended } = await open(broker.url, eventsAt('acme', job))
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
  expect(eventsIn(await (await open(second.url, eventsAt('acme', job))).ended)).toEqual(events)
})

test('behind any event it goes on with the next, by header and by query', async () => {
  const job = await submit(broker, 'acme', "log.info('a'); progress(1); log.warn('b')")
  await finished(broker, 'acme', job)
  const events = await all(eventsAt('acme', job))
  for (const [index, { id }] of events.entries()) {
    const rest = events.slice(index + 1)
    const expected = rest.length > 0 ? rest : events.slice(-1)
    expect(await all(eventsAt('acme', job), id)).toEqual(expected)
    expect(await all(`${eventsAt('acme', job)}?last_event_id=${id}`)).toEqual(expected)
  }
  const [first] = events
  const both = await all(`${eventsAt('acme', job)}?last_event_id=${first!.id}`, events.at(-2)!.id)
  expect(both.map(short)).toEqual(['end completed'])
})

/** A way to a broker that can be cut in the middle. */
async function cuttable(url: () => string) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const { hostname, port } = new URL(url())
    const beyond = dial(Number(port), hostname)
    for (const [one, other] of [
      [socket, beyond],
      [beyond, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => {}).on('close', () => other.destroy())
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => sockets.forEach((socket) => socket.destroy()),
    [Symbol.asyncDispose]: async () => {
      sockets.forEach((socket) => socket.destroy())
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('the client follows through cuts and from one replica to another, and has each event once', async () => {
  const urls = [broker.url, second.url]
  let turn = 0
  await using way = await cuttable(() => urls[turn % 2]!)
  const script = 'for (let i = 0; i < 60; i++) { log.info(i); await sleep(30) }'
  const job = await submit(broker, 'acme', script)
  const client = createClient({ url: way.url, token: broker.adminToken })
  const seen: Happening[] = []
  for await (const event of client.followJob({ path: { tenant: 'acme', job } })) {
    seen.push(event)
    if (event.event === 'line' && event.number % 15 === 0) {
      turn += 1
      way.cut()
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
  const live = await open(second.url, eventsAt('acme', job))
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
  expect(await all(eventsAt('acme', job))).toEqual(events)
  // Requeued it goes on behind its end, and who begins anew hears of all of it.
  await broker.request('POST', `/api/v1/tenants/acme/jobs/${job}/requeue`)
  const again = await (
    await open(broker.url, eventsAt('acme', job), undefined, events.at(-1)!.id)
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
  expect((await all(eventsAt('acme', job))).map(short)).toEqual([
    ...whole,
    ...eventsIn(again).map(short),
  ])
})

test('a line that is committed late is told in its place', async () => {
  await using tables = await openTables(broker.databaseUrl)
  const job = await submit(broker, 'acme', 'await sleep(60000)')
  await inStatus(broker, 'acme', job, 'running')
  const stream = await open(second.url, eventsAt('acme', job))
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

test('a stream lives no longer than it was asked for, and the client goes on', async () => {
  const job = await submit(broker, 'idle', 'return 1')
  const path = `${eventsAt('idle', job)}?lifetime_seconds=1`
  const events = eventsIn(await (await open(broker.url, path)).ended)
  expect(events.map(short)).toEqual(['queued 0'])
  const client = createClient({ url: broker.url, token: broker.adminToken })
  const seen: string[] = []
  const input = { path: { tenant: 'idle', job }, query: { lifetime_seconds: 1 } }
  const following = (async () => {
    for await (const event of client.followJob(input)) seen.push(short(event))
  })()
  const opened = () => broker.log().split('"followJob"').length
  const before = opened()
  await until(opened, (now) => now >= before + 2)
  await broker.request('POST', `/api/v1/tenants/idle/jobs/${job}/cancel`)
  await following
  expect(seen).toEqual(['queued 0', 'cancelled 0', 'end cancelled'])
})

test('a revoked token and a suspended tenant end the stream', async () => {
  const job = await submit(broker, 'idle', 'return 1')
  const tokens = '/api/v1/tenants/idle/api-tokens'
  const make = async (name: string) =>
    (await broker.request('POST', tokens, { body: { name, scopes: ['jobs:read'] } })).body.token
  const revoked = await open(second.url, eventsAt('idle', job), await make('one'))
  const suspended = await open(second.url, eventsAt('idle', job), await make('two'))
  const others = await open(second.url, eventsAt('idle', job))
  for (const { text } of [revoked, suspended, others])
    await until(text, (seen) => seen.includes('queued'))
  await broker.request('DELETE', `${tokens}/one`)
  expect(eventsIn(await revoked.ended).map(short)).toEqual(['queued 0'])
  const tenant = (await broker.request('GET', '/api/v1/tenants/idle')).body
  const update = resolve(
    operations.find(({ operationId }) => operationId === 'updateTenant')!.body!,
  )
  const body = Object.fromEntries(
    Object.keys(update.properties!).map((name) => [name, tenant[name]]),
  )
  const put = (status: string) =>
    broker.request('PUT', '/api/v1/tenants/idle', { body: { ...body, status } })
  expect((await put('suspended')).status).toBe(200)
  expect(eventsIn(await suspended.ended).map(short)).toEqual(['queued 0'])
  await put('active')
  await broker.request('POST', `/api/v1/tenants/idle/jobs/${job}/cancel`)
  expect(eventsIn(await others.ended).map(short)).toEqual([
    'queued 0',
    'cancelled 0',
    'end cancelled',
  ])
})

test('credentials follow so many jobs at a replica and no more', async () => {
  const job = await submit(broker, 'idle', 'return 1')
  const token = (
    await broker.request('POST', '/api/v1/tenants/idle/api-tokens', {
      body: { name: 'many', scopes: ['jobs:read'] },
    })
  ).body.token as string
  const path = eventsAt('idle', job)
  const streams = await Promise.all(Array.from({ length: 64 }, () => open(broker.url, path, token)))
  expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200))
  const refused = await broker.request('GET', path, { token })
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
  expect(refused.headers.get('retry-after')).toBe('5')
  const other = await open(second.url, path, token)
  expect(other.status).toBe(200)
  // Who goes away makes room.
  streams[0]!.close()
  const next = await until(
    () => open(broker.url, path, token),
    ({ status }) => status === 200,
  )
  for (const { close } of [...streams, other, next]) close()
})

test('a broker that stops ends its streams, and the job goes on', async () => {
  const third = await broker.second()
  const job = await submit(broker, 'idle', 'return 1')
  const stream = await open(third.url, eventsAt('idle', job))
  await until(stream.text, (text) => text.includes('queued'))
  await third[Symbol.asyncDispose]()
  expect(eventsIn(await stream.ended).map(short)).toEqual(['queued 0'])
  expect((await read(broker, 'idle', job)).status).toBe('queued')
})

test('a stream without news shows that it is alive', async () => {
  const job = await submit(broker, 'idle', 'return 1')
  await using db = openDatabase(broker.databaseUrl, 1)
  await using followers = createFollowers(db, createLog('silent'), { heartbeat: 20 })
  const stream = await followers.follow({
    job,
    last: '0.0.0',
    principal: 'somebody',
    recheck: async () => {},
    lifetime: 60_000,
    gone: new AbortController().signal,
  })
  let text = ''
  stream.on('data', (piece: Buffer) => (text += piece.toString()))
  await until(
    () => text,
    (seen) => /^retry: 1000\n\n(: \n\n){2}/.test(seen),
  )
})

test('another job’s last event is refused, and so is what is none', async () => {
  const job = await submit(broker, 'idle', 'return 1')
  for (const id of ['7.0.0', 'x', '1.2'])
    expect(
      await broker.request('GET', eventsAt('idle', job), { headers: { 'last-event-id': id } }),
    ).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
})
