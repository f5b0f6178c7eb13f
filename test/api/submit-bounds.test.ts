// What bounds a submit: its tenant's queue, exactly, among brokers; its job type, as it is now; and the counts of both.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, type Answer } from '../support/broker.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { tenantOnPlan } from '../support/work.ts'

let broker: OpenBroker
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

const tenantWith = (slug: string, max_queued_jobs: number) =>
  tenantOnPlan(broker, slug, { max_queued_jobs })

const body = { type: 'script', payload: { script: 'return 1' } }
const post = (slug: string, url = broker.url, headers: Record<string, string> = {}) =>
  request(url, broker.adminToken, 'POST', `/api/v1/tenants/${slug}/jobs`, { body, headers })

test('a queue takes just as many as its plan says, from two brokers at once, singly and in batches', async () => {
  const tenant = await tenantWith('exact', 20)
  await using other = await broker.second()
  const batch = (url: string) =>
    request(url, broker.adminToken, 'POST', '/api/v1/tenants/exact/job-batches', {
      body: { jobs: [body, body, body] },
    })
  const rush = async (): Promise<{ taken: number; refused: Answer[] }> => {
    const [singles, batches] = await Promise.all([
      Promise.all(
        Array.from({ length: 40 }, (_, index) => post('exact', [broker, other][index % 2]!.url)),
      ),
      Promise.all([broker, other, broker].map(({ url }) => batch(url))),
    ])
    const items = batches.flatMap((answer) => answer.body.items as Array<{ job: object | null }>)
    const taken = singles.filter(({ status }) => status === 201).length
    return {
      taken: taken + items.filter((item) => item.job !== null).length,
      refused: singles.filter(({ status }) => status !== 201),
    }
  }
  const { taken, refused } = await rush()
  expect(taken).toBe(20)
  for (const answer of refused)
    expect(answer).toMatchObject({
      status: 429,
      body: {
        code: 'queue-full',
        detail: 'The plan exact-plan lets 20 jobs wait, and 20 do.',
      },
    })
  const list = await broker.request('GET', '/api/v1/tenants/exact/jobs')
  const [one, two, three] = (list.body.items as Array<{ id: string }>).map(({ id }) => id)
  for (const id of [one, two, three])
    await broker.request('POST', `/api/v1/tenants/exact/jobs/${id}/cancel`)
  await broker.request('POST', `/api/v1/tenants/exact/jobs/${three}/requeue`)
  expect((await rush()).taken).toBe(2)
  const { rows } = await broker.tables.client.query(
    `select at_most, (select count(*)::int from job where tenant_id = $1) as jobs from queue_fill where tenant_id = $1`,
    [tenant],
  )
  expect(rows).toEqual([{ at_most: 20, jobs: 20 }])
})

test('the bound of a queue is raised by whoever puts a job in', async () => {
  const tenant = await tenantWith('bound', 5)
  const at = '/api/v1/tenants/bound'
  const fill = async () =>
    (
      await broker.tables.client.query<{ at_most: number }>(
        'select at_most from queue_fill where tenant_id = $1',
        [tenant],
      )
    ).rows[0]?.at_most
  const { id } = (await post('bound')).body as { id: string }
  expect(await fill()).toBe(1)
  await broker.request('POST', `${at}/jobs/${id}/cancel`)
  await broker.request('POST', `${at}/jobs/${id}/requeue`)
  expect(await fill()).toBe(2)
  const task = { name: 'one', script: 'return 1', on_no_capacity: 'queue' }
  expect((await broker.request('POST', `${at}/tasks`, { body: task })).status).toBe(201)
  expect((await broker.request('POST', `${at}/tasks/one/runs`)).status).toBe(201)
  expect(await fill()).toBe(3)
})

test('a job type is followed on another replica, too, soon after it changed', async () => {
  await tenantWith('types', 1000)
  await using other = await broker.second()
  const path = '/api/v1/job-types'
  const type = (max: number) => ({
    description: '',
    payload_schema: { type: 'object', properties: { n: { type: 'integer', maximum: max } } },
    max_timeout_seconds: 60,
  })
  await broker.request('POST', path, { body: { name: 'counted', ...type(5) } })
  const send = async (n: number) => {
    const given = { type: 'counted', payload: { n }, timeout_seconds: 60 }
    const at = '/api/v1/tenants/types/jobs'
    return (await request(other.url, broker.adminToken, 'POST', at, { body: given })).status
  }
  expect([await send(5), await send(6)]).toEqual([201, 400])
  await broker.request('PUT', `${path}/counted`, { body: type(6) })
  expect(await send(6)).toBe(201) // at once: what was refused is checked against the type as it is
  await broker.request('PUT', `${path}/counted`, { body: type(4) })
  await until(
    () => send(5),
    (status) => status === 400,
  )
})

test('submits are counted by type and outcome, refusals by what was wrong', async () => {
  await tenantWith('counted', 1)
  const counted = async (name: string): Promise<Record<string, number>> => {
    const { body: text } = await broker.request('GET', '/metrics')
    const found = (text as string).matchAll(new RegExp(`^${name}\\{(.+)\\} (\\d+)$`, 'gm'))
    return Object.fromEntries([...found].map(([, labels, count]) => [labels, Number(count)]))
  }
  const submits = async (status: string) =>
    (await counted('reeve_platform_jobs_submitted_total'))[`type="script",status="${status}"`] ?? 0
  const statuses = ['accepted', 'replayed', 'queue-full']
  const before = await Promise.all(statuses.map(submits))
  const headers = { 'idempotency-key': randomBytes(8).toString('hex') }
  for (const more of [headers, headers, {}]) await post('counted', broker.url, more)
  const after = await Promise.all(statuses.map(submits))
  expect(after.map((count, index) => count - before[index]!)).toEqual([1, 1, 1])
  const at = '/api/v1/tenants/counted/jobs'
  for (const wrong of [
    { ...body, type: 'no-such-type' },
    { ...body, payload: { nothing: 1 } },
    { ...body, timeout_seconds: 7201 },
    { ...body, payload: { script: 'x'.repeat(1_048_576) } },
  ])
    expect((await broker.request('POST', at, { body: wrong })).status).toBeGreaterThan(399)
  expect(await counted('reeve_job_validation_failures_total')).toMatchObject({
    'reason="type"': 1,
    'reason="payload"': 1,
    'reason="too-large"': 1,
  })
  expect((await broker.request('GET', '/metrics')).body).not.toContain('no-such-type')
})
