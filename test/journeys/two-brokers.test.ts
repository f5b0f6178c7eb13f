// Two brokers over one database: submitted at one, done by an agent at the other.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, submit, tenantWithToken } from '../support/work.ts'

describe.each(['stream', 'poll'])('over the %s carrier', (CARRIER) => {
  let a: TestBroker
  let b: Awaited<ReturnType<TestBroker['second']>>
  let agent: TestAgent
  let token: string

  beforeAll(async () => {
    a = await startBroker()
    b = await a.second()
    token = await tenantWithToken(a, 'acme')
    agent = startAgent(b, token, { CARRIER })
  })
  afterAll(async () => {
    await agent[Symbol.asyncDispose]()
    await b[Symbol.asyncDispose]()
    await a[Symbol.asyncDispose]()
  })

  test('1 · submitted at A, done by the agent at B', async () => {
    const id = await submit(a, 'acme', 'return input * 2', { input: 21 })
    expect(await finished(a, 'acme', id)).toMatchObject({ status: 'completed', result: 42 })
  })

  test('2 · cancelled at A, stopped at B', async () => {
    const id = await submit(a, 'acme', 'while (true);')
    await inStatus(a, 'acme', id, 'running')
    await a.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)
    const agents = () => a.request('GET', '/api/v1/tenants/acme/agents')
    await until(
      () => agent.log(),
      (log) => log.includes('cancelled by the broker'),
    )
    expect((await agents()).body.items).toMatchObject([{ active_jobs: 0, liveness: 'online' }])
  })

  test('3 · both verify each other’s sessions, for the keys are the database’s', async () => {
    const keys = await Promise.all(
      [a.url, b.url].map((url) => request(url, '', 'GET', '/.well-known/jwks.json')),
    )
    expect(keys[0]!.body).toEqual(keys[1]!.body)
  })

  test('4 · an agent that moves from B to A keeps its id, and B’s claim on it is over', async () => {
    const before = (await a.request('GET', '/api/v1/tenants/acme/agents')).body.items[0]
    await b[Symbol.asyncDispose]()
    await agent[Symbol.asyncDispose]()
    agent = startAgent(a, token, { CARRIER, AGENT_NAME: before.name })
    const id = await submit(a, 'acme', 'return 1')
    expect(await finished(a, 'acme', id)).toMatchObject({ status: 'completed', agent: before.id })
  })

  test('5 · revoked at A, gone at once', async () => {
    b = await a.second()
    const moved = startAgent(b, token, { CARRIER })
    await until(
      async () =>
        (await a.request('GET', '/api/v1/tenants/acme/agents?liveness=online')).body.items,
      (items) => items.length === 2,
    )
    await a.request('DELETE', '/api/v1/tenants/acme/agent-tokens/agents')
    await expect(moved.done).rejects.toThrow(/token-spent/)
    await expect(agent.done).rejects.toThrow(/token-spent/)
  })
})
