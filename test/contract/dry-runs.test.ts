// What is only tried leaves nothing behind, whoever would answer for it, and yet answers as the deed itself.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOpenBroker, type OpenBroker } from '../support/tables.ts'
import { answerOf, mistakesIn, named, operations, resolve } from '../support/contract.ts'
import { furnish, wellMeant } from '../support/furnish.ts'

const triable = operations.filter(({ parameters }) =>
  parameters.some(({ name }) => name === 'dry_run'),
)

let broker: OpenBroker
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test('there are such operations: creates, updates, and deletes that something may stand in the way of', () => {
  const verbs = new Set(triable.map(({ operationId }) => /^[a-z]+/.exec(operationId)![0]))
  expect(verbs).toEqual(new Set(['create', 'update', 'delete']))
  expect(triable.length).toBeGreaterThan(30)
})

test.each(named(triable))('%s changes nothing when it is tried', async (_, operation) => {
  const { path } = await furnish(broker, operation)
  const options = await wellMeant(broker, operation)
  const method = operation.method.toUpperCase()
  const keyed =
    method === 'POST' ? { headers: { 'idempotency-key': `tried-${operation.operationId}` } } : {}
  const before = await broker.tables.dump()
  const tried = await broker.request(method, `${path}?dry_run=true`, { ...options, ...keyed })
  expect(tried.status, JSON.stringify(tried.body)).toBe(operation.success.status)
  expect(await broker.tables.dump()).toBe(before)

  const schema = answerOf(operation)
  if (schema) {
    expect(mistakesIn(tried.body, schema)).toEqual([])
    const secrets = Object.entries(resolve(schema).properties ?? {}).filter(
      ([name, property]) => property['x-secret'] && name in tried.body,
    )
    for (const [name] of secrets) expect(tried.body[name]).toBe('')
  }

  // The same request is good afterwards, its key is still free, and it is not blind luck that nothing had changed.
  const done = await broker.request(method, path, { ...options, ...keyed })
  expect(done.status, JSON.stringify(done.body)).toBe(operation.success.status)
  expect(done.headers.get('idempotency-replayed')).toBeNull()
  expect(await broker.tables.dump()).not.toBe(before)
})

test.each(named(triable.filter(({ body }) => body)))(
  '%s refuses the same as the deed, and records nothing of it',
  async (_, operation) => {
    const { path } = await furnish(broker, operation)
    const method = operation.method.toUpperCase()
    const before = await broker.tables.dump()
    const body = { surprise: 1 }
    const tried = await broker.request(method, `${path}?dry_run=true`, { body })
    const done = await broker.request(method, path, { body })
    expect([tried.status, tried.body.errors]).toEqual([done.status, done.body.errors])
    expect(tried.status).toBe(400)
    expect(await broker.tables.dump()).toBe(before)
  },
)

test('nobody can try what he may not do', async () => {
  const made = await broker.request('POST', '/api/v1/api-tokens', {
    body: { name: 'reader', scopes: ['plans:read'] },
  })
  const body = { name: 'tried', max_concurrent_jobs: 1, max_queued_jobs: 1 }
  const token = String(made.body.token)
  const tried = await broker.request('POST', '/api/v1/plans?dry_run=true', { body, token })
  expect(tried).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test('what cannot be tried does not take the word for a wish', async () => {
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'untried' } })
  const job = { type: 'script', payload: { script: 'return 1' } }
  const tried = await broker.request('POST', '/api/v1/tenants/untried/jobs?dry_run=true', {
    body: job,
  })
  expect(tried).toMatchObject({ status: 400, body: { errors: [{ in: 'query' }] } })
})
