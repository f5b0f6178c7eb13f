// When a stream of events ends, and whom it refuses: its lifetime, credentials, limits, and a broker that stops.
import { createLog } from '@reeve/api'
import { createClient } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../api/src/db/database.ts'
import { createFollowers } from '../../api/src/jobs/events/followers.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { eventsAt, eventsIn, openEvents, short } from '../support/events.ts'
import { until } from '../support/wait.ts'
import { change, job as read, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let second: Awaited<ReturnType<TestBroker['second']>>
beforeAll(async () => {
  broker = await startBroker()
  second = await broker.second()
  await tenantWithToken(broker, 'idle')
})
afterAll(async () => {
  await second[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

test('a stream lives no longer than it was asked for, and the client goes on', async () => {
  const job = await submit(broker, 'idle', 'return 1')
  const path = `${eventsAt('idle', job)}?lifetime_seconds=1`
  const events = eventsIn(await (await openEvents(broker.url, path, broker.adminToken)).ended)
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
  const revoked = await openEvents(second.url, eventsAt('idle', job), await make('one'))
  const suspended = await openEvents(second.url, eventsAt('idle', job), await make('two'))
  const others = await openEvents(second.url, eventsAt('idle', job), broker.adminToken)
  for (const { text } of [revoked, suspended, others])
    await until(text, (seen) => seen.includes('queued'))
  await broker.request('DELETE', `${tokens}/one`)
  expect(eventsIn(await revoked.ended).map(short)).toEqual(['queued 0'])
  const set = (status: string) => change(broker, 'tenants/idle', 'TenantUpdate', { status })
  await set('suspended')
  expect(eventsIn(await suspended.ended).map(short)).toEqual(['queued 0'])
  await set('active')
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
  const streams = await Promise.all(
    Array.from({ length: 64 }, () => openEvents(broker.url, path, token)),
  )
  expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200))
  const refused = await broker.request('GET', path, { token })
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
  expect(refused.headers.get('retry-after')).toBe('5')
  const other = await openEvents(second.url, path, token)
  expect(other.status).toBe(200)
  // Who goes away makes room.
  streams[0]!.close()
  const next = await until(
    () => openEvents(broker.url, path, token),
    ({ status }) => status === 200,
  )
  for (const { close } of [...streams, other, next]) close()
})

test('a broker that stops ends its streams, and the job goes on', async () => {
  const third = await broker.second()
  const job = await submit(broker, 'idle', 'return 1')
  const stream = await openEvents(third.url, eventsAt('idle', job), broker.adminToken)
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
