// The story of approval policies: written, ordered, tried without effect, and those that the broker's settings make.
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPolicies } from '../../api/src/approval-policies/in-force.ts'
import { openDatabase } from '../../api/src/db/database.ts'
import { listen } from '../../api/src/db/listen.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { type Cluster, startCluster } from '../support/token-review.ts'
import { until } from '../support/wait.ts'
import { ownKey } from '../support/waiting.ts'

let cluster: Cluster
let broker: TestBroker
beforeAll(async () => {
  cluster = await startCluster()
  broker = await startBroker(cluster.env)
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'gpu' } })
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await cluster[Symbol.asyncDispose]()
})

const at = '/api/v1/approval-policies'
const pods = { action: 'approve', methods: ['service_account'], namespaces: ['prod'] }
const create = (name: string, body: object) =>
  broker.request('POST', at, { body: { name, ...body } })
const names = async (from = broker) =>
  (await from.request('GET', at)).body.items.map(({ name }: { name: string }) => name)

async function come(namespace: string, name = `pod-${Math.random()}`, from = broker) {
  const body = {
    method: 'service_account',
    proof: { token: await cluster.mint({ namespace }) },
    agent: { name, public_key: ownKey().public },
  }
  return from.request('POST', '/api/v1/agent/enrolments', { body })
}

test('the first policy lets in whoever was given a secret; the others wait', async () => {
  const { body } = await broker.request('GET', `${at}/default`)
  expect(body).toMatchObject({ order: 1000, enabled: true, built_in: false })
  expect(body.rules).toMatchObject([
    { action: 'approve', methods: ['agent_token', 'bootstrap_token', 'launch_token', 'hmac'] },
  ])
  expect((await come('prod')).body.status).toBe('pending')
})

test('a policy is written, read, changed and deleted, and holds at once', async () => {
  const made = await create('cluster', { rules: [pods] })
  expect(made).toMatchObject({
    status: 201,
    body: {
      ...{ name: 'cluster', order: 100, enabled: true, revision: 1 },
      rules: [{ ...pods, service_accounts: [], name_pattern: null, join_tenant: null }],
    },
  })
  expect((await come('prod')).body.status).toBe('approved')
  expect(await create('cluster', { rules: [] })).toMatchObject({ body: { code: 'name-taken' } })
  const off = { description: 'Not now.', order: 7, enabled: false, rules: [pods] }
  const changed = await broker.request('PUT', `${at}/cluster`, { body: off })
  expect(changed).toMatchObject({ status: 200, body: { ...off, rules: [pods], revision: 2 } })
  expect((await come('prod')).body.status).toBe('pending')
  expect((await broker.request('GET', `${at}?enabled=false`)).body.items).toHaveLength(1)
  expect(await names()).toEqual(['default', 'cluster'])
  expect((await broker.request('DELETE', `${at}/cluster`)).status).toBe(204)
  expect((await broker.request('GET', `${at}/cluster`)).status).toBe(404)
})

test('another broker knows of a policy by what it is told, not when its memory runs out', async () => {
  await using db = openDatabase(broker.databaseUrl, 1)
  await using hints = listen(broker.databaseUrl, pino({ level: 'silent' }))
  await new Promise<void>((heard) => hints.on('work', () => heard()))
  const elsewhere = createPolicies(db, hints, () => 0) // there time stands still
  const known = async () => (await elsewhere.inForce()).map(({ name }) => name)
  expect(await known()).not.toContain('told')
  await create('told', { rules: [pods] })
  await until(known, (now) => now.includes('told'))
  await broker.request('DELETE', `${at}/told`)
  await until(known, (now) => !now.includes('told'))
})

test.each<[string, object, string]>([
  ['an approval that rests on nothing proved', { action: 'approve' }, '/rules/0'],
  [
    'on what the agent says alone',
    { action: 'approve', regions: ['eu'], name_pattern: '*' },
    '/rules/0',
  ],
  [
    'a place for those who have one',
    { ...pods, methods: ['agent_token'], join_tenant: 'acme' },
    '/rules/0/join_tenant',
  ],
  ['a place for anybody', { ...pods, methods: [], join_pool: 'gpu' }, '/rules/0/join_pool'],
  ['a tenant that is not there', { ...pods, join_tenant: 'nobody' }, '/rules/0/join_tenant'],
  ['a pool that is not there', { ...pods, join_pool: 'nothing' }, '/rules/0/join_pool'],
  [
    'an account without its namespace',
    { ...pods, service_accounts: ['agents'] },
    '/rules/0/service_accounts/0',
  ],
  ['a method that is none', { ...pods, methods: ['password'] }, '/rules/0/methods/0'],
])('refused: %s', async (_, rule, pointer) => {
  const refused = await create('wrong', { rules: [rule] })
  expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  expect(refused.body.errors[0].pointer).toBe(pointer)
})

test('a place that has gone since makes an agent wait', async () => {
  await broker.request('POST', '/api/v1/pools', { body: { name: 'brief' } })
  await create('placed', { rules: [{ ...pods, join_pool: 'brief' }] })
  expect((await come('prod')).body).toMatchObject({ status: 'approved', pool: 'brief' })
  const { items } = (await broker.request('GET', '/api/v1/agents?pool=brief')).body
  for (const { id } of items) await broker.request('DELETE', `/api/v1/tenants/system/agents/${id}`)
  expect((await broker.request('DELETE', '/api/v1/pools/brief')).status).toBe(204)
  expect((await come('prod')).body.status).toBe('pending')
  await broker.request('DELETE', `${at}/placed`)
})

