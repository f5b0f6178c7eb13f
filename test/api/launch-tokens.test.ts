// The story of a launch token: made within its app's ceiling, shown once, and what ends it.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renew } from '../support/keyed.ts'
import { launchTokensAt, type Orders, startOrders } from '../support/orders.ts'
import { until } from '../support/wait.ts'

let orders: Orders
beforeAll(async () => void (orders = await startOrders()))
afterAll(() => orders[Symbol.asyncDispose]())

test('the answer that makes it shows the secret, and none after it', async () => {
  const made = await orders.create()
  expect(made.status).toBe(201)
  const { token, ...rest } = made.body
  expect(token).toBe(`launch_${rest.id.replaceAll('-', '')}_${token.slice(-64)}`)
  expect(rest).toMatchObject({
    ...{ tenant: 'acme', app: 'orders', status: 'active', single_use: true, max_uses: 1, uses: 0 },
    ...{ ttl_seconds: 30, max_ttl_seconds: 300, last_used_at: null },
  })
  expect(Date.parse(rest.expires_at) - Date.parse(rest.created_at)).toBe(30_000)
  expect(await orders.stateOf(rest.id)).toEqual(rest)
  const kept = await orders.broker.tables.client.query(
    `select encode(token_hash, 'hex') as hash, launch_token::text as row from launch_token where id = $1`,
    [rest.id],
  )
  expect(kept.rows[0].hash).toBe(createHash('sha256').update(token).digest('hex'))
  expect(kept.rows[0].row).not.toContain(token.slice(-64))
})

test.each([
  [{ allowed_scope: ['read:data:a', 'write:data:orders'] }, '/allowed_scope/1'],
  [{ allowed_scope: ['*:*:*'] }, '/allowed_scope/0'],
  [{ allowed_scope: ['write:data:*'] }, '/allowed_scope/0'],
])('more than the app’s ceiling is forbidden to an operator too: %j', async (more, pointer) => {
  const refused = await orders.create(more)
  expect(refused).toMatchObject({ status: 403, body: { errors: [{ pointer }] } })
  expect(refused.body.detail).toContain('read:data:*, write:data:customers')
  const found = () =>
    orders.broker.tables.client.query(
      `select 1 from audit_event where operation = 'security.scope.exceeded' and detail like '%orders%'`,
    )
  expect((await until(found, ({ rowCount }) => rowCount! > 0)).rowCount).toBeGreaterThan(0)
})

test.each([
  [{ allowed_scope: ['read:data'] }, '/allowed_scope/0'],
  [{ allowed_scope: [] }, '/allowed_scope'],
  [{ max_uses: 2 }, '/max_uses'],
  [{ single_use: false, max_uses: 101 }, '/max_uses'],
  [{ ttl_seconds: 0 }, '/ttl_seconds'],
  [{ max_ttl_seconds: 86_401 }, '/max_ttl_seconds'],
])('%j is a mistake at %s', async (more, pointer) => {
  expect(await orders.create(more)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
})

test('a narrower ceiling bounds the tokens of before', async () => {
  const app = '/api/v1/tenants/acme/apps/orders'
  const { token } = await orders.newToken()
  const { scopes } = (await orders.broker.request('GET', app)).body
  const put = (allowed: string[]) =>
    orders.broker.request('PUT', app, {
      body: { description: '', scopes: allowed, token_ttl_seconds: null },
    })
  await put(['read:data:orders'])
  expect(await orders.launch({ token })).toMatchObject({ status: 403 })
  await put(scopes)
  expect((await orders.launch({ token })).status).toBe(201)
})

test('expired, revoked and unknown tokens are refused alike', async () => {
  const [expired, revoked] = [await orders.newToken(), await orders.newToken()]
  await orders.broker.tables.client.query(
    `update launch_token set expires_at = now() where id = $1`,
    [expired.id],
  )
  expect(
    await orders.broker.request('POST', `${launchTokensAt}/${revoked.id}/revoke`),
  ).toMatchObject({
    status: 200,
    body: { status: 'revoked' },
  })
  const unknown = `${revoked.token.slice(0, -4)}0000`
  const told = []
  for (const token of [expired.token, revoked.token, unknown]) {
    const { status, body } = await orders.launch({ token })
    told.push({ status, ...body, instance: '' })
  }
  expect(told[0]).toMatchObject({ status: 401, code: 'token-spent' })
  for (const one of told) expect(one).toEqual(told[0])
  expect((await orders.stateOf(expired.id)).status).toBe('expired')
})

test('revoking one ends the agents that came in with it, and no others', async () => {
  const [one, two] = [await orders.newToken({ single_use: false }), await orders.newToken()]
  const [gone, stays] = [
    await orders.launch({ token: one.token }),
    await orders.launch({ token: two.token }),
  ]
  await orders.broker.request('POST', `${launchTokensAt}/${one.id}/revoke`)
  expect((await renew(orders.broker, gone.body.token)).status).toBe(401)
  expect((await renew(orders.broker, stays.body.token)).status).toBe(201)
})

test('operators list those of all apps, by state', async () => {
  const { id } = await orders.newToken()
  const ids = async (at: string) =>
    (await orders.broker.request('GET', at)).body.items.map((item: { id: string }) => item.id)
  const all = '/api/v1/launch-tokens?tenant=acme&limit=1000'
  expect(await ids(`${all}&status=active`)).toContain(id)
  expect(await ids(`${all}&status=revoked`)).not.toContain(id)
  expect(await ids('/api/v1/launch-tokens?tenant=nobody')).toEqual([])
})
