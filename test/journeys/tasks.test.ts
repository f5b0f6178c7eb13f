// A task every second: its runs are done by a real agent, each due time once, with two brokers and when one goes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'
import { tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let second: Awaited<ReturnType<TestBroker['second']>>
let agent: TestAgent

beforeAll(async () => {
  broker = await startBroker()
  second = await broker.second()
  const token = await tenantWithToken(broker, 'acme', { on_no_capacity: 'queue' })
  agent = startAgent(broker, token, { MAX_CONCURRENT: '4' })
})
afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await second?.[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const tasks = '/api/v1/tenants/acme/tasks'

interface Run {
  status: string
  due_at: string
  result: unknown
  created_at: string
}

const runs = async (): Promise<Run[]> =>
  (await broker.request('GET', `${tasks}/tick/runs?limit=1000`)).body.items

const done = (all: Run[]) => all.filter(({ status }) => status === 'completed')

/** Each due time once, none left out. */
function expectEverySecond(all: Run[]): void {
  const due = all.map(({ due_at }) => Date.parse(due_at)).toSorted((a, b) => a - b)
  expect(due).toEqual(due.map((_, index) => due[0]! + index * 1000))
}

test('1 · a script with a mistake is not saved', async () => {
  const body = { name: 'tick', script: 'return input.n +', schedule: '* * * * * *' }
  const refused = await broker.request('POST', tasks, { body })
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/script' }] } })
})

test('2 · each second has its run, and the agent does them all', async () => {
  const body = {
    name: 'tick',
    script: 'return input.n + 1',
    input: { n: 41 },
    schedule: '* * * * * *',
    overlap: 'allow',
  }
  expect((await broker.request('POST', tasks, { body })).status).toBe(201)
  const all = await until(runs, (seen) => done(seen).length >= 4)
  for (const { result } of done(all)) expect(result).toBe(42)
  expectEverySecond(all)
})

test('3 · no run begins before it is due', async () => {
  const all = await runs()
  expect(all.length).toBeGreaterThan(3)
  for (const { due_at, created_at } of all)
    expect(Date.parse(created_at)).toBeGreaterThanOrEqual(Date.parse(due_at))
})

test('4 · when a broker goes, the other goes on, and no second is lost or had twice', async () => {
  const before = (await runs()).length
  await second[Symbol.asyncDispose]()
  const all = await until(runs, (seen) => done(seen).length >= before + 3)
  expectEverySecond(all)
})

test('5 · another tenant sees and runs none of it', async () => {
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'globex' } })
  const { body } = await broker.request('POST', '/api/v1/tenants/globex/api-tokens', {
    body: { name: 'all', scopes: ['*'] },
  })
  for (const [method, path] of [
    ['GET', `${tasks}/tick`],
    ['GET', `${tasks}/tick/runs`],
    ['POST', `${tasks}/tick/runs`],
    ['DELETE', `${tasks}/tick`],
    ['POST', '/api/v1/tenants/globex/tasks/tick/runs'],
  ] as const)
    expect(await broker.request(method, path, { token: body.token })).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    })
})

test('6 · once it is gone there are no more', async () => {
  const { body: task } = await broker.request('GET', `${tasks}/tick`)
  expect((await broker.request('DELETE', `${tasks}/tick`)).status).toBe(204)
  const jobs = await broker.request('GET', '/api/v1/tenants/acme/jobs?limit=1000')
  const left = jobs.body.items.filter((job: { task: string }) => job.task === task.id)
  expect(left).not.toEqual([])
  expect(left.map((job: Run) => job.status)).not.toContain('queued')
})
