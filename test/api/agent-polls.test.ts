// Work over HTTP: polls that wait, and who is there meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import {
  type HttpAgent as Agent,
  httpAgents,
  type HttpAssignment as Assignment,
  report,
} from '../support/http-agents.ts'
import { until } from '../support/wait.ts'
import { submit } from '../support/work.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker({ REEVE_LEASE_SECONDS: '30' })))
afterAll(() => broker[Symbol.asyncDispose]())

test('a poll with nothing to tell waits for its time', async () => {
  const { all, waits } = await httpAgents(broker, ['one', 'two'])
  const [long, short] = all as [Agent, Agent]
  const order: string[] = []
  const second = long.ask('poll', { timeout: 2 }).then(({ body }) => {
    order.push('two seconds')
    return body
  })
  await waits()
  expect((await short.ask('poll', { timeout: 0 })).body).toMatchObject({ jobs: [] })
  order.push('none')
  expect(await second).toEqual({ jobs: [], cancelled: [], lost: [], lease_ms: 30_000 })
  expect(order).toEqual(['none', 'two seconds'])
})

test('one job wakes one of the agents that wait, and what comes between two polls is there for the next', async () => {
  const { slug, all, waits } = await httpAgents(broker, ['one', 'two', 'three'])
  const answered: Answer[] = []
  const polls = all.map(
    async (agent) => void answered.push(await agent.ask('poll', { timeout: 3 })),
  )
  await waits(3)
  const first = await submit(broker, slug, 'return 1')
  await until(() => answered.length)
  await Promise.all(polls)
  const given = answered.flatMap(({ body }) => body.jobs as Assignment[])
  expect(given.map(({ job: id }) => id)).toEqual([first])
  expect(answered.map(({ body }) => body.jobs.length)).toEqual([1, 0, 0])
  const second = await submit(broker, slug, 'return 2')
  const next = await all[0]!.ask('poll', { timeout: 30 })
  expect(next.body.jobs).toMatchObject([{ job: second }])
})

test('submitted at one replica, told by a poll at another; a report goes to either', async () => {
  await using second = await broker.second()
  const { slug, all, waits } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  const body = { timeout: 30, max_concurrent: 1 }
  const poll = () => agent.ask('poll', body, {}, second.url)
  const waiting = poll()
  await waits()
  await submit(broker, slug, 'return 1')
  const [work] = (await waiting).body.jobs as [Assignment]
  const next = await submit(broker, slug, 'return 2')
  const full = poll() // no slot is free
  await report(agent, work, 'result', { status: 'completed', result: 1 })
  expect((await full).body.jobs).toMatchObject([{ job: next }])
})

test('a second poll of an agent takes the place of the first', async () => {
  const { slug, all, waits } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  const first = agent.ask('poll')
  await waits()
  const second = agent.ask('poll')
  expect(await first).toMatchObject({ status: 409, body: { code: 'conflict' } })
  const id = await submit(broker, slug, 'return 1')
  expect((await second).body.jobs).toMatchObject([{ job: id }])
})

test('an agent that went away while it waited is offline at once, and its job goes to another', async () => {
  const { slug, all, waits } = await httpAgents(broker, ['one', 'two'])
  const [gone, stays] = all as [Agent, Agent]
  const away = new AbortController()
  const headers = { authorization: `Bearer ${gone.session}`, 'content-type': 'application/json' }
  const url = `${broker.url}/api/v1/agent/poll`
  const poll = fetch(url, { method: 'POST', headers, body: '{}', signal: away.signal })
  await waits()
  away.abort()
  await expect(poll).rejects.toThrow(/abort/)
  const id = await submit(broker, slug, 'return 1')
  expect((await stays.ask('poll')).body.jobs).toMatchObject([{ job: id }])
  const { items } = await waits()
  expect(items).toMatchObject([{ name: 'two' }])
})

test('a draining agent is given nothing and still told what to stop', async () => {
  const { slug, all } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  const poll = agent.ask('poll', { timeout: 2, draining: true })
  await submit(broker, slug, 'return 1')
  const page = await until(
    async () => (await broker.request('GET', `/api/v1/tenants/${slug}/agents`)).body,
    ({ items }) => items[0].liveness === 'draining',
  )
  expect(page.items).toHaveLength(1)
  expect((await poll).body.jobs).toEqual([])
})

test('a broker that stops answers who waits with nothing, and at once', async () => {
  const second = await broker.second({ REEVE_DRAIN_SECONDS: '20' })
  const { all, waits } = await httpAgents(broker, ['one'])
  const waiting = all[0]!.ask('poll', {}, {}, second.url)
  await waits()
  const first = Promise.race([
    waiting.then(() => 'the answer'),
    second[Symbol.asyncDispose]().then(() => 'the end'),
  ])
  expect(await first).toBe('the answer')
  expect(await waiting).toMatchObject({ status: 200, body: { jobs: [] } })
  await waits(0)
})

test('an agent is present between its polls until it has been quiet for a lease', async () => {
  await using quick = await broker.second({ REEVE_LEASE_SECONDS: '1' })
  const { all, waits } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  await agent.ask('poll', { timeout: 0 }, {}, quick.url)
  await waits()
  await waits(0)
  expect(await agent.ask('heartbeat', {}, {}, quick.url)).toMatchObject({ status: 200 })
  await waits()
})