test('the dry run says what happens then, and does none of it', async () => {
  await using own = await startBroker(cluster.env)
  const { request } = own
  const rules = [
    { action: 'deny', name_pattern: 'old-*' },
    { action: 'approve', methods: ['service_account'], namespaces: ['prod', 'web'] },
  ]
  const coming = [
    ['prod', 'a-1'],
    ['dev', 'a-2'],
    ['web', 'old-3'],
    ['web', 'a-4'],
  ] as const
  const statuses = async () => {
    const all = []
    for (const [namespace, name] of coming) {
      const { body } = await come(namespace, name, own)
      all.push(body.status === 403 ? 'deny' : body.status === 'approved' ? 'approve' : 'pending')
    }
    return all
  }
  expect(await statuses()).toEqual(['pending', 'pending', 'pending', 'pending'])
  const asked = { name: 'cluster', order: 10, rules }
  const preview = async () => {
    const { status, body } = await request('POST', `${at}/preview`, { body: asked })
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }
  const dry = await preview()
  expect(dry.before).toEqual({ approve: 0, pending: 4, deny: 0 })
  expect(dry.after).toEqual({ approve: 2, pending: 1, deny: 1 })
  const before = dry.items.toReversed() // the latest is first
  expect(before).toMatchObject([
    { name: 'a-1', was: 'pending', would: 'approve', policy: 'cluster', rule: 1 },
    { name: 'a-2', was: 'pending', would: 'pending', policy: null, rule: null },
    { name: 'old-3', was: 'pending', would: 'deny', policy: 'cluster', rule: 0 },
    { name: 'a-4', tenant: 'system', method: 'service_account', would: 'approve' },
  ])
  expect((await request('GET', at)).body.items).toHaveLength(1)
  expect((await statuses())[0]).toBe('pending') // nothing was changed
  await request('POST', at, { body: asked })
  const then = await statuses()
  expect(then).toEqual(before.map(({ would }: { would: string }) => would))
  const after = await preview()
  expect(after.items.slice(0, 4).map(({ was }: { was: string }) => was)).toEqual(then.toReversed())
  // a policy of the same name makes way for the one that is tried
  const none = await request('POST', `${at}/preview`, { body: { ...asked, rules: [] } })
  expect(none.body.after).toMatchObject({ approve: 0, deny: 0 })
  const few = await request('POST', `${at}/preview`, { body: { ...asked, last: 1 } })
  expect(few.body.items.filter(({ was }: { was: string }) => was !== 'pending')).toHaveLength(1)
})

test('the broker’s settings are a policy that is shown, comes before most, and changes nowhere', async () => {
  await using own = await startBroker({
    ...cluster.env,
    REEVE_AUTO_APPROVE_NAMESPACES: 'prod,web',
    REEVE_AUTO_APPROVE_SERVICE_ACCOUNTS: 'dev/agents',
    REEVE_AUTO_APPROVE_API_KEY: 'true',
  })
  expect(await names(own)).toEqual(['environment', 'default'])
  const first = await own.request('GET', `${at}?limit=1`)
  expect(first.body.items).toMatchObject([{ name: 'environment', order: 0, built_in: true }])
  const rest = await own.request('GET', `${at}?cursor=${first.body.next_cursor}`)
  expect(rest.body.items).toMatchObject([{ name: 'default' }])
  const read = await own.request('GET', `${at}/environment`)
  expect(read.body.rules).toMatchObject([
    { methods: ['service_account'], service_accounts: ['dev/agents'] },
    { methods: ['service_account'], namespaces: ['prod', 'web'] },
    { methods: ['api_key'] },
  ])
  for (const [namespace, status] of [
    ['prod', 'approved'],
    ['dev', 'approved'],
    ['qa', 'pending'],
  ] as const)
    expect((await come(namespace, undefined, own)).body.status).toBe(status)
  const body = { description: '', order: 1, enabled: false, rules: [] }
  expect((await own.request('PUT', `${at}/environment`, { body })).status).toBe(409)
  expect((await own.request('DELETE', `${at}/environment`)).status).toBe(409)
  const taken = await own.request('POST', at, { body: { name: 'environment', rules: [] } })
  expect(taken.body.code).toBe('name-taken')
  const deny = { name: 'not-web', order: -1, rules: [{ action: 'deny', namespaces: ['web'] }] }
  expect((await own.request('POST', at, { body: deny })).status).toBe(201)
  expect((await come('web', undefined, own)).status).toBe(403)
})

test('without a cluster nobody comes by a service account', async () => {
  await using own = await startBroker()
  expect(await come('prod', undefined, own)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('REEVE_KUBERNETES_API') },
  })
})

test('a cluster that does not answer refuses nobody: the agent is to come again', async () => {
  cluster.behave((_, response) => void response.writeHead(500).end())
  const answer = await come('prod')
  cluster.behave()
  expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(answer.headers.get('retry-after')).toBe('5')
  expect(broker.log()).not.toMatch(/eyJ/)
})
