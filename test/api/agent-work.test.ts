// Work over HTTP: reports, heartbeats and refusals, as an agent written in any language would send them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import {
  type HttpAgent as Agent,
  httpAgents,
  type HttpAssignment as Assignment,
  report,
} from '../support/http-agents.ts'
import { inStatus, job, submit } from '../support/work.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker({ REEVE_LEASE_SECONDS: '30' })))
afterAll(() => broker[Symbol.asyncDispose]())

test('a job goes all the way: polled, begun, followed, ended', async () => {
  const { slug, all } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  const id = await submit(broker, slug, 'return input', { input: 7, timeout_seconds: 60 })
  const { body, status } = await agent.ask('poll', { max_concurrent: 2 })
  expect(status).toBe(200)
  expect(body).toMatchObject({ cancelled: [], lost: [], lease_ms: 30_000 })
  expect(body.jobs).toEqual([
    {
      job: id,
      attempt: 1,
      tenant: slug,
      type: 'script',
      payload: { script: 'return input', input: 7 },
      job_token: expect.stringMatching(/^[\w-]{48}$/),
      timeout_ms: 60_000,
      lease_ms: 30_000,
    },
  ])
  const [work] = body.jobs as [Assignment]
  expect(await job(broker, slug, id)).toMatchObject({ status: 'assigned', agent: agent.id })
  for (let repeat = 0; repeat < 2; repeat++)
    expect(await report(agent, work, 'ack')).toMatchObject({ status: 204 })
  expect(await job(broker, slug, id)).toMatchObject({ status: 'running' })
  await report(agent, work, 'progress', { percent: 50, message: 'half' })
  const line = { number: 1, level: 'info', text: 'hello', at: '2026-01-02T03:04:05.678Z' }
  for (let repeat = 0; repeat < 2; repeat++) await report(agent, work, 'lines', { lines: [line] })
  const lines = await broker.request('GET', `/api/v1/tenants/${slug}/jobs/${id}/lines`)
  expect(lines.body.items).toEqual([{ attempt: 1, ...line }])
  for (let repeat = 0; repeat < 2; repeat++) {
    const taken = await report(agent, work, 'result', { status: 'completed', result: { a: [1] } })
    expect(taken).toMatchObject({ status: 204, body: '' })
  }
  expect(await job(broker, slug, id)).toMatchObject({
    status: 'completed',
    result: { a: [1] },
    progress: 50,
  })
  expect(await report(agent, work, 'progress', { percent: 60 })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
})

test('a failure says why, and X-API-Key is another header for the same session', async () => {
  const { slug, all } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  const id = await submit(broker, slug, 'x')
  const byKey = (path: string, body: object, headers = {}) =>
    fetch(`${broker.url}/api/v1/agent/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': agent.session, ...headers },
      body: JSON.stringify(body),
    })
  const polled = (await (await byKey('poll', {})).json()) as { jobs: [Assignment] }
  const [{ attempt, job_token }] = polled.jobs
  const error = { code: 'script-error', message: 'no', line: 2 }
  const ended = await byKey(
    `jobs/${id}/result`,
    { attempt, status: 'failed', error },
    { 'x-job-token': job_token },
  )
  expect(ended.status).toBe(204)
  expect(await job(broker, slug, id)).toMatchObject({ status: 'failed', error })
  expect((await byKey('session/renewals', {})).status).toBe(201)
  const elsewhere = await fetch(`${broker.url}/api/v1/tenants`, {
    headers: { 'x-api-key': broker.adminToken },
  })
  expect(elsewhere.status).toBe(401)
})

test('a cancelled attempt is told to the poll that waits, to the next poll, and by heartbeats', async () => {
  const { slug, all } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  const begin = async () => {
    await submit(broker, slug, 'while (true);')
    const [work] = (await agent.ask('poll')).body.jobs as [Assignment]
    await report(agent, work, 'ack')
    return work
  }
  const cancel = ({ job: id }: Assignment) =>
    broker.request('POST', `/api/v1/tenants/${slug}/jobs/${id}/cancel`)
  const told = ({ job: id, attempt }: Assignment) => [
    { job: id, attempt, reason: 'The job was cancelled.' },
  ]
  const first = await begin()
  const running = ({ job: id, attempt }: Assignment) => [{ job: id, attempt }]
  const waiting = agent.ask('poll', { running: running(first) })
  await inStatus(broker, slug, first.job, 'running')
  await cancel(first)
  expect((await waiting).body).toMatchObject({ jobs: [], cancelled: told(first), lost: [] })
  expect(await report(agent, first, 'result', { status: 'cancelled' })).toMatchObject({
    status: 204,
  })
  const second = await begin()
  await cancel(second)
  const nobodys = { job: '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11', attempt: 1 }
  const asked = { running: [...running(second), nobodys] }
  expect((await agent.ask('poll', asked)).body).toMatchObject({
    cancelled: told(second),
    lost: [nobodys],
  })
  const third = await begin()
  const beat = await agent.ask('heartbeat', { running: [...asked.running, ...running(third)] })
  expect(beat.body).toEqual({
    agent: agent.id,
    tenant: slug,
    heartbeat_interval_ms: 10_000,
    lease_ms: 30_000,
    renewed: running(third),
    cancelled: told(second),
    lost: [nobodys],
  })
})

test('a report counts for the attempt, the agent and the job of its token alone', async () => {
  const { slug, all } = await httpAgents(broker, ['one', 'two'])
  const [agent, other] = all as [Agent, Agent]
  await submit(broker, slug, 'return 1')
  const [work] = (await agent.ask('poll')).body.jobs as [Assignment]
  const result = { status: 'completed', result: 'forged' }
  for (const [who, wrong] of [
    [agent, { ...work, job_token: 'x'.repeat(43) }],
    [agent, { ...work, attempt: 2 }],
    [agent, { ...work, job: '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11' }],
    [other, work],
  ] as const)
    expect(await report(who, wrong, 'result', result)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    })
  expect(await agent.ask(`jobs/${work.job}/ack`, { attempt: 1 })).toMatchObject({ status: 400 })
  expect(await job(broker, slug, work.job)).toMatchObject({ status: 'assigned' })
})

test('revoking ends a poll that waits, and no request is taken any more', async () => {
  const { slug, all, waits } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  await submit(broker, slug, 'return 1')
  const [work] = (await agent.ask('poll')).body.jobs as [Assignment]
  const others = await httpAgents(broker, ['other'])
  const earlier = others.all[0]!.ask('poll')
  await others.waits()
  const waiting = agent.ask('poll', { running: [{ job: work.job, attempt: 1 }] })
  await waits()
  // One of another tenant that began to wait before: it goes on waiting.
  const order: string[] = []
  const ended = [
    earlier.then(() => order.push('another tenant’s')),
    waiting.then(() => order.push('revoked')),
  ]
  await broker.request('POST', `/api/v1/tenants/${slug}/agent-tokens/agents/revoke`)
  const refused = { status: 401, body: { code: 'unauthenticated' } }
  expect(await waiting).toMatchObject(refused)
  await submit(broker, others.slug, 'return 1')
  await Promise.all(ended)
  expect(order).toEqual(['revoked', 'another tenant’s'])
  expect(await agent.ask('poll')).toMatchObject(refused)
  expect(await agent.ask('heartbeat')).toMatchObject(refused)
  expect(await report(agent, work, 'result', { status: 'completed' })).toMatchObject(refused)
})

test('a disabled agent is refused, and comes back when it is enabled again', async () => {
  const { slug, all, waits } = await httpAgents(broker, ['one'])
  const [agent] = all as [Agent]
  const set = (administration: string) =>
    broker.request('PUT', `/api/v1/tenants/${slug}/agents/${agent.id}`, {
      body: { administration },
    })
  const waiting = agent.ask('poll')
  await waits()
  await set('disabled')
  expect(await waiting).toMatchObject({ status: 401 })
  expect(await agent.ask('poll')).toMatchObject({ status: 401 })
  expect(await agent.ask('session/renewals')).toMatchObject({ status: 401 })
  await set('enabled')
  expect(await agent.ask('poll')).toMatchObject({ status: 401 }) // that token has ended, the enrolment has not
  const renewed = await agent.ask('session/renewals')
  expect(renewed).toMatchObject({ status: 201 })
  const again = await request(broker.url, renewed.body.token, 'POST', '/api/v1/agent/poll', {
    body: { timeout: 0 },
  })
  expect(again).toMatchObject({ status: 200 })
})
