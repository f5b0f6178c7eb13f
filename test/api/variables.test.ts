// The story of a variable: made, read, changed, listed, gone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
})
afterAll(() => broker[Symbol.asyncDispose]())

const path = '/api/v1/tenants/acme/variables'

test('a variable is read as it was written, to the last space', async () => {
  const value = ' https://shop.example/\n'
  const made = await broker.request('POST', path, { body: { name: 'shop_url', value } })
  expect(made).toMatchObject({ status: 201, body: { tenant: 'acme', value, description: '' } })
  for (const key of ['shop_url', made.body.id])
    expect((await broker.request('GET', `${path}/${key}`)).body).toEqual(made.body)
  expect((await broker.request('GET', path)).body.items).toEqual([made.body])
})

test('its value may be empty, its name no other’s', async () => {
  const changed = await broker.request('PUT', `${path}/shop_url`, {
    body: { description: 'Where it is', value: '' },
  })
  expect(changed).toMatchObject({ status: 200, body: { value: '', revision: 2 } })
  const again = await broker.request('POST', path, { body: { name: 'shop_url', value: '' } })
  expect(again).toMatchObject({ status: 409, body: { code: 'name-taken' } })
})

test('once deleted it is gone', async () => {
  expect((await broker.request('DELETE', `${path}/shop_url`)).status).toBe(204)
  expect((await broker.request('GET', `${path}/shop_url`)).status).toBe(404)
})
