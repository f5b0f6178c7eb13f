// The story of a pool: made, changed, given to tenants – each has one at most –, and deleted when nobody needs it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
})
afterAll(() => broker[Symbol.asyncDispose]())

const path = '/api/v1/pools'

test('a pool is created with defaults, and read by name and by id', async () => {
  const made = await broker.request('POST', path, { body: { name: 'compute' } })
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'compute', description: '', labels: [], revision: 1 },
  })
  for (const key of ['compute', made.body.id])
    expect((await broker.request('GET', `${path}/${key}`)).body).toEqual(made.body)
  expect(await broker.request('POST', path, { body: { name: 'compute' } })).toMatchObject({
    status: 409,
    body: { code: 'name-taken' },
  })
})

test('labels keep what was said, and lists find pools by them', async () => {
  const change = { description: 'Big.', labels: ['gpu', 'eu/west-1', 'a.b_c'], paused: false }
  expect(await broker.request('PUT', `${path}/compute`, { body: change })).toMatchObject({
    status: 200,
    body: { ...change, revision: 2 },
  })
  await broker.request('POST', path, { body: { name: 'small' } })
  const found = async (label: string) =>
    (await broker.request('GET', `${path}?label=${encodeURIComponent(label)}`)).body.items.length
  expect([await found('eu/west-1'), await found('gpu'), await found('gp')]).toEqual([1, 1, 0])
})

test('a tenant is assigned, and assigning again changes nothing', async () => {
  const assigned = await broker.request('PUT', `${path}/compute/tenants/acme`)
  expect(assigned).toMatchObject({ status: 200, body: { pool: 'compute', tenant: 'acme' } })
  expect((await broker.request('PUT', `${path}/compute/tenants/acme`)).body).toEqual(assigned.body)
  expect((await broker.request('GET', `${path}/compute/tenants/acme`)).body).toEqual(assigned.body)
})

test('a tenant has one pool at most, and the refusal names it', async () => {
  const refused = await broker.request('PUT', `${path}/small/tenants/acme`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(refused.body.detail).toContain('compute')
  expect((await broker.request('GET', `${path}/small/tenants/acme`)).status).toBe(404)
  expect((await broker.request('GET', `${path}/compute/tenants/globex`)).status).toBe(404)
})

test('of ten assignments to two pools at once, one pool gets the tenant', async () => {
  const all = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      broker.request('PUT', `${path}/${index % 2 ? 'compute' : 'small'}/tenants/globex`),
    ),
  )
  expect(all.filter(({ status }) => status === 200)).toHaveLength(5)
  expect(all.filter(({ status }) => status === 409)).toHaveLength(5)
})

test('neither pool nor tenant may be unknown', async () => {
  for (const [pool, tenant] of [
    ['nowhere', 'acme'],
    ['compute', 'nobody'],
  ])
    for (const method of ['PUT', 'GET', 'DELETE'])
      expect(await broker.request(method, `${path}/${pool}/tenants/${tenant}`)).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      })
})

test('a pool in use stays, and the refusal counts its users', async () => {
  await broker.request('POST', '/api/v1/tenants/acme/agent-tokens', {
    body: { name: 'rack', pool: 'compute' },
  })
  const listed = await broker.request('GET', `${path}/compute/tenants`)
  const tenants = listed.body.items.map(({ tenant }: { tenant: string }) => tenant)
  expect(tenants).toContain('acme')
  const refused = await broker.request('DELETE', `${path}/compute`)
  expect(refused).toMatchObject({ status: 409, body: { code: 'in-use' } })
  expect(refused.body.detail).toBe(
    `The pool compute still has ${tenants.length} tenants, 1 agent tokens.`,
  )
  for (const tenant of tenants) await broker.request('DELETE', `${path}/compute/tenants/${tenant}`)
  expect((await broker.request('DELETE', `${path}/compute`)).status).toBe(409)
  await broker.request('DELETE', '/api/v1/tenants/acme/agent-tokens/rack')
  expect((await broker.request('DELETE', `${path}/compute`)).status).toBe(204)
})

test('a deleted tenant leaves its pool', async () => {
  await broker.request('PUT', `${path}/small/tenants/acme`)
  const members = async () =>
    (await broker.request('GET', `${path}/small/tenants`)).body.items.map(
      ({ tenant }: { tenant: string }) => tenant,
    )
  expect(await members()).toContain('acme')
  expect((await broker.request('DELETE', '/api/v1/tenants/acme')).status).toBe(204)
  expect(await members()).not.toContain('acme')
})
