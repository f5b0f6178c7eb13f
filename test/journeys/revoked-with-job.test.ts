// An agent is stolen in the middle of a job: it is cut off at whichever broker it is, its job goes to another, and its
// word no longer counts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import { type Gate, gateHandlers, gateType, startGate } from '../support/gate.ts'
import { enrol, type HttpAgent, type HttpAssignment, report } from '../support/http-agents.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, job, submit, tenantWithToken } from '../support/work.ts'

describe.each(['stream', 'poll'])('over the %s carrier', (CARRIER) => {
  let a: TestBroker
  let b: Awaited<ReturnType<TestBroker['second']>>
  let token: string
  let stolen: AgentProcess
  let honest: AgentProcess
  let id: string
  let thief: string
  let gate: Gate
  const handlers = { AGENT_HANDLERS: gateHandlers }

  beforeAll(async () => {
    a = await startBroker()
    b = await a.second()
    gate = await startGate()
    await a.request('POST', '/api/v1/job-types', { body: gateType })
    token = await tenantWithToken(a, 'acme')
  })
  afterAll(async () => {
    for (const one of [stolen, honest, gate]) await one?.[Symbol.asyncDispose]()
    await b[Symbol.asyncDispose]()
    await a[Symbol.asyncDispose]()
  })

  const revocations = '/api/v1/tenants/acme/revocations'

  test('1 · a job runs on an agent at B', async () => {
    stolen = spawnAgent(b, token, { ...handlers, CARRIER, AGENT_NAME: 'stolen' })
    const made = await a.request('POST', '/api/v1/tenants/acme/jobs', {
      body: { type: 'gate', payload: { gate: gate.url } },
    })
    id = made.body.id
    expect(await gate.arrived(id)).toEqual([1])
    thief = (await inStatus(a, 'acme', id, 'running')).agent
  })

  test('2 · it is banned at A, and thrown out', async () => {
    const body = { level: 'agent', target: thief, verb: 'ban', reason: 'The machine was stolen.' }
    const banned = await a.request('POST', revocations, { body })
    expect(banned).toMatchObject({ status: 201, body: { verb: 'ban', tenant: 'acme' } })
    expect(await stolen.exited).not.toBe(0)
    expect(stolen.output()).not.toContain(token)
  })

  test('3 · its job is done by another', async () => {
    honest = spawnAgent(b, token, { ...handlers, CARRIER, AGENT_NAME: 'honest' })
    expect(await gate.arrived(id, 2)).toEqual([1, 2])
    gate.open(id)
    const done = await finished(a, 'acme', id, 60_000)
    expect(done).toMatchObject({ status: 'completed', attempt: 2, result: 2 })
    expect(done.agent).not.toBe(thief)
  })

  test('4 · the attack: it comes again with the same secret and the same id', async () => {
    await stolen[Symbol.asyncDispose]()
    stolen = spawnAgent(a, token, { ...handlers, CARRIER, AGENT_NAME: 'stolen' })
    expect(await stolen.exited).not.toBe(0)
    expect(stolen.output()).toMatch(/forbidden|banned/)
  })

  test('5 · the audit trail and the metrics tell it', async () => {
    const [act] = (await a.request('GET', `${revocations}?status=active&level=agent`)).body.items
    expect(act).toMatchObject({ target: thief, actor: 'admin', reason: 'The machine was stolen.' })
    const { body } = await a.request('GET', '/metrics')
    expect(body).toContain('reeve_tokens_revoked_total{level="agent"} 1')
  })
})

describe('an agent that speaks HTTP', () => {
  let a: TestBroker
  let b: Awaited<ReturnType<TestBroker['second']>>
  let token: string
  let agent: HttpAgent
  let first: HttpAssignment

  beforeAll(async () => {
    a = await startBroker()
    b = await a.second()
    token = await tenantWithToken(a, 'acme')
    agent = await enrol(a, token, 'rack-7')
  })
  afterAll(async () => {
    await b[Symbol.asyncDispose]()
    await a[Symbol.asyncDispose]()
  })

  test('1 · has a job, and is revoked', async () => {
    await submit(a, 'acme', 'return 1')
    const polled = await agent.ask('poll', { timeout: 30 }, {}, b.url)
    first = polled.body.jobs[0]
    expect((await report(agent, first, 'ack')).status).toBe(204)
    const body = { level: 'agent', target: agent.id, reason: 'To be seen.' }
    await a.request('POST', '/api/v1/tenants/acme/revocations', { body })
  })

  test('2 · its result is refused at both brokers from then on', async () => {
    const result = { attempt: first.attempt, status: 'completed', result: 'mine' }
    const more = { headers: { 'x-job-token': first.job_token } }
    for (const url of [a.url, b.url])
      expect(await agent.ask(`jobs/${first.job}/result`, result, more, url)).toMatchObject({
        status: 401,
      })
  })

  test('3 · it enrols again, and the attempt from before is refused still', async () => {
    agent = await enrol(a, token, 'rack-7')
    const polled = await until(
      () => agent.ask('poll', { timeout: 30 }, {}, b.url),
      ({ body }) => body.jobs.length > 0,
    )
    const [second] = polled.body.jobs as [HttpAssignment]
    expect(second).toMatchObject({ job: first.job, attempt: 2 })
    const late = await report(agent, first, 'result', { status: 'completed', result: 'old' })
    expect(late).toMatchObject({ status: 409, body: { code: 'conflict' } })
    await report(agent, second, 'ack')
    await report(agent, second, 'result', { status: 'completed', result: 'new' })
    expect(await job(a, 'acme', first.job)).toMatchObject({ status: 'completed', result: 'new' })
    const told = await request(a.url, a.adminToken, 'GET', `/api/v1/tenants/acme/jobs/${first.job}`)
    expect(told.body.attempt).toBe(2)
  })
})
