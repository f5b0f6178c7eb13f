// What fails inside is logged and not told; what the database cannot answer can be tried again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mistakesIn } from '../support/contract.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'

const problem = { $ref: '#/components/schemas/Problem' }

let broker: OpenBroker
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test('a failure inside tells its instance and nothing else', async () => {
  await broker.tables.client.query('alter table plan rename to hidden_plan')
  const failed = await broker.request('GET', '/api/v1/plans')
  await broker.tables.client.query('alter table hidden_plan rename to plan')
  expect(failed).toMatchObject({ status: 500, body: { code: 'internal' } })
  expect(mistakesIn(failed.body, problem)).toEqual([])
  expect(JSON.stringify(failed.body)).not.toMatch(/plan"|relation|select|at /)
  expect(failed.body.instance).toBe(failed.headers.get('x-request-id'))
  const logged = broker
    .log()
    .split('\n')
    .filter((line) => line.includes(failed.body.instance))
  expect(logged.join()).toContain('relation \\"plan\\" does not exist')
})

test('a lost connection is `unavailable`, and the next request gets another', async () => {
  const body = { slug: 'acme' }
  await broker.tables.client.query(
    `create function cut() returns trigger language plpgsql as 'begin perform pg_terminate_backend(pg_backend_pid()); return new; end'`,
  )
  await broker.tables.client.query(
    'create trigger cut before insert on tenant for each row execute function cut()',
  )
  await broker.tables.client.query('alter function cut security definer')
  const failed = await broker.request('POST', '/api/v1/tenants', { body })
  expect(failed).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(failed.headers.get('retry-after')).toBe('1')
  expect(mistakesIn(failed.body, problem)).toEqual([])
  await broker.tables.client.query('drop function cut cascade')
  expect(await broker.request('POST', '/api/v1/tenants', { body })).toMatchObject({ status: 201 })
})

test('an answer names itself: its type, title and status come from the table', async () => {
  const answers = [
    await broker.request('GET', '/api/v1/tenants/nobody'),
    await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } }),
    await broker.request('GET', '/api/v1/tenants', { token: 'nobody' }),
    await broker.request('GET', '/nowhere'),
  ]
  for (const { body, status, headers } of answers) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(mistakesIn(body, problem)).toEqual([])
    expect(body).toMatchObject({
      status,
      type: `/problems/${body.code}`,
      instance: headers.get('x-request-id'),
    })
  }
})
