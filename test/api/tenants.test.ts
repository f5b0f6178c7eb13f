// The story of a tenant: created, read, listed, changed, refused twice, deleted.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test('a tenant is created with defaults, and read by slug and by id', async () => {
  const made = await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  expect(made.status, JSON.stringify(made.body) + broker.log()).toBe(201)
  expect(made.body).toMatchObject({
    slug: 'acme',
    display_name: '',
    plan: 'free',
    status: 'active',
    worker_mode: 'agent',
    worker_agent_pool: 'dedicated',
    worker_type: 'task',
    task_max_concurrent: null,
    on_no_capacity: null,
    revision: 1,
  })
  expect(made.headers.get('etag')).toBe('"1"')
  for (const name of ['acme', made.body.id]) {
    const read = await broker.request('GET', `/api/v1/tenants/${name}`)
    expect(read).toMatchObject({ status: 200, body: made.body })
  }
})

test('a slug can be taken once', async () => {
  const again = await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  expect(again).toMatchObject({ status: 409, body: { code: 'name-taken' } })
})

test.each(['system', 'new', 'shared', 'me', '*', 'UPPER', '-x'])(
  'the slug %s is refused',
  async (slug) => {
    const refused = await broker.request('POST', '/api/v1/tenants', { body: { slug } })
    expect(refused).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: '/slug' }] },
    })
  },
)

test('an unknown plan is named at its place', async () => {
  const refused = await broker.request('POST', '/api/v1/tenants', {
    body: { slug: 'b', plan: 'gold' },
  })
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', pointer: '/plan' }] },
  })
})

test('a change replaces all that can change, and a lost update is refused', async () => {
  const change = {
    display_name: 'Acme',
    plan: 'pro',
    status: 'active',
    worker_mode: 'inline',
    worker_agent_pool: 'shared',
    worker_type: 'task',
    task_max_concurrent: 3,
    on_no_capacity: 'queue',
    allowed_hosts: ['shop.example', 'shop.example:8443'],
  }
  const put = (ifMatch: string) =>
    broker.request('PUT', '/api/v1/tenants/acme', {
      body: change,
      headers: { 'if-match': ifMatch },
    })
  const changed = await put('"1"')
  expect(changed).toMatchObject({ status: 200, body: { ...change, revision: 2 } })
  expect(await put('"1"')).toMatchObject({ status: 412, body: { code: 'stale' } })
  const partial = await broker.request('PUT', '/api/v1/tenants/acme', { body: { plan: 'free' } })
  expect(partial.status).toBe(400)
  expect(partial.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(
    '/display_name',
  )
})

test('lists come in pages with an ETag, and filters hold', async () => {
  for (const slug of ['one', 'two', 'three'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
  const first = await broker.request('GET', '/api/v1/tenants?limit=2')
  expect(first.body.items.map(({ slug }: { slug: string }) => slug)).toEqual(['acme', 'one'])
  expect(first.headers.get('cache-control')).toBe('no-cache')
  const rest = await broker.request(
    'GET',
    `/api/v1/tenants?limit=2&cursor=${first.body.next_cursor}`,
  )
  expect(rest.body).toMatchObject({
    items: [{ slug: 'two' }, { slug: 'three' }],
    next_cursor: null,
  })
  const same = await broker.request('GET', '/api/v1/tenants?limit=2', {
    headers: { 'if-none-match': first.headers.get('etag')! },
  })
  expect(same.status).toBe(304)
  const pro = await broker.request('GET', '/api/v1/tenants?plan=pro')
  expect(pro.body.items).toMatchObject([{ slug: 'acme' }])
  expect(await broker.request('GET', '/api/v1/tenants?cursor=nonsense')).toMatchObject({
    status: 400,
  })
})

test('the system tenant stays as it is', async () => {
  expect(await broker.request('DELETE', '/api/v1/tenants/system')).toMatchObject({ status: 409 })
})

test('a deleted tenant is gone with all it owns', async () => {
  await broker.request('POST', '/api/v1/tenants/one/agent-tokens', { body: { name: 'x' } })
  expect((await broker.request('DELETE', '/api/v1/tenants/one')).status).toBe(204)
  expect(await broker.request('GET', '/api/v1/tenants/one')).toMatchObject({ status: 404 })
  expect(await broker.request('GET', '/api/v1/tenants/one/agent-tokens')).toMatchObject({
    status: 404,
  })
  expect((await broker.request('GET', '/api/v1/agent-tokens?tenant=one')).body.items).toEqual([])
})
