// The long-poll carrier against a broker that the test plays request by request.
import { expect, test } from 'vitest'
import type { AgentMessage, BrokerMessage } from '../messages.ts'
import { assignmentOf, settled } from '../testing.ts'
import type { Ending } from './carrier.ts'
import { createPollCarrier } from './poll.ts'

interface Asked {
  path: string
  body: Record<string, unknown>
  headers: Record<string, string>
  answer: (status: number, body?: object) => Promise<void>
}

const told = { cancelled: [], lost: [], lease_ms: 30_000 }
const beaten = { agent: 'a', tenant: 'acme', heartbeat_interval_ms: 10_000, renewed: [], ...told }
const attempt = { job: 'job-1', attempt: 1 }

function setUp(hello: NonNullable<AgentMessage['hello']> = {}) {
  const asked: Asked[] = []
  const messages: BrokerMessage[] = []
  const endings: Ending[] = []
  const fetch = ((url: string, { body, headers, signal }: RequestInit) =>
    new Promise((resolve, reject) => {
      signal!.addEventListener('abort', () => reject(new Error('aborted')))
      asked.push({
        path: url.replace('http://broker/api/v1/agent/', ''),
        body: JSON.parse(body as string) as Asked['body'],
        headers: headers as Record<string, string>,
        async answer(status, json) {
          resolve(new Response(json && JSON.stringify(json), { status }))
          for (let turn = 0; turn < 5; turn++) await settled()
        },
      })
    })) as typeof globalThis.fetch
  const carrier = createPollCarrier({ url: 'http://broker', poll_timeout: 20, fetch })
  const listener = {
    onMessage: (message: BrokerMessage) => void messages.push(message),
    onEnd: (ending: Ending) => void endings.push(ending),
  }
  const connection = carrier.open('jwt-1', listener)
  connection.send({ hello: { version: '1', worker_type: 'task', max_concurrent: 2, ...hello } })
  return { asked, messages, endings, connection, last: () => asked.at(-1) as Asked }
}

async function welcomed(hello?: NonNullable<AgentMessage['hello']>) {
  const broker = setUp(hello)
  await broker.last().answer(200, beaten)
  return broker
}

const report = (sequence: number, event: object) => ({
  report: { sequence, attempt, job_token: 'job-token', ...event },
})

test('a heartbeat brings the welcome, then it polls', async () => {
  const { asked, messages, last } = await welcomed({ running: [attempt] })
  expect(asked.map(({ path }) => path)).toEqual(['heartbeat', 'poll'])
  expect(asked[0]!.body).toEqual({ running: [attempt] })
  const { renewed: _, cancelled: __, lost: ___, ...welcome } = beaten
  expect(messages).toEqual([{ welcome }])
  expect(last().headers).toMatchObject({ authorization: 'Bearer jwt-1' })
  const self = { version: '1', worker_type: 'task', max_concurrent: 2, region: null }
  expect(last().body).toEqual({ ...self, timeout: 20, draining: false, running: [attempt] })
})

test('jobs are handed on, and the next poll names them', async () => {
  const { messages, last } = await welcomed()
  const { context: _, ...given } = assignmentOf()
  const work = { ...given, payload: { script: 'return 1', input: null } }
  await last().answer(200, { jobs: [work], ...told })
  expect(messages.at(-1)).toEqual({ assignment: assignmentOf() })
  expect(last()).toMatchObject({ path: 'poll', body: { running: [attempt] } })
})

