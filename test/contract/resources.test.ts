// What a declared resource may count on: read back as made, changed by PUT to the same end, gone when deleted.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Schema } from '@reeve/openapi'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { answerOf, named, operations, resolve, sampleOf } from '../support/contract.ts'
import { furnish, perform, wellMeant } from '../support/furnish.ts'

/** The operation of a method on the items of a collection, e.g. GET …/pools/{pool} of POST …/pools. */
const onItems = (path: string, method: string) =>
  operations.find(
    (one) =>
      one.method === method && one.path.replace(/\/\{\w+\}$/, '') === path && one.path !== path,
  )
const posts = operations.filter(({ method, path }) => method === 'post' && onItems(path, 'get'))
const puts = operations.filter(({ method, body }) => method === 'put' && body)
const deletes = operations.filter(({ method }) => method === 'delete')

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test('there are such operations', () => {
  expect([posts.length, puts.length, deletes.length].map((count) => count > 5)).toEqual([
    true,
    true,
    true,
  ])
})

test.each(named(posts))(
  '%s makes what is then read, by id and by name, less its secrets',
  async (_, operation) => {
    const { body, place, status } = await perform(broker, operation)
    expect(status, JSON.stringify(body)).toBe(201)
    const secrets = Object.entries(resolve(answerOf(operation)!).properties!).filter(
      ([, property]) => property['x-secret'],
    )
    const shown = Object.fromEntries(
      Object.entries(body).filter(([key]) => !secrets.some(([secret]) => secret === key)),
    )
    // What has no name of its own, such as an agent, is found by its id alone.
    const { schema } = onItems(operation.path, 'get')!.parameters.findLast(
      (one) => one.in === 'path',
    )!
    const name = schema.format === 'uuid' ? body.id : (body.slug ?? body.name ?? body.id)
    for (const key of [body.id, name]) {
      const read = await broker.request('GET', `${place.path}/${key}`)
      expect(read).toMatchObject({ status: 200 })
      expect(read.body).toEqual(shown)
    }
    const list = operations.find(({ path, method }) => path === operation.path && method === 'get')!
    const listed = await broker.request('GET', `${place.path}?limit=1000`)
    const alone = Object.entries(resolve(answerOf(operation)!).properties!)
      .filter(([, property]) => property['x-alone'])
      .map(([key]) => [key, null] as const)
    const inList = { ...shown, ...Object.fromEntries(alone) }
    expect(listed.body.items, list.operationId).toContainEqual(inList)
  },
)

test.each(named(posts))(
  '%s takes an example as it is and fills in the defaults',
  async (_, operation) => {
    const schema = resolve(operation.body!)
    const place = await furnish(broker, operation)
    const given = (await wellMeant(broker, operation, place)).body as object
    const sent = Object.fromEntries(
      Object.entries(given).filter(([key]) => schema.required!.includes(key)),
    )
    const { body, status } = await broker.request('POST', place.path, { body: sent })
    expect(status, JSON.stringify(body)).toBe(201)
    const answered = resolve(answerOf(operation)!).properties!
    for (const [name, property] of Object.entries(schema.properties!)) {
      if (schema.required!.includes(name)) continue
      if (property.default === null && answered[name]?.type === 'integer')
        expect(body[name], name).toBeGreaterThan(0) // null asks the broker to choose
      else expect(body[name], name).toEqual(property.default)
    }
    expect(body).toMatchObject(readable(operation.body!, sent))
  },
)

/** A body less its secrets, which no answer shows. */
const readable = (schema: Schema, body: object) =>
  Object.fromEntries(
    Object.entries(body).filter(([key]) => !resolve(schema).properties![key]?.['x-secret']),
  )

const essence = ({ revision: _, updated_at: __, ...rest }: Record<string, unknown>) => rest

test.each(named(puts))(
  '%s comes to the same when repeated, and to what was sent',
  async (_, operation) => {
    const first = await perform(broker, operation)
    expect(first.status, JSON.stringify(first.body)).toBe(200)
    const put = () => broker.request('PUT', first.place.path, { body: first.options.body })
    const second = await put()
    expect(essence(second.body)).toEqual(essence(first.body))
    expect(second.body).toMatchObject(readable(operation.body!, first.options.body as object))
    expect((await broker.request('GET', first.place.path)).body).toEqual(second.body)
  },
)

test.each(named(puts))(
  '%s refuses a lost update and takes the current revision',
  async (_, operation) => {
    const { path } = await furnish(broker, operation)
    const body = sampleOf(operation.body!)
    const read = await broker.request('GET', path)
    const current = read.headers.get('etag')!
    expect(current).toBe(`"${read.body.revision}"`)
    const put = (etag: string) =>
      broker.request('PUT', path, { body, headers: { 'if-match': etag } })
    expect(await put(`"${read.body.revision + 1}"`)).toMatchObject({
      status: 412,
      body: { code: 'stale' },
    })
    expect((await broker.request('GET', path)).body).toEqual(read.body)
    const changed = await put(current)
    expect(changed).toMatchObject({ status: 200, body: { revision: read.body.revision + 1 } })
    expect(changed.headers.get('etag')).toBe(`"${changed.body.revision}"`)
    expect(await put(current)).toMatchObject({ status: 412, body: { code: 'stale' } })
  },
)

test.each(named(puts))(
  'of ten changes at one revision by %s one is taken',
  async (_, operation) => {
    const { path } = await furnish(broker, operation)
    const body = sampleOf(operation.body!)
    const etag = (await broker.request('GET', path)).headers.get('etag')!
    const all = await Promise.all(
      Array.from({ length: 10 }, () =>
        broker.request('PUT', path, { body, headers: { 'if-match': etag } }),
      ),
    )
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 412),
    ])
  },
)

test.each(named(deletes))('%s leaves nothing to read or delete', async (_, operation) => {
  const { status, body, place } = await perform(broker, operation)
  expect({ status, body }).toEqual({ status: 204, body: '' })
  expect(await broker.request('GET', place.path)).toMatchObject({
    status: 404,
    body: { code: 'not-found' },
  })
  expect(await broker.request('DELETE', place.path)).toMatchObject({
    status: 404,
    body: { code: 'not-found' },
  })
})
