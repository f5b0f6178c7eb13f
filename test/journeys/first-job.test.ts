// A tenant's first job, from the agent token to the result, and what a stranger gets.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { finished, inStatus, job, submit, tenantWithToken } from '../support/work.ts'
import { until } from '../support/wait.ts'

describe.each(['stream', 'poll'])('over the %s carrier', (CARRIER) => {
  let broker: TestBroker
  let agent: TestAgent
  let token: string

  beforeAll(async () => {
    broker = await startBroker()
    token = await tenantWithToken(broker, 'acme')
  })
  afterAll(async () => {
    await agent?.[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })

  test('1 · a job waits while there is no agent', async () => {
    const id = await submit(broker, 'acme', 'return input.a + input.b', { input: { a: 1, b: 2 } })
    expect(await job(broker, 'acme', id)).toMatchObject({
      status: 'queued',
      attempt: 0,
      agent: null,
    })
  })

  test('2 · an agent enrols with the token and is online', async () => {
    agent = startAgent(broker, token, { CARRIER, AGENT_NAME: 'rack-7', MAX_CONCURRENT: '2' })
    const { items } = await until(
      async () => (await broker.request('GET', '/api/v1/tenants/acme/agents?liveness=online')).body,
      (page) => page.items.length === 1,
    )
    expect(items[0]).toMatchObject({
      name: 'rack-7',
      tenant: 'acme',
      pool: null,
      max_concurrent: 2,
      admission: 'approved',
    })
  })

  test('3 · the job that waited is done, once', async () => {
    const { items } = (await broker.request('GET', '/api/v1/tenants/acme/jobs')).body
    const done = await finished(broker, 'acme', items[0].id)
    expect(done, JSON.stringify(done)).toMatchObject({
      status: 'completed',
      result: 3,
      attempt: 1,
      error: null,
    })
  })

  test('4 · progress and lines can be read while a script runs', async () => {
    const script = `log.info('begun'); progress(50, 'half'); log.warn('more'); return 'ok'`
    const id = await submit(broker, 'acme', script)
    expect(await finished(broker, 'acme', id)).toMatchObject({
      status: 'completed',
      result: 'ok',
      progress: 50,
      progress_message: 'half',
    })
    const lines = (await broker.request('GET', `/api/v1/tenants/acme/jobs/${id}/lines`)).body.items
    expect(lines).toMatchObject([
      { attempt: 1, number: 1, level: 'info', text: 'begun' },
      { attempt: 1, number: 2, level: 'warn', text: 'more' },
    ])
  })

  test('5 · a script that fails says why and where', async () => {
    const id = await submit(broker, 'acme', 'const x = 1\nthrow new TypeError("no")')
    const done = await finished(broker, 'acme', id)
    expect(done).toMatchObject({
      status: 'failed',
      result: null,
      error: { code: 'script-error', line: 2 },
    })
    expect(done.error.message).toContain('no')
  })

  test('6 · cancelling stops a script that never ends, and its slot is free again', async () => {
    const ids = [
      await submit(broker, 'acme', 'while (true);'),
      await submit(broker, 'acme', 'for (;;);'),
    ]
    for (const id of ids) await inStatus(broker, 'acme', id, 'running')
    const waiting = await submit(broker, 'acme', 'return 7')
    for (const id of ids) {
      const cancelled = await broker.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)
      expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    }
    expect(await finished(broker, 'acme', waiting)).toMatchObject({
      status: 'completed',
      result: 7,
    })
  })

  test('7 · a job of another tenant goes nowhere near this agent', async () => {
    await tenantWithToken(broker, 'globex')
    const id = await submit(broker, 'globex', 'return 1')
    const own = await submit(broker, 'acme', 'return 2')
    await finished(broker, 'acme', own)
    expect(await job(broker, 'globex', id)).toMatchObject({ status: 'queued', attempt: 0 })
  })

  test('8 · revoking the token closes the stream, and the agent gives up with a sentence', async () => {
    await broker.request('POST', '/api/v1/tenants/acme/agent-tokens/agents/revoke')
    await expect(agent.done).rejects.toThrow(
      /refused this agent .*AGENT_TOKEN is wrong, expired or revoked/,
    )
    const { items } = (await broker.request('GET', '/api/v1/tenants/acme/agents?liveness=online'))
      .body
    expect(items).toEqual([])
  })

  test('9 · the attack: the revoked token opens no door', async () => {
    const again = startAgent(broker, token, { CARRIER })
    await expect(again.done).rejects.toThrow(/token-spent/)
    const id = await submit(broker, 'acme', 'return 1')
    expect(await job(broker, 'acme', id)).toMatchObject({ status: 'queued' })
    expect(broker.log()).not.toContain(token)
    expect(again.log() + agent.log()).not.toContain(token)
  })
})
