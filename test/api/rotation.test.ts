// What is about to expire says so, and is given another value while the one before still holds: the same for each kind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const kinds: { at: string; table: string; more?: object; overlap: number }[] = [
  { at: '/api/v1/tenants/acme/agent-tokens', table: 'agent_token', overlap: 3600 },
  { at: '/api/v1/tenants/acme/enrolment-keys', table: 'enrolment_key', overlap: 3600 },
  { at: '/api/v1/enrolment-keys', table: 'enrolment_key', overlap: 3600 },
  { at: '/api/v1/platform-keys', table: 'platform_key', overlap: 86_400 },
  { at: '/api/v1/api-tokens', table: 'api_token', more: { scopes: ['*'] }, overlap: 3600 },
  {
    at: '/api/v1/tenants/acme/api-tokens',
    table: 'api_token',
    more: { scopes: ['jobs:*'] },
    overlap: 3600,
  },
]
const soon = { expires_in_days: 30, rotate_before_days: 7 }

describe.each(kinds)('at $at', ({ at, table, more, overlap }) => {
  const make = async (name: string, body: object) =>
    (await broker.request('POST', at, { body: { name, ...more, ...body } })).body
  const read = async (name: string) => (await broker.request('GET', `${at}/${name}`)).body
  const rotate = (name: string, body: object = {}, headers = {}) =>
    broker.request('POST', `${at}/${name}/rotate`, { body, headers })
  const set = (id: string, what: string) =>
    tables.client.query(`update ${table} set ${what} where id = $1`, [id])

  test('it is due in its last days, and no more once it was rotated', async () => {
    const { id, ...made } = await make('due', soon)
    expect(made).toMatchObject({ rotate_before_days: 7, overlap_seconds: overlap })
    expect(made.rotation_due).toBe(false)
    await set(id, `expires_at = now() + interval '7 days 1 minute'`)
    expect((await read('due')).rotation_due).toBe(false)
    await set(id, `expires_at = now() + interval '7 days'`)
    expect((await read('due')).rotation_due).toBe(true)
    const listed = (await broker.request('GET', at)).body.items as Record<string, unknown>[]
    expect(listed.find((it) => it['id'] === id)).toMatchObject({ rotation_due: true })

    const rotated = await rotate('due')
    expect(rotated).toMatchObject({ status: 200, body: { id, rotation_due: false } })
    const lives = Date.parse(rotated.body.previous_until) - Date.now()
    expect(Math.abs(lives - overlap * 1000)).toBeLessThan(60_000)

    await set(id, `expires_at = now() + interval '1 day'`)
    expect((await read('due')).rotation_due).toBe(false) // two are taken
    await set(id, 'previous_until = now()')
    expect((await read('due')).rotation_due).toBe(true)
    await set(id, 'expires_at = now()')
    expect((await read('due')).rotation_due).toBe(false) // it is over
  })

  test('how it rotates can change, within its life', async () => {
    await make('changed', soon)
    const put = (body: object) =>
      broker.request('PUT', `${at}/changed`, { body: { description: '', ...body } })
    const body = { rotate_before_days: 29, overlap_seconds: 0 }
    expect(await put(body)).toMatchObject({ status: 200, body })
    const late = { rotate_before_days: 30, overlap_seconds: 0 }
    const refused = { status: 400, body: { errors: [{ pointer: '/rotate_before_days' }] } }
    expect(await put(late)).toMatchObject(refused)
    expect(
      await broker.request('POST', at, { body: { name: 'never', ...more, ...soon, ...late } }),
    ).toMatchObject(refused)
    expect((await rotate('changed')).body.previous_until).toBeNull() // by its own overlap, 0
  })

  test('who read it before it changed does not rotate it', async () => {
    const made = await make('read', soon)
    const key = Object.keys(made).includes('token') ? 'token' : 'key'
    const first = await rotate('read', {}, { 'if-match': '"1"' })
    expect(first).toMatchObject({ status: 200, body: { revision: 2 } })
    expect(first.body[key]).not.toBe(made[key])
    expect(await rotate('read', { overlap_seconds: 0 }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'stale' },
    })
    expect(await rotate('read', {}, { 'if-match': '"2"' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
  })
})

test('what never expires is never due', async () => {
  const body = { name: 'for-ever', rotate_before_days: 7 }
  for (const at of ['/api/v1/tenants/acme/agent-tokens', '/api/v1/platform-keys'])
    expect(await broker.request('POST', at, { body })).toMatchObject({
      status: 400,
      body: {
        errors: [{ pointer: '/rotate_before_days', detail: expect.stringContaining('null') }],
      },
    })
})

test('both values of an api token are taken while one replaces the other', async () => {
  const at = '/api/v1/tenants/acme/api-tokens'
  const made = await broker.request('POST', at, { body: { name: 'two', scopes: ['jobs:*'] } })
  const rotate = (overlap_seconds: number) =>
    broker.request('POST', `${at}/two/rotate`, { body: { overlap_seconds } })
  const works = async (token: string) =>
    (await broker.request('GET', '/api/v1/tenants/acme/jobs', { token })).status
  expect(await works(made.body.token)).toBe(200)
  const second = await rotate(3600)
  for (const { body } of [made, second]) expect(await works(body.token)).toBe(200)
  const third = await rotate(0)
  for (const { body } of [made, second]) expect(await works(body.token)).toBe(401)
  expect(await works(third.body.token)).toBe(200)
})

test('nobody gets the value of a token that grants more than their own', async () => {
  const at = '/api/v1/tenants/acme/api-tokens'
  await broker.request('POST', at, { body: { name: 'mighty', scopes: ['*'] } })
  const little = { name: 'little', scopes: ['api-tokens:write', 'jobs:read'] }
  const { token } = (await broker.request('POST', at, { body: little })).body
  expect(await broker.request('POST', `${at}/mighty/rotate`, { body: {}, token })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  })
  expect((await broker.request('POST', `${at}/little/rotate`, { body: {}, token })).status).toBe(
    200,
  )
})
