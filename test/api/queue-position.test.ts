// A job's place among its tenant's waiting jobs: what it is told is the order in which they are given out.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/broker.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { job, submit, tenantWithToken } from '../support/work.ts'

let broker: OpenBroker
let session: string
beforeAll(async () => {
  broker = await startOpenBroker()
  const plan = { name: 'wide', max_concurrent_jobs: 100, max_queued_jobs: 100_000 }
  await broker.request('POST', '/api/v1/plans', { body: plan })
  const token = await tenantWithToken(broker, 'acme', { plan: 'wide' })
  await tenantWithToken(broker, 'globex', { plan: 'wide' })
  const body = { method: 'agent_token', proof: { token }, agent: { name: 'one' } }
  session = (await broker.request('POST', '/api/v1/agent/enrolments', { body })).body.token
})
afterAll(() => broker[Symbol.asyncDispose]())

const jobs = (slug: string) => `/api/v1/tenants/${slug}/jobs`
const script = { type: 'script', payload: { script: 'return 1' } }
const made = async (more: object = {}, slug = 'acme') =>
  (await broker.request('POST', jobs(slug), { body: { ...script, ...more } })).body
const place = async (id: string) => (await job(broker, 'acme', id)).queue
const at = (position: number) => ({ position, exact: true })

test('is in the answer to the submit, behind what goes before it and before what does not', async () => {
  await made({}, 'globex') // other tenants do not push it back
  const normal = await made()
  const low = await made({ priority: 'low' })
  const critical = await made({ priority: 'critical' })
  const later = await made({ not_before: '2099-01-01T00:00:00Z' })
  const next = await made()
  expect([normal, low, critical, later, next].map(({ queue }) => queue)).toEqual([
    at(1),
    at(2),
    at(1),
    null,
    at(3),
  ])
  expect(await Promise.all([critical, normal, next, low].map(({ id }) => place(id)))).toEqual([
    at(1),
    at(2),
    at(3),
    at(4),
  ])
  const listed = (await broker.request('GET', jobs('acme'))).body.items
  expect(listed.map(({ queue }: { queue: unknown }) => queue)).toEqual(
    [normal, low, critical, later, next].map(() => null),
  )
  for (const { id } of listed) await broker.request('POST', `${jobs('acme')}/${id}/cancel`)
  expect(await place(normal.id)).toBeNull()
})

test('of a batch counts those of the batch, and of submits of one moment no two are the same', async () => {
  await made({ priority: 'high' })
  const body = {
    jobs: [script, { ...script, priority: 'critical' }, { ...script, type: 'no' }, script],
  }
  const { items } = (await broker.request('POST', '/api/v1/tenants/acme/job-batches', { body }))
    .body
  expect(items.map((item: { job: { queue: object } | null }) => item.job?.queue)).toEqual([
    at(2),
    at(1),
    undefined,
    at(4),
  ])
  const crowd = await Promise.all(Array.from({ length: 20 }, () => made()))
  const places = crowd.map(({ queue }) => queue.position as number)
  expect(places.toSorted((a, b) => a - b)).toEqual(crowd.map((_, index) => 5 + index))
  expect(await Promise.all(crowd.map(({ id }) => place(id)))).toEqual(
    crowd.map(({ queue }) => queue),
  )
  const headers = { 'idempotency-key': 'again-and-again' }
  const once = () => broker.request('POST', jobs('acme'), { body: script, headers })
  expect((await once()).body.queue).toEqual(at(25))
  await made({ priority: 'high' })
  expect((await once()).body.queue).toEqual(at(26))
  const { items: all } = (await broker.request('GET', `${jobs('acme')}?status=queued`)).body
  for (const { id } of all) await broker.request('POST', `${jobs('acme')}/${id}/cancel`)
})

test('is the order in which an agent gets them, whatever their age and priority', async () => {
  const ages = [90, 61, 59, 51, 49, 26, 24, 10, 0, 0]
  const ids: string[] = []
  for (const priority of ['low', 'normal', 'high', 'critical'])
    for (const minutes of ages) {
      const id = await submit(broker, 'acme', 'return 1', { priority })
      const age = `update job set created_at = now() - make_interval(mins => $2, secs => 5) where id = $1`
      await broker.tables.client.query(age, [id, minutes])
      ids.push(id)
    }
  const places = new Map<string, number>()
  for (const id of ids) places.set(id, (await place(id)).position)
  expect([...places.values()].toSorted((a, b) => a - b)).toEqual(ids.map((_, index) => index + 1))
  const told = ids.toSorted((a, b) => places.get(a)! - places.get(b)!)
  const given: string[] = []
  const ask = (path: string, body: object, headers = {}) =>
    request(broker.url, session, 'POST', `/api/v1/agent/${path}`, { body, headers })
  while (given.length < ids.length) {
    const polled = await ask('poll', { max_concurrent: 1, timeout: 30 })
    const [{ job: id, attempt, job_token }] = polled.body.jobs
    given.push(id)
    const end = { attempt, status: 'completed', result: null }
    await ask(`jobs/${id}/result`, end, { 'x-job-token': job_token })
  }
  expect(given).toEqual(told)
})

test('far back is a least place, and the count of it is bounded', async () => {
  await broker.tables.client.query(
    `insert into job (id, tenant_id, type, payload, timeout_seconds, max_attempts)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid, tenant.id, 'script', '{"script": "return 1"}', 60, 3
     from tenant, generate_series(1, 1500) as number where slug = 'acme'`,
  )
  const { id, queue } = await made() // a submit counts no long queue
  expect(queue).toBeNull()
  expect(await place(id)).toEqual({ position: 1002, exact: false })
})
