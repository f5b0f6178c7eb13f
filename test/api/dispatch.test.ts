// Steering the fleet: a paused pool, a draining agent, the number that autoscalers read, and the least loaded.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, job, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let agent: TestAgent
let second: TestAgent

beforeAll(async () => {
  broker = await startBroker()
  await tenantWithToken(broker, 'acme', { worker_agent_pool: 'shared' })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'gpu', labels: ['cuda'] } })
  await broker.request('PUT', '/api/v1/pools/gpu/tenants/acme')
  const body = { name: 'pool', pool: 'gpu' }
  const { token } = (await broker.request('POST', '/api/v1/tenants/system/agent-tokens', { body }))
    .body
  agent = startAgent(broker, token, { MAX_CONCURRENT: '2', AGENT_NAME: 'one' })
  second = startAgent(broker, token, { MAX_CONCURRENT: '2', AGENT_NAME: 'two' })
  await until(agents, (all) => all.length === 2)
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const agents = async () =>
  (await broker.request('GET', '/api/v1/agents?pool=gpu&liveness=online')).body.items
const scale = async () => (await broker.request('GET', '/api/v1/pools/gpu/scale')).body
const spin = { input: { forever: true } }
const script = 'while (input.forever) { }; return 1'
const pause = (paused: boolean) =>
  broker.request('PUT', '/api/v1/pools/gpu', {
    body: { description: '', labels: ['cuda'], paused },
  })
const cancel = (id: string) => broker.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)

test('work is spread over the least loaded, and the scale tells what is wanted', async () => {
  const ids = [
    await submit(broker, 'acme', script, spin),
    await submit(broker, 'acme', script, spin),
  ]
  for (const id of ids) await inStatus(broker, 'acme', id, 'running')
  expect((await agents()).map(({ active_jobs }: { active_jobs: number }) => active_jobs)).toEqual([
    1, 1,
  ])
  for (let n = 0; n < 4; n++) ids.push(await submit(broker, 'acme', script, spin))
  const wanted = await until(scale, ({ held }) => held === 4)
  expect(wanted).toEqual({ value: 2, wanted: 6, runnable: 2, free: 0, held: 4, agents: 2 })
  for (const id of ids) await cancel(id)
  expect(await scale()).toEqual({ value: 0, wanted: 0, runnable: 0, free: 4, held: 0, agents: 2 })
})

test('a pool’s labels are its agents’', async () => {
  const id = await submit(broker, 'acme', 'return 1', { labels: ['cuda'] })
  expect(await finished(broker, 'acme', id)).toMatchObject({ status: 'completed' })
})

test('a paused pool lets what runs go on and begins nothing, until it is resumed', async () => {
  const running = await submit(broker, 'acme', script, spin)
  await inStatus(broker, 'acme', running, 'running')
  await pause(true)
  const waiting = await submit(broker, 'acme', 'return 2')
  const { reasons } = (await broker.request('GET', `/api/v1/tenants/acme/jobs/${waiting}/explain`))
    .body
  expect(reasons).toMatchObject([{ code: 'pool-paused' }])
  expect(await job(broker, 'acme', running)).toMatchObject({ status: 'running', attempt: 1 })
  const left = async () => (await broker.request('GET', '/api/v1/pools/gpu')).body
  expect(await left()).toMatchObject({ paused: true, active_jobs: 1 })
  await cancel(running)
  expect(await left()).toMatchObject({ paused: true, active_jobs: 0 })
  expect(await job(broker, 'acme', waiting)).toMatchObject({ status: 'queued' })
  await pause(false)
  expect(await finished(broker, 'acme', waiting)).toMatchObject({ status: 'completed', result: 2 })
})

test('a draining agent ends what it holds and gets nothing new', async () => {
  const [one, two] = await agents()
  const administration = (id: string, state: string) =>
    broker.request('PUT', `/api/v1/tenants/system/agents/${id}`, {
      body: { administration: state },
    })
  await administration(two.id, 'draining')
  const held = await submit(broker, 'acme', script, spin)
  await until(
    () => job(broker, 'acme', held),
    (seen) => seen.status === 'running' && seen.agent === one.id,
  )
  expect(await administration(one.id, 'draining')).toMatchObject({
    status: 200,
    body: { administration: 'draining', active_jobs: 1, liveness: 'online' },
  })
  const waiting = await submit(broker, 'acme', 'return 3')
  const why = (await broker.request('GET', `/api/v1/tenants/acme/jobs/${waiting}/explain`)).body
  expect(why.reasons).toMatchObject([{ code: 'no-agent' }])
  expect(await job(broker, 'acme', held)).toMatchObject({ status: 'running' })
  await cancel(held)
  await administration(one.id, 'enabled')
  expect(await finished(broker, 'acme', waiting)).toMatchObject({
    status: 'completed',
    agent: one.id,
  })
})
