// The brokers' own workers: tenants with worker_mode inline need no agent, and get no more than what was set.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { change, finished, inStatus, job, submit } from '../support/work.ts'

let broker: TestBroker
let tables: Tables
const most = 2
beforeAll(async () => {
  broker = await startBroker({
    REEVE_TASK_INLINE_MAX_CONCURRENT: String(most),
    REEVE_LEASE_SECONDS: '3',
  })
  tables = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex']) await tenant(slug, 'inline')
  await tenant('outside', 'agent')
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const at = (slug: string) => `/api/v1/tenants/${slug}`
const spin = 'while (true) { }'
async function tenant(slug: string, worker_mode: string): Promise<void> {
  const body = { slug, worker_mode, plan: 'enterprise' }
  const made = await broker.request('POST', '/api/v1/tenants', { body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
}
const cancel = (slug: string, id: string) => broker.request('POST', `${at(slug)}/jobs/${id}/cancel`)
const explain = async (slug: string, id: string) =>
  (await broker.request('GET', `${at(slug)}/jobs/${id}/explain`)).body
const workers = async () => (await broker.request('GET', '/api/v1/agents?tenant=system')).body.items
const post = async (path: string, body?: object) => {
  const answer = await broker.request('POST', path, body && { body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}

test('a script runs in the broker, and says what it has to say', async () => {
  const script = `log.info('half'); progress(50, 'half way'); return input.n * 2`
  const id = await submit(broker, 'acme', script, { input: { n: 21 } })
  const done = await finished(broker, 'acme', id)
  const [worker, ...others] = await workers()
  expect(done).toMatchObject({ status: 'completed', result: 42, attempt: 1, agent: worker.id })
  expect(done).toMatchObject({ progress: 50, progress_message: 'half way' })
  const { items } = (await broker.request('GET', `${at('acme')}/jobs/${id}/lines`)).body
  expect(items).toMatchObject([{ text: 'half', level: 'info', attempt: 1 }])
  expect(worker).toMatchObject({
    liveness: 'online',
    max_concurrent: most,
    worker_type: '(inline)',
  })
  expect(others).toEqual([])
})

test('mistakes, time and size are judged as on an agent', async () => {
  const of = async (script: string, more: object = {}) =>
    (await finished(broker, 'acme', await submit(broker, 'acme', script, more))).error
  expect(await of('const a = 1\nconst b = = 2')).toMatchObject({ code: 'syntax-error', line: 2 })
  expect(await of(`throw new TypeError('no')`)).toMatchObject({ code: 'script-error' })
  expect(await of(spin, { timeout_seconds: 1 })).toMatchObject({ code: 'timeout' })
})

test('a cancelled script is stopped, and its slot is free again', async () => {
  const id = await submit(broker, 'acme', spin)
  await inStatus(broker, 'acme', id, 'running')
  expect((await cancel('acme', id)).body.status).toBe('cancelled')
  await until(workers, ([worker]) => worker.active_jobs === 0)
})

test('a task has its tenant’s variables, secrets and hosts, and no other’s', async () => {
  await post(`${at('acme')}/variables`, { name: 'shop', value: 'acme-shop' })
  await post(`${at('acme')}/secrets`, { name: 'key', value: 'acme-secret-value' })
  const script = `log.info(secrets.key); return [config.shop, typeof fetch, secrets.key ?? null]`
  const of = async (slug: string) => {
    await post(`${at(slug)}/tasks`, { name: 'look', script })
    const run = await post(`${at(slug)}/tasks/look/runs`)
    return { run, done: await finished(broker, slug, run.id) }
  }
  const { run, done } = await of('acme')
  expect(done.result).toEqual(['acme-shop', 'undefined', '***'])
  const lines = await broker.request('GET', `${at('acme')}/jobs/${run.id}/lines`)
  expect(lines.body.items).toMatchObject([{ text: '***' }])
  expect((await of('globex')).done.result).toEqual([null, 'undefined', null])
  expect(broker.log()).not.toContain('acme-secret-value')
})

test('all tenants together have no more at once than this broker may run; what is due beyond that fails', async () => {
  const ids: Array<[string, string]> = []
  for (const slug of ['acme', 'globex', 'acme', 'globex', 'acme'])
    ids.push([slug, await submit(broker, slug, spin)])
  const statuses = async () =>
    Promise.all(ids.map(async ([slug, id]) => (await job(broker, slug, id)).status))
  const count = (all: string[], status: string) => all.filter((one) => one === status).length
  await until(statuses, (all) => count(all, 'running') === most)
  const seen = await statuses()
  expect([count(seen, 'running'), count(seen, 'queued')]).toEqual([most, 3])
  const [slug, id] = ids[seen.indexOf('queued')]!
  expect(await explain(slug, id)).toMatchObject({ reasons: [{ code: 'no-slot' }] })
  expect(await post(`${at('acme')}/tasks/look/runs`)).toMatchObject({
    status: 'failed',
    error: { code: 'no-capacity' },
  })
  // As one ends the next begins, to the last.
  for (let left = ids.length; left > 0; left -= 1) {
    const running = await until(statuses, (all) => count(all, 'running') === Math.min(most, left))
    await cancel(...ids[running.indexOf('running')]!)
  }
  expect(broker.log()).not.toContain('protocol error')
})

test('other work of an inline tenant waits, and says why; other tenants’ work never runs here', async () => {
  const scan = { type: 'scan', payload: { tool: 'trivy', target: 'shop.example' } }
  const { id } = await post(`${at('acme')}/jobs`, scan)
  expect(await explain('acme', id)).toMatchObject({
    status: 'queued',
    reasons: [{ code: 'no-agent', missing: ['type scan'] }],
  })
  const outside = await submit(broker, 'outside', 'return 1')
  await finished(broker, 'acme', await submit(broker, 'acme', 'return 1')) // so the queue was looked at
  expect(await job(broker, 'outside', outside)).toMatchObject({ status: 'queued' })
  // Moved inside, what waits begins.
  await change(broker, 'tenants/outside', 'TenantUpdate', { worker_mode: 'inline' })
  expect(await finished(broker, 'outside', outside)).toMatchObject({ status: 'completed' })
})

test('a broker that stops gives back what runs, and leaves no worker behind', async () => {
  const [first] = await workers()
  const put = (administration: string) =>
    broker.request('PUT', `/api/v1/tenants/system/agents/${first.id}`, { body: { administration } })
  expect((await put('disabled')).status).toBe(200)
  await until(
    () => broker.log(),
    (said) => said.includes('An operator disabled it.'),
  )
  const id = await submit(broker, 'acme', spin)
  expect(await explain('acme', id)).toMatchObject({ reasons: [{ code: 'no-agent' }] })
  const second = await broker.second({ REEVE_DRAIN_SECONDS: '0' })
  const { agent } = await inStatus(broker, 'acme', id, 'running')
  expect(agent).not.toBe(first.id)
  await second[Symbol.asyncDispose]()
  expect(await job(broker, 'acme', id)).toMatchObject({ status: 'queued', attempt: 1 })
  expect((await workers()).map((one: { id: string }) => one.id)).toEqual([first.id])
  expect((await put('enabled')).status).toBe(200)
  expect(
    await until(
      () => job(broker, 'acme', id),
      (one) => one.status === 'running',
    ),
  ).toMatchObject({
    attempt: 2,
    agent: first.id,
  })
  await cancel('acme', id)
})
