// Keys that sign change while everything goes on: published first, then signing, then verifying, and gone when leaked.
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Broker } from '@reeve/api'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { enrolKeyed, renew, validate } from '../support/keyed.ts'

let broker: TestBroker
let other: Broker
beforeAll(async () => {
  broker = await startBroker()
  other = await broker.second()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
})
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/signing-keys'
const rotate = (publish_seconds: number) =>
  broker.request('POST', `${path}/rotate`, { body: { publish_seconds } }).then(({ body }) => body)
const withdraw = (kid: string) => broker.request('POST', `${path}/${kid}/revoke`)
const read = (kid: string) => broker.request('GET', `${path}/${kid}`).then(({ body }) => body)
const signer = (token: string) => decodeProtectedHeader(token).kid!
const published = async () =>
  (await broker.request('GET', '/.well-known/jwks.json')).body.keys.map(
    ({ kid }: { kid: string }) => kid,
  )
const holds = async (token: string, url = broker.url) =>
  (await validate(broker, token, {}, url)).body.valid as boolean

test('a key is published before it signs', async () => {
  const before = signer((await enrolKeyed(broker, 'acme')).token)
  const key = await rotate(3600)
  expect(key).toMatchObject({ state: 'upcoming', purpose: 'session', retires_at: null })
  expect(await published()).toEqual(expect.arrayContaining([key.kid, before]))
  expect(signer((await enrolKeyed(broker, 'acme')).token)).toBe(before)
  expect(await read(before)).toMatchObject({ state: 'signing', retires_at: expect.any(String) })
  expect((await withdraw(key.kid)).status).toBe(200)
  expect(await read(before)).toMatchObject({ state: 'signing', retires_at: null })
})

test('the next one signs at once when it is to, on every replica, and tokens of the one before go on', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const key = await rotate(0)
  expect(key.state).toBe('signing')
  const renewed = await renew(broker, agent.token, other.url)
  expect(renewed.status).toBe(201)
  for (const url of [broker.url, other.url]) {
    expect(await holds(agent.token, url)).toBe(true)
    expect(await holds(renewed.body.token, url)).toBe(true)
  }
  expect(await read(signer(agent.token))).toMatchObject({ state: 'verifying' })
  const next = (await enrolKeyed(broker, 'acme')).token
  expect(signer(next)).toBe(key.kid)
})

test('what a withdrawn key signed is worth nothing from the answer on, on every replica', async () => {
  const agents = [await enrolKeyed(broker, 'acme'), await enrolKeyed(broker, 'acme')]
  const leaked = signer(agents[0]!.token)
  for (const { token } of agents) expect(await holds(token, other.url)).toBe(true)
  await rotate(0)
  expect((await withdraw(leaked)).status).toBe(200)
  for (const { token } of agents)
    for (const url of [other.url, broker.url]) expect(await holds(token, url)).toBe(false)
  expect(await published()).not.toContain(leaked)
  expect(await read(leaked)).toMatchObject({ state: 'withdrawn' })
  expect((await renew(broker, agents[0]!.token)).status).toBe(401)
})

test('the only key that can sign is not withdrawn, and a key that is none is not found', async () => {
  const { items } = (await broker.request('GET', `${path}?purpose=session`)).body as {
    items: Array<{ kid: string; state: string }>
  }
  const able = items.filter(({ state }) => state === 'signing' || state === 'verifying')
  for (const { kid } of able.slice(1)) await withdraw(kid)
  const { kid } = able[0]!
  const refused = await withdraw(kid)
  expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(await read(kid)).toMatchObject({ state: 'signing' })
  expect((await withdraw('nothing')).status).toBe(404)
  expect(await holds((await enrolKeyed(broker, 'acme')).token, other.url)).toBe(true)
})
