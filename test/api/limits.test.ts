// Limits among brokers: a plan's, the cap on runs, and a tenant that may not work for a while.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { type Estate, startEstate } from '../support/estate.ts'
import { until } from '../support/wait.ts'
import { change, finished, job } from '../support/work.ts'

let estate: Estate
beforeAll(async () => void (estate = await startEstate()))
afterAll(() => estate[Symbol.asyncDispose]())

test('limits hold among brokers, and what ends makes room', async () => {
  const token = await estate.pool('limits')
  await estate.tenant('capped', 'limits', { max_concurrent_jobs: 3 })
  await estate.tenant('free', 'limits')
  await using one = startAgent(estate.broker, token, { MAX_CONCURRENT: '8' })
  await using two = startAgent(estate.second, token, { MAX_CONCURRENT: '8' })
  const spinning = await estate.spinAll('capped', 9)
  const quick = await estate.submitAll('free', 12)
  for (const id of quick) await finished(estate.broker, 'free', id)
  await until(
    () => estate.held('capped'),
    (count) => count === 3,
  )
  const [share] = (await estate.fairness('tenant=capped'))[0].tenants
  expect(share).toMatchObject({ tenant: 'capped', held_jobs: 3, waiting_jobs: 6 })
  const running = await estate.rows<{ id: string }>(
    'select id from job where id = any ($1) and lease_until is not null',
    [spinning],
  )
  for (const { id } of running) await estate.call('POST', `/tenants/capped/jobs/${id}/cancel`)
  await until(
    () => estate.held('capped'),
    (count) => count === 3,
  )
  for (const id of spinning) {
    await estate.broker.request('POST', `/api/v1/tenants/capped/jobs/${id}/cancel`)
    expect(await estate.held('capped')).toBeLessThanOrEqual(3)
  }
  expect(one.log() + two.log()).not.toContain('protocol error')
})

test('the cap on runs holds among brokers, and holds up no other job of the tenant', async () => {
  const token = await estate.pool('runs')
  await estate.tenant('runner', 'runs')
  const limits = { task_max_concurrent: 2, on_no_capacity: 'queue' }
  await change(estate.broker, 'tenants/runner', 'TenantUpdate', limits)
  const task = { name: 'loop', script: 'while (true) { }', overlap: 'allow' }
  await estate.call('POST', '/tenants/runner/tasks', task)
  await using _one = startAgent(estate.broker, token, { MAX_CONCURRENT: '4' })
  await using _two = startAgent(estate.second, token, { MAX_CONCURRENT: '4' })
  const runs = await Promise.all(
    Array.from({ length: 6 }, () => estate.call('POST', '/tenants/runner/tasks/loop/runs')),
  )
  await until(
    () => estate.held('runner'),
    (count) => count === 2,
  )
  for (const id of await estate.submitAll('runner', 6)) await finished(estate.broker, 'runner', id)
  expect(await estate.held('runner')).toBe(2)
  for (const { id } of runs) {
    await estate.call('POST', `/tenants/runner/jobs/${id}/cancel`)
    expect(await estate.held('runner')).toBeLessThanOrEqual(2)
  }
})

test('a tenant that is suspended waits; resumed, or in another pool, it goes on', async () => {
  const token = await estate.pool('there')
  await estate.pool('nobody')
  await estate.tenant('mover', 'nobody')
  const [id] = await estate.submitAll('mover', 1)
  await using _ = startAgent(estate.broker, token)
  const set = (status: string) => change(estate.broker, 'tenants/mover', 'TenantUpdate', { status })
  await set('suspended')
  await estate.call('DELETE', '/pools/nobody/tenants/mover')
  await estate.call('PUT', '/pools/there/tenants/mover')
  await estate.tenant('stayer', 'there')
  for (const other of await estate.submitAll('stayer', 2))
    await finished(estate.broker, 'stayer', other)
  expect(await job(estate.broker, 'mover', id!)).toMatchObject({ status: 'queued' })
  await set('active')
  expect(await finished(estate.broker, 'mover', id!)).toMatchObject({ status: 'completed' })
})
