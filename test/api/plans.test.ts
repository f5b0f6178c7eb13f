// The story of a plan: four come with the broker and stay as they are, others are made, changed, used, deleted.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

const path = '/api/v1/plans'
const names = (answer: { body: { items: Array<{ name: string }> } }) =>
  answer.body.items.map(({ name }) => name)

test('four plans come with the broker', async () => {
  const { body } = await broker.request('GET', path)
  const limits = body.items.map((plan: Record<string, unknown>) => [
    plan['name'],
    plan['max_concurrent_jobs'],
    plan['max_queued_jobs'],
    plan['job_retention_days'],
  ])
  expect(limits).toEqual([
    ['free', 2, 10, 7],
    ['starter', 5, 50, 30],
    ['pro', 10, 100, 90],
    ['enterprise', 50, 500, 365],
  ])
})

test('a plan is created with defaults, and read by name and by id', async () => {
  const made = await broker.request('POST', path, {
    body: { name: 'team', max_concurrent_jobs: 3, max_queued_jobs: 30 },
  })
  expect(made).toMatchObject({
    status: 201,
    body: { description: '', weight: 1, job_retention_days: null, built_in: false, revision: 1 },
  })
  for (const key of ['team', made.body.id])
    expect((await broker.request('GET', `${path}/${key}`)).body).toEqual(made.body)
})

test.each(['free', 'team'])('the name %s can be taken once', async (name) => {
  const again = await broker.request('POST', path, {
    body: { name, max_concurrent_jobs: 1, max_queued_jobs: 1 },
  })
  expect(again).toMatchObject({ status: 409, body: { code: 'name-taken' } })
})

test('a change replaces all of it, and counts', async () => {
  const change = {
    description: 'For teams.',
    max_concurrent_jobs: 4,
    max_queued_jobs: 40,
    weight: 3,
    job_retention_days: 14,
  }
  const changed = await broker.request('PUT', `${path}/team`, { body: change })
  expect(changed).toMatchObject({ status: 200, body: { ...change, name: 'team', revision: 2 } })
  expect(Date.parse(changed.body.updated_at)).toBeGreaterThan(Date.parse(changed.body.created_at))
})

test('what comes with the broker neither changes nor goes', async () => {
  const limits = { max_concurrent_jobs: 1000, max_queued_jobs: 1000, weight: 1000 }
  const change = { description: '', ...limits, job_retention_days: null }
  expect(await broker.request('PUT', `${path}/free`, { body: change })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
  expect(await broker.request('DELETE', `${path}/free`)).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
})

test('lists tell built-in from own', async () => {
  expect(names(await broker.request('GET', `${path}?built_in=false`))).toEqual(['team'])
  expect(names(await broker.request('GET', `${path}?built_in=true&limit=2`))).toEqual([
    'free',
    'starter',
  ])
})

test('a plan in use stays, and the refusal counts its users', async () => {
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme', plan: 'team' } })
  const refused = await broker.request('DELETE', `${path}/team`)
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'in-use', detail: '1 tenant is on the plan team.' },
  })
  await broker.request('DELETE', '/api/v1/tenants/acme')
  expect((await broker.request('DELETE', `${path}/team`)).status).toBe(204)
  expect((await broker.request('GET', `${path}/team`)).status).toBe(404)
})

test('a plan cannot go while a tenant is just being put on it', async () => {
  for (let round = 0; round < 5; round++) {
    const plan = `racy-${round}`
    await broker.request('POST', path, {
      body: { name: plan, max_concurrent_jobs: 1, max_queued_jobs: 1 },
    })
    const [made, gone] = await Promise.all([
      broker.request('POST', '/api/v1/tenants', { body: { slug: `t${round}`, plan } }),
      broker.request('DELETE', `${path}/${plan}`),
    ])
    expect([
      [201, 409],
      [400, 204],
    ]).toContainEqual([made.status, gone.status])
  }
})
