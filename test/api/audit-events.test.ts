// Audit events as they are listed: narrowed, in order, page by page, and each tenant its own.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { record } from '../../api/src/audit/store.ts'
import { openDatabase } from '../../api/src/db/database.ts'
import type { Principal } from '../../api/src/identity/principal.ts'
import { newId } from '../../api/src/ids.ts'
import { enrol } from '../support/enrol.ts'
import { appToken } from '../support/means/apps.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'

let broker: OpenBroker
const [agent, app] = [newId(), newId()]
const subject = 'spiffe://reeve.example/agent/orch-1/task-1/0123456789abcdef'
const tenants: Record<string, string> = {}

beforeAll(async () => {
  broker = await startOpenBroker()
  for (const slug of ['acme', 'globex'])
    tenants[slug] = (await broker.request('POST', '/api/v1/tenants', { body: { slug } })).body.id
  await using db = openDatabase(broker.databaseUrl, 1)
  const nobody: Principal = { kind: 'anonymous', id: null, name: 'anonymous' }
  const query = db.as('operator')
  const about = { principal: nobody, target: '/x', request_id: 'r' }
  const acme = tenants['acme']!
  await record(query, { ...about, operation: 'one', tenant_id: acme, agent_id: agent, subject })
  await record(query, { ...about, operation: 'two', tenant_id: acme, app_id: app, detail: 'no' })
  const extra = { address: '192.0.2.1' }
  await record(query, { ...about, operation: 'three', tenant_id: null, task_id: 'task-1', extra })
})
afterAll(() => broker[Symbol.asyncDispose]())

const list = async (query = '', path = '/api/v1/audit-events', token?: string) => {
  const answer = await broker.request(
    'GET',
    `${path}${query}`,
    token === undefined ? {} : { token },
  )
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body as { items: Array<Record<string, unknown>>; next_cursor: string | null }
}
const operationsIn = async (...given: Parameters<typeof list>) =>
  (await list(...given)).items.map(({ operation }) => operation)

test('the newest come first unless the oldest are asked for', async () => {
  const all = ['three', 'two', 'one', 'createTenant', 'createTenant']
  expect(await operationsIn()).toEqual(all)
  expect(await operationsIn('?order=oldest')).toEqual(all.toReversed())
})

test.each([
  ['operation=two', ['two']],
  ['result=refused', ['two']],
  ['result=done&operation=two', []],
  ['actor=admin', ['createTenant', 'createTenant']],
  ['actor=anonymous', ['three', 'two', 'one']],
  [`agent=${agent}`, ['one']],
  [`agent=${encodeURIComponent(subject)}`, ['one']],
  ['task_id=task-1', ['three']],
  [`app=${app}`, ['two']],
  ['tenant=acme', ['two', 'one']],
  ['tenant=globex', []],
  ['tenant=nobody', []],
  ['since=2999-01-01T00:00:00Z', []],
  ['until=1999-01-01T00:00:00Z', []],
  ['since=1999-01-01T00:00:00%2B01:00&operation=one', ['one']],
])('%s leaves out what is not meant', async (query, operations) => {
  expect(await operationsIn(`?${query}`)).toEqual(operations)
})

test('since is the first moment that counts, and until the first that does not', async () => {
  const { at } = (await list('?operation=one')).items[0]!
  const times = `since=${String(at)}&until=${String(at)}`
  expect(await operationsIn(`?operation=one&since=${String(at)}`)).toEqual(['one'])
  expect(await operationsIn(`?operation=one&until=${String(at)}`)).toEqual([])
  expect(await operationsIn(`?operation=one&${times}`)).toEqual([])
})

test.each(['since=yesterday', 'until=2026-01-01', 'result=maybe', 'order=up', 'limit=0', 'app=x'])(
  '%s is refused, not passed over',
  async (query) => {
    const { status, body } = await broker.request('GET', `/api/v1/audit-events?${query}`)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ in: 'query', pointer: `/${query.split('=')[0]}` }])
  },
)

test.each(['newest', 'oldest'])('pages of the %s hold each event once', async (order) => {
  const seen: unknown[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Awaited<ReturnType<typeof list>> = await list(
      `?order=${order}&limit=2${cursor && `&cursor=${cursor}`}`,
    )
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor
  }
  expect(seen).toHaveLength(5)
  expect(new Set(seen).size).toBe(5)
})

