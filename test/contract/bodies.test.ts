// Bad bodies: each single mistake is refused, the answer points at it, and nothing has changed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mistakesIn, named, operations, type Sample } from '../support/contract.ts'
import { furnish, wellMeant } from '../support/furnish.ts'
import { mutationsOf } from '../support/mutations.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'

const withBody = operations.filter(({ body }) => body)
const problem = { $ref: '#/components/schemas/Problem' }

let broker: OpenBroker
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test.each(named(withBody))(
  '%s refuses every single mistake and points at it',
  async (_, operation) => {
    const { path } = await furnish(broker, operation)
    const { body, token } = await wellMeant(broker, operation)
    const mutations = mutationsOf(operation.body!, body as Sample)
    expect(mutations.length).toBeGreaterThan(4)
    const before = await broker.tables.dump()
    for (const { what, pointer, body: wrong } of mutations) {
      const refused = await broker.request(operation.method.toUpperCase(), path, {
        body: wrong,
        ...(token && { token }),
      })
      const about = `${pointer}: ${what} ${JSON.stringify(refused.body)}`
      expect(refused, about).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
      expect(mistakesIn(refused.body, problem), about).toEqual([])
      const found = refused.body.errors.map(
        (error: { in: string; pointer: string }) => `${error.in} ${error.pointer}`,
      )
      expect([...new Set(found)], about).toEqual([`body ${pointer}`])
    }
    expect(await broker.tables.dump()).toBe(before)
  },
)

test.each(named(withBody))(
  '%s refuses what is no JSON object, and changes nothing',
  async (_, operation) => {
    const { path } = await furnish(broker, operation)
    const { token = broker.adminToken } = await wellMeant(broker, operation)
    const before = await broker.tables.dump()
    const limit = operation['x-body-limit'] ?? 1_048_576
    const send = async (type: string | undefined, text: string | undefined) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(type && { 'content-type': type }),
      }
      const method = operation.method.toUpperCase()
      const answer = await fetch(broker.url + path, {
        method,
        headers,
        ...(text !== undefined && { body: text }),
      })
      const body = (await answer.json()) as { code: string }
      expect(mistakesIn(body, problem)).toEqual([])
      return [answer.status, body.code]
    }
    const json = 'application/json'
    for (const text of [
      '',
      '{',
      '{"a":1,}',
      '"text"',
      '[]',
      'null',
      '7',
      '{"__proto__":{}}',
      'Ã',
      '{} {}',
    ])
      expect(await send(json, text), text).toEqual([400, 'invalid-request'])
    expect(await send(undefined, undefined)).toEqual([400, 'invalid-request'])
    for (const type of [
      'text/plain',
      'text/plain;charset=UTF-8',
      'application/xml',
      ...(operation.forms ? [] : ['application/x-www-form-urlencoded']),
      'multipart/form-data',
      'nonsense',
    ])
      expect(await send(type, '{}'), type).toEqual([415, 'wrong-media-type'])
    expect(await send(json, ' '.repeat(limit + 1))).toEqual([413, 'too-large'])
    expect(await send(json, `{"extra":"${' '.repeat(limit - 12)}"}`)).toEqual([
      400,
      'invalid-request',
    ])
    expect(await broker.tables.dump()).toBe(before)
  },
)
