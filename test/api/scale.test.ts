// The number that autoscalers read: within limits, none for a paused pool, as a metric, and in the form of KEDA.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  const limits = { max_concurrent_jobs: 3, max_queued_jobs: 50 }
  await broker.request('POST', '/api/v1/plans', { body: { name: 'three', ...limits } })
  for (const [pool, slug] of [
    ['compute', 'acme'],
    ['idle', 'globex'],
  ]) {
    await broker.request('POST', '/api/v1/pools', { body: { name: pool } })
    const body = { slug, plan: 'three', worker_agent_pool: 'shared' }
    await broker.request('POST', '/api/v1/tenants', { body })
    await broker.request('PUT', `/api/v1/pools/${pool}/tenants/${slug}`)
  }
  const job = { type: 'script', payload: { script: 'return 1' } }
  const later = { ...job, not_before: new Date(Date.now() + 3_600_000).toISOString() }
  for (const body of [later, job, job, job, job, job])
    await broker.request('POST', '/api/v1/tenants/acme/jobs', { body })
})
afterAll(() => broker[Symbol.asyncDispose]())

const scale = async (pool: string) =>
  (await broker.request('GET', `/api/v1/pools/${pool}/scale`)).body
const pause = (paused: boolean) =>
  broker.request('PUT', '/api/v1/pools/compute', { body: { description: '', labels: [], paused } })

/** The samples of a metric by pool. */
async function metric(name: string): Promise<Record<string, number>> {
  const { body } = await broker.request('GET', '/metrics')
  const samples = (body as string).matchAll(
    new RegExp(`^${name}\\{pool="([^"]+)"\\} (\\d+)$`, 'gm'),
  )
  return Object.fromEntries([...samples].map(([, pool, value]) => [pool, Number(value)]))
}

test('what limits hold back, or may not begin yet, is not wanted', async () => {
  expect(await scale('compute')).toEqual({
    value: 3,
    wanted: 3,
    runnable: 3,
    free: 0,
    held: 0,
    agents: 0,
  })
  expect(await scale('idle')).toMatchObject({ value: 0, wanted: 0 })
})

test('KEDA finds its number where the example says', async () => {
  const file = resolve(import.meta.dirname, '../../examples/kubernetes/keda.yaml')
  const example = readFileSync(file, 'utf8')
  const of = (key: string) => new RegExp(`^ +${key}: '?([^' \\n]+)`, 'm').exec(example)![1]!
  expect([of('- type'), of('authMode'), of('- parameter')]).toEqual([
    'metrics-api',
    'bearer',
    'token',
  ])
  const [, scope] = /--scope (\S+)/.exec(example)!
  const { body } = await broker.request('POST', '/api/v1/api-tokens', {
    body: { name: 'keda', scopes: [scope] },
  })
  const { pathname } = new URL(of('url'))
  const answer = await broker.request('GET', pathname, { token: body.token })
  expect(answer.body[of('valueLocation')]).toBe(3)
  expect(Number(of('targetValue'))).toBeGreaterThan(0)
})

test('the metrics tell it of every pool, and follow it', async () => {
  expect(await metric('reeve_pool_scale')).toEqual({ compute: 3, idle: 0 })
  expect(await metric('reeve_pool_wanted_slots')).toEqual({ compute: 3, idle: 0 })
  await broker.request('DELETE', '/api/v1/pools/idle/tenants/globex')
  await broker.request('DELETE', '/api/v1/pools/idle')
  await pause(true)
  expect(await scale('compute')).toMatchObject({ value: 0, wanted: 0, runnable: 0 })
  const now = await until(
    () => metric('reeve_pool_scale'),
    (found) => found['compute'] === 0,
  )
  expect(now).toEqual({ compute: 0 })
  await pause(false)
  expect(await scale('compute')).toMatchObject({ value: 3 })
})
