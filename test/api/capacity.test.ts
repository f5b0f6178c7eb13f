// What becomes of work for which no agent has a free slot: it fails at once or waits, as its task, job or tenant says.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const at = (slug: string) => `/api/v1/tenants/${slug}`
const spin = 'while (true) { }'
const noCapacity = { status: 'failed', dead: true, attempt: 0, error: { code: 'no-capacity' } }

async function task(slug: string, name: string, more: object = {}): Promise<void> {
  const body = { name, script: 'return 1', ...more }
  const made = await broker.request('POST', `${at(slug)}/tasks`, { body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
}
const run = async (slug: string, name: string) =>
  (await broker.request('POST', `${at(slug)}/tasks/${name}/runs`)).body
const runsOf = async (slug: string, name: string) =>
  (await broker.request('GET', `${at(slug)}/tasks/${name}/runs`)).body.items
const cancel = (slug: string, id: string) => broker.request('POST', `${at(slug)}/jobs/${id}/cancel`)

/** Makes these tasks due at once, and waits until the broker has noticed. */
async function due(...names: string[]): Promise<void> {
  const set = `update task set next_due_at = now(), next_run_at = now() where name = any ($1)`
  await tables.client.query(set, [names])
  const waiting = `select 1 from task where name = any ($1) and next_run_at <= now()`
  await until(
    () => tables.client.query(waiting, [names]),
    ({ rowCount }) => rowCount === 0,
  )
}

const online = (slug: string) =>
  until(
    () => broker.request('GET', `${at(slug)}/agents?liveness=online`),
    ({ body }) => body.items.length > 0,
  )

describe('a task’s run without an agent', () => {
  beforeAll(async () => {
    await tenantWithToken(broker, 'acme')
    await tenantWithToken(broker, 'patient', { on_no_capacity: 'queue' })
    for (const slug of ['acme', 'patient'])
      for (const own of [null, 'fail', 'queue'])
        await task(slug, `${slug}-${own}`, { on_no_capacity: own, schedule: '30 6 1 * *' })
  })

  test.each([
    ['acme', null, 'failed'],
    ['acme', 'fail', 'failed'],
    ['acme', 'queue', 'queued'],
    ['patient', null, 'queued'],
    ['patient', 'fail', 'failed'],
    ['patient', 'queue', 'queued'],
  ])('of the tenant %s that says %s itself is %s', async (slug, own, status) => {
    const name = `${slug}-${own}`
    const asked = await run(slug, name)
    await cancel(slug, asked.id)
    await due(name)
    const [made] = await runsOf(slug, name)
    for (const one of [asked, made]) {
      expect(one).toMatchObject({
        status,
        on_no_capacity: own,
        ...(status === 'failed' && noCapacity),
      })
      if (status === 'failed')
        expect(one.error.message).toContain('connected with worker type task')
    }
    expect([asked.due_at, typeof made.due_at]).toEqual([null, 'string'])
  })

  test('that failed for it can be put into the queue by hand, and waits there', async () => {
    const { id } = await run('acme', 'acme-null')
    const dead = (await broker.request('GET', `${at('acme')}/jobs?dead=true`)).body.items
    expect(dead.map((one: { id: string }) => one.id)).toContain(id)
    const back = await broker.request('POST', `${at('acme')}/jobs/${id}/requeue`)
    expect(back).toMatchObject({ status: 200, body: { status: 'queued' } })
  })

  test('of a suspended tenant waits: that is no want of agents', async () => {
    await tables.client.query(`update tenant set status = 'suspended' where slug = 'acme'`)
    expect(await run('acme', 'acme-fail')).toMatchObject({ status: 'queued' })
  })
})

test('runs that are due together get the slots there are, and the others fail', async () => {
  const token = await tenantWithToken(broker, 'three')
  await using agent = startAgent(broker, token, { MAX_CONCURRENT: '2' })
  await online('three')
  for (const name of ['one', 'two', 'more'])
    await task('three', name, { script: spin, schedule: '30 6 1 * *' })
  await due('one', 'two', 'more')
  const all = (
    await Promise.all(['one', 'two', 'more'].map((name) => runsOf('three', name)))
  ).flat()
  const failed = all.filter(({ status }) => status === 'failed')
  expect(failed).toMatchObject([noCapacity])
  expect(failed[0].error.message).toContain('The one agent that can do it is busy.')
  expect(await run('three', 'more')).toMatchObject(noCapacity)
  for (const { id, status } of all) if (status !== 'failed') await cancel('three', id)
  const next = await until(
    () => run('three', 'more'),
    ({ status }) => status === 'queued',
  )
  await inStatus(broker, 'three', next.id, 'running')
  await cancel('three', next.id)
  expect(agent.log()).not.toContain('protocol error')
})

test('what a limit holds waits, and says which limit', async () => {
  const token = await tenantWithToken(broker, 'capped', { task_max_concurrent: 1 })
  await using agent = startAgent(broker, token, { MAX_CONCURRENT: '3' })
  await online('capped')
  await task('capped', 'spins', { script: spin })
  const first = await run('capped', 'spins')
  await inStatus(broker, 'capped', first.id, 'running')
  const second = await run('capped', 'spins')
  expect(second).toMatchObject({ status: 'queued' })
  // Submitted jobs do not count.
  const job = await submit(broker, 'capped', 'return 1')
  expect(await finished(broker, 'capped', job)).toMatchObject({ status: 'completed' })
  const why = await broker.request('GET', `${at('capped')}/jobs/${second.id}/explain`)
  expect(why.body.reasons).toMatchObject([{ code: 'limit-reached' }])
  expect(why.body.summary).toContain('task_max_concurrent allows 1 at once and 1 are running')
  const { revision: _, ...tenant } = (await broker.request('GET', at('capped'))).body
  const { id: __, slug: ___, created_at: ____, updated_at: _____, ...all } = tenant
  const more = { ...all, task_max_concurrent: null }
  expect((await broker.request('PUT', at('capped'), { body: more })).status).toBe(200)
  await inStatus(broker, 'capped', second.id, 'running')
  for (const { id } of [first, second]) await cancel('capped', id)
  expect(agent.log()).not.toContain('protocol error')
})

test('agents whose broker stops count until their lease is over: they come back', async () => {
  const second = await broker.second()
  const token = await tenantWithToken(broker, 'moves')
  await using agent = startAgent(second, token)
  await online('moves')
  await task('moves', 'any')
  await second[Symbol.asyncDispose]()
  await until(
    () => agent.log(),
    (said) => said.includes('not connected'),
  )
  expect(await run('moves', 'any')).toMatchObject({ status: 'queued' })
})

test('a submitted job waits, unless it or its tenant says that it fails; in a batch each by itself', async () => {
  await tenantWithToken(broker, 'jobs')
  await tenantWithToken(broker, 'hasty', { on_no_capacity: 'fail' })
  const job = { type: 'script', payload: { script: 'return 1' } }
  const fail = { ...job, on_no_capacity: 'fail' }
  const later = { ...fail, not_before: '2999-01-01T00:00:00Z' }
  const post = async (slug: string, body: object, key: string) =>
    (
      await broker.request('POST', `${at(slug)}/jobs`, {
        body,
        headers: { 'idempotency-key': `capacity-${key}` },
      })
    ).body
  expect(await post('jobs', job, 'waits')).toMatchObject({ status: 'queued' })
  expect(await post('jobs', later, 'later')).toMatchObject({ status: 'queued' })
  const failed = await post('jobs', fail, 'fails')
  expect(failed).toMatchObject(noCapacity)
  expect((await broker.request('GET', `${at('jobs')}/jobs/${failed.id}`)).body).toEqual(failed)
  expect(await post('jobs', fail, 'fails')).toEqual(failed)
  expect(await post('hasty', job, 'fails')).toMatchObject(noCapacity)
  expect(await post('hasty', { ...job, on_no_capacity: 'queue' }, 'waits')).toMatchObject({
    status: 'queued',
  })
  const batch = await broker.request('POST', `${at('jobs')}/job-batches`, {
    body: { jobs: [job, fail] },
  })
  expect(batch.body.items).toMatchObject([{ job: { status: 'queued' } }, { job: noCapacity }])
})
