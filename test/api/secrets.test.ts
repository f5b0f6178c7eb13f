// The story of a secret: sealed when it arrives, changed without being seen, cleared, gone, and read by nobody.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/tenants/acme/secrets'
const value = 'correct horse battery staple'

/** What rests in the table. */
async function sealed(): Promise<Buffer | null> {
  const { rows } = await tables.client.query<{ value: Buffer | null }>(
    `select value from secret where name = 'shop_key'`,
  )
  return rows[0]!.value
}

test('no answer shows its value, not even the first', async () => {
  const made = await broker.request('POST', path, { body: { name: 'shop_key', value } })
  expect(made).toMatchObject({ status: 201, body: { tenant: 'acme', has_value: true } })
  expect(made.body).not.toHaveProperty('value')
  for (const key of ['shop_key', made.body.id])
    expect((await broker.request('GET', `${path}/${key}`)).body).toEqual(made.body)
  expect((await broker.request('GET', path)).body.items).toEqual([made.body])
})

test('it rests sealed, and twice the same value is not twice the same bytes', async () => {
  const first = (await sealed())!
  expect(first.includes(value)).toBe(false)
  await broker.request('PUT', `${path}/shop_key`, { body: { description: '', value } })
  expect((await sealed())!.equals(first)).toBe(false)
  expect(await tables.dump()).not.toContain(value)
  expect(broker.log()).not.toContain(value)
})

test('a change without a value keeps it, null clears it', async () => {
  const before = (await sealed())!
  const put = (body: object) => broker.request('PUT', `${path}/shop_key`, { body })
  expect(await put({ description: 'For the shop' })).toMatchObject({
    status: 200,
    body: { description: 'For the shop', has_value: true, revision: 3 },
  })
  expect((await sealed())!.equals(before)).toBe(true)
  expect(await put({ description: '', value: null })).toMatchObject({
    status: 200,
    body: { has_value: false },
  })
  expect(await sealed()).toBeNull()
})

test('a refused value is not repeated in the refusal or the log', async () => {
  const wrong = 'hunter2'.repeat(10_000)
  const refused = await broker.request('POST', path, { body: { name: 'long', value: wrong } })
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/value' }] } })
  expect(JSON.stringify(refused.body) + broker.log()).not.toContain('hunter2')
})

test('a name is taken within its tenant alone', async () => {
  const make = (tenant: string) =>
    broker.request('POST', `/api/v1/tenants/${tenant}/secrets`, {
      body: { name: 'shop_key', value },
    })
  expect(await make('acme')).toMatchObject({ status: 409, body: { code: 'name-taken' } })
  expect(await make('globex')).toMatchObject({ status: 201, body: { tenant: 'globex' } })
  expect((await broker.request('DELETE', `${path}/shop_key`)).status).toBe(204)
  expect((await make('acme')).status).toBe(201)
})
