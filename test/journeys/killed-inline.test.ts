// The broker runs a tenant's script itself and is killed: when it is back, the script runs again, and the worker that
// was killed is gone.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BrokerProcess, brokerProcess } from '../support/process.ts'
import { until } from '../support/wait.ts'

let folder: string
let broker: BrokerProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve data '))
  const limits = { REEVE_LEASE_SECONDS: '2', REEVE_TASK_INLINE_MAX_CONCURRENT: '1' }
  broker = await brokerProcess({ REEVE_DATA_DIR: folder, ...limits })
  await broker.start()
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const jobs = '/api/v1/tenants/acme/jobs'
const read = async (id: string) => (await broker.request('GET', `${jobs}/${id}`)).body
const submit = async (script: string) => {
  const body = { type: 'script', payload: { script } }
  return (await broker.request('POST', jobs, { body })).body.id as string
}
const workers = async (): Promise<string[]> =>
  (await broker.request('GET', '/api/v1/agents?tenant=system')).body.items.map(
    ({ id }: { id: string }) => id,
  )
let spins: string
let last: string
let waits: string

test('1 · one script runs in the broker, another waits for it', async () => {
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme', worker_mode: 'inline' } })
  spins = await submit('while (true) { }')
  waits = await submit('return 7')
  const running = await until(
    () => read(spins),
    ({ status }) => status === 'running',
  )
  expect(await workers()).toEqual([running.agent])
  expect((await read(waits)).status).toBe('queued')
  last = running.agent
})

test('2 · the broker is killed and started again: the script runs once more, as another attempt', async () => {
  await broker.kill('SIGKILL')
  await broker.start()
  const again = await until(
    () => read(spins),
    ({ status, attempt }) => status === 'running' && attempt === 2,
  )
  expect(again.agent).not.toBe(last)
  expect(await until(workers, (all) => all.length === 1, 60_000)).toEqual([again.agent])
})

test('3 · no slot was lost: when it is cancelled, what waited runs', async () => {
  expect((await broker.request('POST', `${jobs}/${spins}/cancel`)).status).toBe(200)
  const done = await until(
    () => read(waits),
    ({ status }) => status === 'completed',
  )
  expect(done).toMatchObject({ result: 7, attempt: 1 })
})
