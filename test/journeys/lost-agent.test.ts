// An agent dies in the middle of a job: the job finishes on another one, once; and the dead one's word no longer counts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, job, submit, tenantWithToken } from '../support/work.ts'

describe.each(['stream', 'poll'])('over the %s carrier', (CARRIER) => {
  let broker: TestBroker
  let token: string
  let first: AgentProcess
  let second: AgentProcess
  let id: string

  beforeAll(async () => {
    broker = await startBroker({ REEVE_LEASE_SECONDS: '2' })
    token = await tenantWithToken(broker, 'acme')
  })
  afterAll(async () => {
    await first?.[Symbol.asyncDispose]()
    await second?.[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })

  const online = async () =>
    (await broker.request('GET', '/api/v1/tenants/acme/agents?liveness=online')).body
      .items as Array<{
      id: string
    }>

  // The first attempt runs for ever, the second ends at once: only the input's memory tells them apart.
  const script = `log.info('attempt'); while (input.forever) { }; return 'done'`

  test('1 · a job runs on the only agent', async () => {
    first = spawnAgent(broker, token, { CARRIER, AGENT_NAME: 'first' })
    await until(online, (agents) => agents.length === 1)
    id = await submit(broker, 'acme', script, { input: { forever: true }, timeout_seconds: 6 })
    const lines = () => broker.request('GET', `/api/v1/tenants/acme/jobs/${id}/lines`)
    await until(
      async () => (await lines()).body.items,
      (items) => items.length === 1,
    )
  })

  test('2 · the agent is killed, and the job goes to another as its next attempt', async () => {
    first.kill('SIGKILL')
    await first.exited
    second = spawnAgent(broker, token, { CARRIER, AGENT_NAME: 'second' })
    const again = await until(
      () => job(broker, 'acme', id),
      ({ status, attempt }) => status === 'running' && attempt === 2,
    )
    const agents = (await broker.request('GET', '/api/v1/tenants/acme/agents')).body.items
    expect(agents.find(({ name }: { name: string }) => name === 'second').id).toBe(again.agent)
  })

  test('3 · it ends once, with the lines of both attempts', async () => {
    expect(await finished(broker, 'acme', id)).toMatchObject({
      status: 'failed',
      attempt: 2,
      error: { code: 'timeout' },
    })
    const lines = (await broker.request('GET', `/api/v1/tenants/acme/jobs/${id}/lines`)).body.items
    expect(lines.map(({ attempt }: { attempt: number }) => attempt)).toEqual([1, 2])
  })

  test('4 · the dead agent is offline, and the other has all its slots', async () => {
    const agents = (await broker.request('GET', '/api/v1/tenants/acme/agents')).body.items
    const states = agents.map(({ name, liveness, active_jobs }: Record<string, unknown>) => [
      name,
      liveness,
      active_jobs,
    ])
    expect(states.toSorted()).toEqual([
      ['first', 'offline', 0],
      ['second', 'online', 0],
    ])
  })

  test('5 · a frozen agent loses its job, and its late result is refused', async () => {
    const slow = await submit(broker, 'acme', 'let n = 0; while (n < 4e7) n++; return n', {
      max_attempts: 1,
    })
    await inStatus(broker, 'acme', slow, 'running')
    second.kill('SIGSTOP')
    const done = await finished(broker, 'acme', slow)
    second.kill('SIGCONT')
    expect(done).toMatchObject({ status: 'failed', error: { code: 'lease-expired' } })
    await until(online, (agents) => agents.length === 1)
    const next = await submit(broker, 'acme', 'return 1')
    await finished(broker, 'acme', next)
    expect(await job(broker, 'acme', slow)).toEqual(done)
  })

  test('6 · an agent that is asked to stop gives its job back', async () => {
    const long = await submit(broker, 'acme', script, { input: { forever: true } })
    await inStatus(broker, 'acme', long, 'running')
    second.kill('SIGTERM')
    const queued = await inStatus(broker, 'acme', long, 'queued')
    expect(queued).toMatchObject({ attempt: 1 })
    expect(await second.exited).toBe(0)
    expect(second.output()).not.toContain(token)
  })
})
