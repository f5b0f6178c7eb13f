// Every operation has its handler and succeeds once, and what it answers is what the contract promises.
import type { Schema } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handlersOf } from '../../api/src/handlers.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { answerOf, mistakesIn, named, operations } from '../support/contract.ts'
import { perform } from '../support/furnish.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test('there is a handler for each operation, and none besides', () => {
  const db = { as: () => undefined } // nothing is called: only names are looked at
  const parts = { db, metrics: {}, trust: { config: {}, db } }
  const handlers = Object.keys(handlersOf(parts as never))
  expect(handlers.toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted())
})

test.each(named(operations))('%s answers what the contract promises', async (_, operation) => {
  const { status, headers, body } = await perform(broker, operation)
  expect(status, JSON.stringify(body)).toBe(operation.success.status)
  const [type] = Object.keys(operation.success.content ?? {})
  expect((headers.get('content-type') ?? '').split(';')[0]).toBe(type ?? '')
  const schema = answerOf(operation)
  if (schema) expect(mistakesIn(body, schema)).toEqual([])
  else if (!type) expect(body).toBe('')
  if (operation['x-stream']) expectEvents(body, operation.success.content![type!]!.schema)
  if (body.revision !== undefined) expect(headers.get('etag')).toBe(`"${body.revision}"`)
  expect(headers.get('cache-control')).toBe(
    operation['x-cache'] ?? (operation.operationId.startsWith('list') ? 'no-cache' : 'no-store'),
  )
})

/** Server-sent events, each with an id and with data as the contract says, up to one that is called `end`. */
function expectEvents(text: string, schema: Schema): void {
  const events = [...text.matchAll(/^id: (\S+)\nevent: (\w+)\ndata: (.*)\n$/gm)]
  expect(events.length).toBeGreaterThan(1)
  for (const [, , event, data] of events) {
    expect(mistakesIn(JSON.parse(data!), schema)).toEqual([])
    expect(JSON.parse(data!)).toMatchObject({ event })
  }
  expect(events.at(-1)![2]).toBe('end')
}