test('the reports of an attempt go one after the other, with their token', async () => {
  const { connection, asked, messages, last } = await welcomed({ running: [attempt] })
  connection.send(report(1, { started: {} }))
  connection.send(report(2, { progress: { percent: 33.3, message: 'third' } }))
  connection.send(report(3, { result: { status: 'completed', result: Buffer.from('[1]') } }))
  await settled()
  expect(asked.slice(2).map(({ path }) => path)).toEqual(['jobs/job-1/ack'])
  expect(last().headers['x-job-token']).toBe('job-token')
  await last().answer(204)
  expect(last()).toMatchObject({ body: { attempt: 1, percent: 33, message: 'third' } })
  await last().answer(204)
  expect(last()).toMatchObject({
    path: 'jobs/job-1/result',
    body: { attempt: 1, status: 'completed', result: [1], error: null },
  })
  await last().answer(409, { code: 'conflict', detail: 'over' })
  expect(messages.slice(1).map(({ acknowledgement }) => acknowledgement)).toEqual([
    { sequence: 1, accepted: true, code: '', detail: '' },
    { sequence: 2, accepted: true, code: '', detail: '' },
    { sequence: 3, accepted: false, code: 'conflict', detail: 'over' },
  ])
})

test('what is cancelled or lost is said once, and not of an attempt whose result is on its way', async () => {
  const other = { job: 'job-2', attempt: 3 }
  const { connection, messages, last } = await welcomed({ running: [attempt, other] })
  const cancelled = [{ ...other, reason: 'why' }]
  const poll = last()
  connection.send(report(1, { result: { status: 'cancelled' } }))
  await poll.answer(200, { jobs: [], ...told, cancelled, lost: [attempt] })
  expect(messages.slice(1)).toEqual([{ cancellation: { attempt: other, reason: 'why' } }])
  expect(last().body).toMatchObject({ running: [] })
  await last().answer(200, { jobs: [], ...told, cancelled })
  expect(messages).toHaveLength(2)
})

test('heartbeats are answered by their sequence; a farewell is one, and no poll asks for more', async () => {
  const { connection, asked, messages, last } = await welcomed()
  const poll = last()
  connection.send({ heartbeat: { running: [attempt], sequence: 7 } })
  await last().answer(200, { ...beaten, renewed: [attempt] })
  expect(messages.at(-1)).toEqual({
    leases: { lease_ms: 30_000, renewed: [attempt], lost: [], sequence: 7 },
  })
  connection.send({ farewell: {} })
  expect(last()).toMatchObject({ path: 'heartbeat', body: { draining: true } })
  await poll.answer(200, { jobs: [], ...told })
  expect(asked.filter(({ path }) => path === 'poll').at(-1)).toMatchObject({
    body: { draining: true },
  })
})

test('a renewed session is used from the next request on', async () => {
  const { connection, last } = await welcomed()
  const poll = last()
  connection.send({ renewal: { token: 'jwt-2' } })
  await poll.answer(200, { jobs: [], ...told })
  expect(last().headers).toMatchObject({ authorization: 'Bearer jwt-2' })
})

test.each([
  [
    401,
    { code: 'unauthenticated', detail: 'over' },
    'unauthenticated',
    'HTTP 401, unauthenticated, over',
  ],
  [409, { code: 'conflict', detail: 'replaced' }, 'lost', 'HTTP 409, conflict, replaced'],
  [503, { code: 'unavailable', detail: 'stops' }, 'lost', 'HTTP 503, unavailable, stops'],
  [200, { hello: 'from a proxy' }, 'lost', "the answer is not a Reeve broker's"],
])('a poll answered with %i ends the connection', async (status, body, kind, detail) => {
  const { endings, last, connection, asked } = await welcomed()
  await last().answer(status, body)
  expect(endings).toEqual([{ kind, detail }])
  const count = asked.length
  connection.send({ heartbeat: { running: [], sequence: 1 } })
  connection.close()
  await settled()
  expect([asked.length, endings.length]).toEqual([count, 1])
})

test('a report that could not be taken ends the connection, so that it is sent again in its place', async () => {
  const { connection, endings, messages, last } = await welcomed({ running: [attempt] })
  connection.send(report(1, { started: {} }))
  connection.send(report(2, { result: { status: 'cancelled' } }))
  await settled()
  await last().answer(503)
  expect(endings).toMatchObject([{ kind: 'lost' }])
  expect(messages).toHaveLength(1)
})

test('closing ends what waits', async () => {
  const { connection, endings } = await welcomed()
  connection.close()
  await settled()
  expect(endings).toEqual([{ kind: 'lost', detail: 'closed' }])
})