test('a tenant sees its own events alone, and not how to widen that', async () => {
  const made = await broker.request('POST', '/api/v1/tenants/acme/api-tokens', {
    body: { name: 'auditor', scopes: ['audit:read'] },
  })
  const { token } = made.body as { token: string }
  const path = '/api/v1/tenants/acme/audit-events'
  expect(await operationsIn('?actor=anonymous', path, token)).toEqual(['two', 'one'])
  expect(await operationsIn('?task_id=task-1', path, token)).toEqual([])
  const wide = await broker.request('GET', '/api/v1/audit-events', { token })
  expect(wide.status).toBe(403)
  const other = await broker.request('GET', '/api/v1/tenants/globex/audit-events', { token })
  expect(other.status).toBe(404)
  const id = (await list('?operation=three')).items[0]!['id']
  const cursor = Buffer.from(String(id)).toString('base64url')
  expect(await operationsIn(`?cursor=${cursor}`, path, token)).toEqual([])
})

test('an app sees what concerns itself alone, whatever it asks for', async () => {
  const path = '/api/v1/tenants/acme/audit-events'
  const token = await appToken(broker, { id: tenants['acme']! })
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
    sub: string
  }
  const own = sub.replace('app:', '')
  await using db = openDatabase(broker.databaseUrl, 1)
  const principal: Principal = { kind: 'anonymous', id: null, name: 'anonymous' }
  const about = { principal, tenant_id: tenants['acme']!, target: '/x', request_id: 'r' }
  await record(db.as('operator'), { ...about, operation: 'mine', app_id: own })
  for (const query of ['', `?app=${app}`, '?order=oldest']) {
    const { items } = await list(query, path, token)
    expect(items.map(({ operation }) => operation)).toContain('mine')
    expect(new Set(items.map(({ app_id }) => app_id))).toEqual(new Set([own]))
  }
  const whole = await broker.request('GET', `${path}/export`, { token })
  expect(whole.status).toBe(403)
})

test('the life of an agent is found by its id, its name in tokens, and whoever ended it', async () => {
  const acme = { id: tenants['acme']! }
  const { id, token } = await enrol(broker, acme)
  const path = `/api/v1/tenants/acme/agents/${id}`
  const ended = await broker.request('POST', '/api/v1/revocations', {
    body: { level: 'agent', target: id, verb: 'expire', reason: 'a drill' },
  })
  expect(ended.status, JSON.stringify(ended.body)).toBe(201)
  await broker.request('DELETE', path)
  const { items } = await list(`?agent=${id}`)
  expect(items).toMatchObject([
    { operation: 'deleteAgent', target: path },
    {
      operation: 'createRevocation',
      extra: { level: 'agent', target: id, verb: 'expire', reason: 'a drill' },
    },
    { operation: 'createEnrolment', extra: { method: 'agent_token', state: 'approved' } },
  ])
  const claims = Buffer.from(String(token).split('.')[1]!, 'base64url').toString()
  const { sub } = JSON.parse(claims) as { sub: string }
  const named = await list(`?agent=${encodeURIComponent(sub)}`)
  expect(named.items).toMatchObject([{ operation: 'createEnrolment', agent_id: id }])
})

test('an event is read by its id, with all that was remembered', async () => {
  const { id } = (await list('?operation=three')).items[0]!
  const { body } = await broker.request('GET', `/api/v1/audit-events/${String(id)}`)
  expect(body).toMatchObject({ id, task_id: 'task-1', extra: { address: '192.0.2.1' } })
})

test('a refusal that repeats what is no text is on record all the same', async () => {
  await using db = openDatabase(broker.databaseUrl, 1)
  const principal: Principal = { kind: 'anonymous', id: null, name: 'anonymous' }
  const detail = 'half \ud800 and \0 | \n end'
  const about = { tenant_id: null, target: '/x', request_id: 'r', detail }
  const extra = { word: '\0 \udfff' }
  await record(db.as('operator'), { ...about, principal, extra, operation: 'odd' })
  expect((await list('?operation=odd')).items).toMatchObject([
    { detail: 'half \ufffd and \ufffd | \n end', extra: { word: '\ufffd \ufffd' } },
  ])
})
