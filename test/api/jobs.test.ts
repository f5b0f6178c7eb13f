// The story of a job as its submitter sees it: submitted, found again, cancelled, bounded, and never twice.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type Answer, type TestBroker } from '../support/broker.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug, plan: 'enterprise' } })
})
afterAll(() => broker[Symbol.asyncDispose]())

const path = '/api/v1/tenants/acme/jobs'
const submit = (more: object = {}, headers: Record<string, string> = {}) =>
  broker.request('POST', path, {
    body: { type: 'script', payload: { script: 'return input' }, ...more },
    headers,
  })

test('a job is queued with defaults, and read as it was answered', async () => {
  const made = await submit()
  expect(made).toMatchObject({
    status: 201,
    body: {
      tenant: 'acme',
      type: 'script',
      payload: { script: 'return input', input: null },
      priority: 'normal',
      timeout_seconds: 1800,
      max_attempts: 3,
      status: 'queued',
      attempt: 0,
      progress: 0,
      result: null,
      error: null,
      agent: null,
      assigned_at: null,
      started_at: null,
      finished_at: null,
    },
  })
  expect((await broker.request('GET', `${path}/${made.body.id}`)).body).toEqual(made.body)
})

test.each([
  null,
  0,
  '',
  'text',
  [],
  {},
  { deep: [{ a: null }] },
  1e21,
  0.1,
  'nul \u0000 and \ud83d\ude00',
])('an input of %j arrives as it was sent', async (input) => {
  const made = await submit({ payload: { script: 'return input', input } })
  expect(made.body.payload.input).toEqual(input)
  expect((await broker.request('GET', `${path}/${made.body.id}`)).body.payload.input).toEqual(input)
})

test('a payload may have 1 MiB as JSON, and not one byte more', async () => {
  const limit = 1_048_576
  const frame = JSON.stringify({ script: 'return 1', input: '' }).length
  const send = (input: string) => submit({ payload: { script: 'return 1', input } })
  const made = await send('a'.repeat(limit - frame))
  expect(made.status).toBe(201)
  expect(JSON.stringify(made.body.payload)).toHaveLength(limit)
  for (const input of ['a'.repeat(limit - frame + 1), `${'a'.repeat(limit - frame - 1)}é`])
    expect(await send(input)).toMatchObject({
      status: 413,
      body: { code: 'too-large', errors: [{ in: 'body', pointer: '/payload' }] },
    })
})

test('a cancelled job is cancelled when that is answered, and stays so', async () => {
  const { id } = (await submit()).body
  const cancelled = await broker.request('POST', `${path}/${id}/cancel`)
  expect(cancelled).toMatchObject({
    status: 200,
    body: { id, status: 'cancelled', result: null, error: null },
  })
  expect(Date.parse(cancelled.body.finished_at)).not.toBeNaN()
  expect((await broker.request('POST', `${path}/${id}/cancel`)).body).toEqual(cancelled.body)
  expect((await broker.request('GET', `${path}/${id}`)).body).toEqual(cancelled.body)
  expect((await broker.request('POST', `${path}/${randomUUID()}/cancel`)).status).toBe(404)
})

test('ten that cancel one job at once agree', async () => {
  const { id } = (await submit()).body
  const all = await Promise.all(
    Array.from({ length: 10 }, () => broker.request('POST', `${path}/${id}/cancel`)),
  )
  expect(all.map(({ status }) => status)).toEqual(all.map(() => 200))
  expect(new Set(all.map(({ body }) => body.finished_at)).size).toBe(1)
})

test('a repeated submit gets the same job, also when that is over; another with the key is refused', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const first = await submit({}, headers)
  const again = await submit({}, headers)
  expect(again).toMatchObject({ status: 201, body: first.body })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await submit({ priority: 'high' }, headers)).toMatchObject({
    status: 422,
    body: { code: 'key-reused' },
  })
  await broker.request('POST', `${path}/${first.body.id}/cancel`)
  expect(await submit({}, headers)).toMatchObject({
    status: 201,
    body: { id: first.body.id, status: 'cancelled' },
  })
})

test('two tenants may use one key', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const mine = await submit({}, headers)
  const body = { type: 'script', payload: { script: 'return input' } }
  const theirs = await broker.request('POST', '/api/v1/tenants/globex/jobs', { body, headers })
  expect(theirs).toMatchObject({ status: 201, body: { tenant: 'globex' } })
  expect(theirs.body.id).not.toBe(mine.body.id)
})

test('lists are newest first, by state, and in pages that hold each job once', async () => {
  const all = (await broker.request('GET', `${path}?limit=1000`)).body.items.map(
    ({ id }: { id: string }) => id,
  )
  expect(all).toEqual(all.toSorted().toReversed())
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Answer['body'] = (
      await broker.request('GET', `${path}?limit=7${cursor && `&cursor=${cursor}`}`)
    ).body
    seen.push(...page.items.map(({ id }: { id: string }) => id))
    cursor = page.next_cursor
  }
  expect(seen).toEqual(all)
  const cancelled = (await broker.request('GET', `${path}?status=cancelled`)).body.items
  expect(cancelled).toHaveLength(3)
  expect((await broker.request('GET', '/api/v1/jobs?tenant=globex')).body.items).toHaveLength(1)
})

test('a job that nobody ran has no lines, and the list says where to go on', async () => {
  const { id } = (await submit()).body
  expect(await broker.request('GET', `${path}/${id}/lines`)).toMatchObject({
    status: 200,
    body: { items: [], next_cursor: null },
  })
  expect((await broker.request('GET', `${path}/${id}/lines?cursor=nonsense`)).body).toMatchObject({
    code: 'invalid-request',
  })
  expect((await broker.request('GET', `${path}/${randomUUID()}/lines`)).status).toBe(404)
})

test('a tenant with unfinished jobs stays, unless they are to be cancelled', async () => {
  const refused = await broker.request('DELETE', '/api/v1/tenants/globex')
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'in-use', detail: expect.stringContaining('1 unfinished') },
  })
  expect((await broker.request('DELETE', '/api/v1/tenants/globex?cancel_jobs=true')).status).toBe(
    204,
  )
  expect((await broker.request('GET', '/api/v1/jobs?tenant=globex')).body.items).toEqual([])
})
