// The audit trail: each change writes one event, in its own transaction; reads write none, refusals theirs.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isRead, type Operation } from '@reeve/openapi'
import { named, operations } from '../support/contract.ts'
import { furnish, perform, wellMeant } from '../support/furnish.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'

const reads = operations.filter(isRead)
/** What agents do as they work is in the job's own record: it is no change that a person made. */
const changes = operations.filter(
  (operation) =>
    !isRead(operation) &&
    !operation.security.some((one) => one.agent) &&
    !operation.path.startsWith('/api/v1/agent/session/'),
)
const inTransaction = changes.filter((operation) => operation['x-transaction'] !== 'none')

/** Whoever knocks there is nobody yet. */
const isOpen = ({ security }: Operation) => security.some((one) => Object.keys(one).length === 0)

let broker: OpenBroker
/** The newest event before each test. */
let since: string
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())
beforeEach(async () => mark())

interface Event {
  operation: string
  result: string
  actor_kind: string
  actor_name: string
  tenant_id: string | null
  target: string
  detail: string | null
  request_id: string
}

async function mark(): Promise<void> {
  since = (await broker.tables.client.query<{ at: string }>('select clock_timestamp()::text as at'))
    .rows[0]!.at
}
const events = async (): Promise<Event[]> =>
  (
    await broker.tables.client.query<Event>(
      'select * from audit_event where at > $1::timestamptz order by at',
      [since],
    )
  ).rows

const call = async (operation: Operation, token?: string) => {
  const { path, made } = await furnish(broker, operation)
  const options = { ...(await wellMeant(broker, operation)), ...(token && { token }) }
  await mark()
  return { path, made, answer: await broker.request(operation.method.toUpperCase(), path, options) }
}

test.each(named(changes))(
  '%s writes one event that says who did what to what',
  async (_, operation) => {
    const { path, made, answer } = await call(operation)
    expect(answer.status, JSON.stringify(answer.body)).toBe(operation.success.status)
    const written = await events()
    expect(written).toHaveLength(1)
    expect(written[0]).toMatchObject({
      operation: operation.operationId,
      result: 'done',
      target: path,
      detail: null,
    })
    expect(written[0]!.request_id).toBe(answer.headers.get('x-request-id'))
    if (!isOpen(operation))
      expect(written[0]).toMatchObject({ actor_kind: 'operator', actor_name: 'admin' })
    if (operation.path.startsWith('/api/v1/tenants/{tenant}/'))
      expect(written[0]!.tenant_id).toBe(made['tenant']!.id)
  },
)

test.each(named(reads))('%s writes no event', async (_, operation) => {
  const { answer } = await call(operation)
  expect(answer.status).toBe(operation.success.status)
  expect(await events()).toEqual([])
})

test.each(named(inTransaction))(
  '%s changes nothing when its event cannot be written',
  async (_, operation) => {
    const { path } = await furnish(broker, operation)
    const options = {
      ...(await wellMeant(broker, operation)),
      headers: { 'idempotency-key': `audit-${operation.operationId}` },
    }
    const before = await broker.tables.dump()
    await broker.tables.client.query('revoke insert on audit_event from reeve_app, reeve_operator')
    const failed = await broker.request(operation.method.toUpperCase(), path, options)
    await broker.tables.client.query('grant insert on audit_event to reeve_app, reeve_operator')
    expect(failed).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(await broker.tables.dump()).toBe(before)
    expect(
      broker
        .log()
        .split('\n')
        .findLast((line) => line.includes('request failed')),
    ).toContain('permission denied for table audit_event')
  },
)

test('a change that fails at its end leaves neither row nor event', async () => {
  await broker.tables.client.query(
    `create function fail() returns trigger language plpgsql as 'begin raise exception ''no''; end'`,
  )
  await broker.tables.client.query(
    'create constraint trigger fail after insert on tenant initially deferred for each row execute function fail()',
  )
  const before = await broker.tables.dump()
  const failed = await broker.request('POST', '/api/v1/tenants', { body: { slug: 'late' } })
  expect(failed.status).toBe(500)
  expect(await broker.tables.dump()).toBe(before)
  await broker.tables.client.query('drop function fail cascade')
})

test.each(['/api/v1/plans', '/api/v1/tenants/{tenant}/api-tokens'])(
  'a refusal at %s for lack of scope is on record',
  async (path) => {
    const operation = operations.find((one) => one.path === path && one.method === 'post')!
    const { body } = await broker.request('POST', '/api/v1/api-tokens', {
      body: { name: `weak-${path.length}`, scopes: ['jobs:read'] },
    })
    const { path: target, answer } = await call(operation, body.token)
    expect(answer.status).toBe(403)
    expect(await events()).toMatchObject([
      {
        operation: operation.operationId,
        result: 'refused',
        actor_name: `weak-${path.length}`,
        target,
        detail: answer.body.detail,
      },
    ])
  },
)

test('a refusal by the operation itself is on record too, and nothing else is', async () => {
  await perform(
    broker,
    operations.find(({ operationId }) => operationId === 'createPool')!,
  )
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  const path = '/api/v1/tenants/acme/api-tokens'
  const made = await broker.request('POST', path, {
    body: { name: 'maker', scopes: ['api-tokens:write'] },
  })
  await mark()
  const refused = await broker.request('POST', path, {
    body: { name: 'more', scopes: ['*'] },
    token: made.body.token,
  })
  expect(refused.status).toBe(403)
  expect(await events()).toMatchObject([
    {
      operation: 'createTenantApiToken',
      result: 'refused',
      actor_kind: 'tenant',
      actor_name: 'maker',
      tenant_id: expect.any(String),
    },
  ])
  await mark()
  for (const body of [
    { name: 'Bad Name', scopes: ['*'] },
    { name: 'maker', scopes: ['*'] },
  ])
    await broker.request('POST', path, { body })
  expect(await events()).toEqual([])
})

test('the trail outlives its tenant', async () => {
  const { id } = (await broker.request('POST', '/api/v1/tenants', { body: { slug: 'brief' } })).body
  await broker.request('POST', '/api/v1/tenants/brief/agent-tokens', { body: { name: 'one' } })
  await broker.request('DELETE', '/api/v1/tenants/brief')
  const { rows } = await broker.tables.client.query(
    `select operation from audit_event where tenant_id = $1 order by at`,
    [id],
  )
  expect(rows).toEqual([{ operation: 'createAgentToken' }])
})
