// The broker is killed while submitters still send: every acknowledged job completes, once.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { type BrokerProcess, brokerProcess } from '../support/process.ts'
import { until } from '../support/wait.ts'

let folder: string
let broker: BrokerProcess
let agent: TestAgent
const acknowledged = new Map<string, number>()

beforeAll(async () => {
  // A space in the path, as people have.
  folder = await mkdtemp(join(tmpdir(), 'reeve data '))
  broker = await brokerProcess({ REEVE_DATA_DIR: folder, REEVE_LEASE_SECONDS: '3' })
  await broker.start()
})
afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const jobs = '/api/v1/tenants/acme/jobs'
const count = async (status: string) =>
  (await broker.request('GET', `${jobs}?status=${status}&limit=1000`)).body.items.length

/** Sends until told to stop; a submit counts only when it was answered. */
async function submitter(stop: AbortSignal): Promise<void> {
  for (let n = 0; !stop.aborted; n++) {
    const body = {
      type: 'script',
      payload: { script: 'let i = 0; while (i < 3e5) i++; return input', input: n },
    }
    const answer = await broker.request('POST', jobs, { body }).catch(() => undefined)
    if (answer?.status !== 201) return
    acknowledged.set(answer.body.id, n)
  }
}

test('1 · submitters send, an agent works', async () => {
  const plan = { name: 'bulk', max_concurrent_jobs: 100, max_queued_jobs: 100_000 }
  await broker.request('POST', '/api/v1/plans', { body: plan })
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme', plan: 'bulk' } })
  const token = await broker.request('POST', '/api/v1/tenants/acme/agent-tokens', {
    body: { name: 'agents' },
  })
  agent = startAgent(broker, token.body.token, { MAX_CONCURRENT: '2' })
})

test('2 · the broker is killed with at least 20 jobs done, 20 queued and one running', async () => {
  const stop = new AbortController()
  const submitters = [submitter(stop.signal), submitter(stop.signal), submitter(stop.signal)]
  await until(
    async () => ({
      done: await count('completed'),
      queued: await count('queued'),
      running: await count('running'),
    }),
    ({ done, queued, running }) => done >= 20 && queued >= 20 && running >= 1,
    60_000,
  )
  await broker.kill('SIGKILL')
  stop.abort()
  await Promise.all(submitters)
  expect(acknowledged.size).toBeGreaterThan(40)
})

test('3 · after the restart every acknowledged job completes with its own result', async () => {
  await broker.start()
  const seen = new Map<string, { status: string; result: unknown }>()
  await until(
    async () => {
      for (const id of acknowledged.keys())
        if (seen.get(id)?.status !== 'completed')
          seen.set(id, (await broker.request('GET', `${jobs}/${id}`)).body)
      return [...seen].filter(([, { status }]) => status !== 'completed').length
    },
    (left) => left === 0,
    120_000,
  )
  for (const [id, input] of acknowledged)
    expect(seen.get(id)).toMatchObject({ status: 'completed', result: input })
})

test('4 · no job is there twice, and the queue is empty', async () => {
  const ids: string[] = []
  for (let cursor = ''; ;) {
    const page = (await broker.request('GET', `${jobs}?limit=1000${cursor}`)).body
    ids.push(...page.items.map(({ id }: { id: string }) => id))
    if (page.next_cursor === null) break
    cursor = `&cursor=${page.next_cursor}`
  }
  expect(new Set(ids).size).toBe(ids.length)
  await until(
    async () => (await count('queued')) + (await count('assigned')) + (await count('running')),
    (left) => left === 0,
  )
})
