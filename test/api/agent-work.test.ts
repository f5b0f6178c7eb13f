// Work over HTTP: polls, heartbeats and reports, as an agent written in any language would send them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'
import { inStatus, job, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let tenants = 0
beforeAll(async () => void (broker = await startBroker({ REEVE_LEASE_SECONDS: '30' })))
afterAll(() => broker[Symbol.asyncDispose]())

interface Agent {
  id: string
  session: string
  /** A request to the agent's operations, at this replica or another. */
  ask: (path: string, body?: object, more?: object, url?: string) => Promise<Answer>
}

interface Assignment {
  job: string
  attempt: number
  job_token: string
}

/** A tenant of its own with an agent for each name. */
async function agents(...names: string[]): Promise<{ slug: string; token: string; all: Agent[] }> {
  const slug = `tenant-${++tenants}`
  const token = await tenantWithToken(broker, slug)
  const all = await Promise.all(names.map((name) => enrol(token, name)))
  return { slug, token, all }
}

async function enrol(token: string, name: string): Promise<Agent> {
  const body = { method: 'agent_token', proof: { token }, agent: { name } }
  const enrolled = await broker.request('POST', '/api/v1/agent/enrolments', { body })
  const { agent: id, token: session } = enrolled.body
  return {
    id,
    session,
    ask: (path, body = {}, more = {}, url = broker.url) =>
      request(url, session, 'POST', `/api/v1/agent/${path}`, { body, ...more }),
  }
}

const report = (
  agent: Agent,
  { job: id, attempt, job_token }: Assignment,
  what: string,
  more = {},
) =>
  agent.ask(`jobs/${id}/${what}`, { attempt, ...more }, { headers: { 'x-job-token': job_token } })

/** Resolves when a poll of this agent waits: then it is present with a session. */
const waits = (slug: string, count = 1) =>
  until(
    async () =>
      (await broker.request('GET', `/api/v1/tenants/${slug}/agents?liveness=online`)).body,
    (page) => page.items.length === count,
  )

test('a job goes all the way: polled, begun, followed, ended', async () => {
  const { slug, all } = await agents('one')
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
      job_token: expect.stringMatching(/^[\w-]{43}$/),
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
  const { slug, all } = await agents('one')
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

test('a poll with nothing to tell waits for its time', async () => {
  const { all } = await agents('one')
  const begun = performance.now()
  const { body } = await all[0]!.ask('poll', { timeout: 1 })
  expect(body).toEqual({ jobs: [], cancelled: [], lost: [], lease_ms: 30_000 })
  expect(performance.now() - begun).toBeGreaterThan(990)
  expect((await all[0]!.ask('poll', { timeout: 0 })).body).toMatchObject({ jobs: [] })
})

test('one job wakes one of the agents that wait, and what comes between two polls is there for the next', async () => {
  const { slug, all } = await agents('one', 'two', 'three')
  const answered: Answer[] = []
  const polls = all.map(
    async (agent) => void answered.push(await agent.ask('poll', { timeout: 3 })),
  )
  await waits(slug, 3)
  const first = await submit(broker, slug, 'return 1')
  await until(() => answered.length)
  await Promise.all(polls)
  const given = answered.flatMap(({ body }) => body.jobs as Assignment[])
  expect(given.map(({ job: id }) => id)).toEqual([first])
  expect(answered.map(({ body }) => body.jobs.length)).toEqual([1, 0, 0])
  const second = await submit(broker, slug, 'return 2')
  const begun = performance.now()
  const next = await all[0]!.ask('poll', { timeout: 30 })
  expect(next.body.jobs).toMatchObject([{ job: second }])
  expect(performance.now() - begun).toBeLessThan(2000)
})

test('submitted at one replica, told by a poll at another; a report goes to either', async () => {
  await using second = await broker.second()
  const { slug, all } = await agents('one')
  const [agent] = all as [Agent]
  const body = { timeout: 30, max_concurrent: 1 }
  const poll = () => agent.ask('poll', body, {}, second.url)
  const waiting = poll()
  await waits(slug)
  await submit(broker, slug, 'return 1')
  const [work] = (await waiting).body.jobs as [Assignment]
  const next = await submit(broker, slug, 'return 2')
  const full = poll() // no slot is free
  await report(agent, work, 'result', { status: 'completed', result: 1 })
  expect((await full).body.jobs).toMatchObject([{ job: next }])
})

test('a second poll of an agent takes the place of the first', async () => {
  const { slug, all } = await agents('one')
  const [agent] = all as [Agent]
  const first = agent.ask('poll')
  await waits(slug)
  const second = agent.ask('poll')
  expect(await first).toMatchObject({ status: 409, body: { code: 'conflict' } })
  const id = await submit(broker, slug, 'return 1')
  expect((await second).body.jobs).toMatchObject([{ job: id }])
})

test('an agent that went away while it waited is offline at once, and its job goes to another', async () => {
  const { slug, all } = await agents('one', 'two')
  const [gone, stays] = all as [Agent, Agent]
  const away = new AbortController()
  const headers = { authorization: `Bearer ${gone.session}`, 'content-type': 'application/json' }
  const url = `${broker.url}/api/v1/agent/poll`
  const poll = fetch(url, { method: 'POST', headers, body: '{}', signal: away.signal })
  await waits(slug)
  away.abort()
  await expect(poll).rejects.toThrow(/abort/)
  const id = await submit(broker, slug, 'return 1')
  expect((await stays.ask('poll')).body.jobs).toMatchObject([{ job: id }])
  const { items } = await waits(slug)
  expect(items).toMatchObject([{ name: 'two' }])
})

test('a cancelled attempt is told to the poll that waits, to the next poll, and by heartbeats', async () => {
  const { slug, all } = await agents('one')
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
  const { slug, all } = await agents('one', 'two')
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

test('a draining agent is given nothing and still told what to stop', async () => {
  const { slug, all } = await agents('one')
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

test('revoking ends a waiting poll within a second, and no request is taken any more', async () => {
  const { slug, all } = await agents('one')
  const [agent] = all as [Agent]
  await submit(broker, slug, 'return 1')
  const [work] = (await agent.ask('poll')).body.jobs as [Assignment]
  const waiting = agent.ask('poll', { running: [{ job: work.job, attempt: 1 }] })
  await waits(slug)
  const begun = performance.now()
  await broker.request('POST', `/api/v1/tenants/${slug}/agent-tokens/agents/revoke`)
  const refused = { status: 401, body: { code: 'unauthenticated' } }
  expect(await waiting).toMatchObject(refused)
  expect(performance.now() - begun).toBeLessThan(1000)
  expect(await agent.ask('poll')).toMatchObject(refused)
  expect(await agent.ask('heartbeat')).toMatchObject(refused)
  expect(await report(agent, work, 'result', { status: 'completed' })).toMatchObject(refused)
})

test('a disabled agent is refused, and comes back when it is enabled again', async () => {
  const { slug, all } = await agents('one')
  const [agent] = all as [Agent]
  const set = (administration: string) =>
    broker.request('PUT', `/api/v1/tenants/${slug}/agents/${agent.id}`, {
      body: { administration },
    })
  const waiting = agent.ask('poll')
  await waits(slug)
  await set('disabled')
  expect(await waiting).toMatchObject({ status: 401 })
  expect(await agent.ask('poll')).toMatchObject({ status: 401 })
  await set('enabled')
  expect(await agent.ask('poll', { timeout: 0 })).toMatchObject({ status: 200 })
})

test('a broker that stops answers who waits with nothing, and at once', async () => {
  const second = await broker.second({ REEVE_DRAIN_SECONDS: '20' })
  const { slug, all } = await agents('one')
  const waiting = all[0]!.ask('poll', {}, {}, second.url)
  await waits(slug)
  const begun = performance.now()
  await second[Symbol.asyncDispose]()
  expect(await waiting).toMatchObject({ status: 200, body: { jobs: [] } })
  expect(performance.now() - begun).toBeLessThan(5000)
  await waits(slug, 0)
})

test('an agent is present between its polls until it has been quiet for a lease', async () => {
  await using quick = await broker.second({ REEVE_LEASE_SECONDS: '1' })
  const { slug, all } = await agents('one')
  const [agent] = all as [Agent]
  await agent.ask('poll', { timeout: 0 }, {}, quick.url)
  await waits(slug)
  await waits(slug, 0)
  expect(await agent.ask('heartbeat', {}, {}, quick.url)).toMatchObject({ status: 200 })
  await waits(slug)
})
