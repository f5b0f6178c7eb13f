// What security people see: each kind of event, its counter, and no more rows than they can read.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/broker.ts'
import { challenge, enrolKeyed, resumption } from '../support/keyed.ts'
import { byHmac, challengeOf, enrolWith, newOwnKey } from '../support/proofs.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { submit, tenantWithToken } from '../support/work.ts'

let broker: OpenBroker
let token: string
beforeAll(async () => {
  broker = await startOpenBroker({ REEVE_TRUSTED_PROXIES: '127.0.0.0/8' })
  token = await tenantWithToken(broker, 'acme')
})
afterAll(() => broker[Symbol.asyncDispose]())

interface Event {
  operation: string
  result: string
  actor_kind: string
  detail: string
  request_id: string
  extra: { address: string }
}

async function events(type: string, address: string): Promise<Event[]> {
  const { rows } = await broker.tables.client.query<Event>(
    `select * from audit_event where operation = $1 and extra ->> 'address' = $2 order by at`,
    [type, address],
  )
  return rows
}

const counted = async (metric: string): Promise<number> => {
  const { body } = await broker.request('GET', '/metrics')
  const line = (body as string).split('\n').find((one) => one.startsWith(`${metric} `))
  return Number(line?.split(' ').at(-1) ?? 0)
}

const enrol = (secret: string, address: string, more: object = {}) =>
  request(broker.url, '', 'POST', '/api/v1/agent/enrolments', {
    body: { method: 'agent_token', proof: { token: secret }, agent: { name: 'rack-7', ...more } },
    headers: { 'x-forwarded-for': address },
  })
const wrong = () => `agent_${randomBytes(32).toString('hex')}`

test('a wrong secret is an event that names the address and nothing secret', async () => {
  const secret = wrong()
  const refused = await enrol(secret, '192.0.2.1')
  const [event] = await until(
    () => events('security.token.invalid', '192.0.2.1'),
    ({ length }) => length === 1,
  )
  expect(event).toMatchObject({
    result: 'refused',
    actor_kind: 'anonymous',
    request_id: refused.headers.get('x-request-id'),
  })
  expect(JSON.stringify(event)).not.toContain(secret.slice(6, 20))
})

test('an agent that means another tenant, one that was disabled, and a guessed token have kinds of their own', async () => {
  await enrol(token, '192.0.2.2', { tenant_slug: 'globex' })
  const { agent } = (await enrol(token, '192.0.2.2', { name: 'held' })).body
  const body = { administration: 'disabled' }
  await broker.request('PUT', `/api/v1/tenants/acme/agents/${agent}`, { body })
  await enrol(token, '192.0.2.2', { name: 'held' })
  await request(broker.url, `reeve_${'0'.repeat(64)}`, 'GET', '/api/v1/plans', {
    headers: { 'x-forwarded-for': '192.0.2.2' },
  })
  for (const type of ['agent.type_mismatch', 'agent.inactive', 'auth.failure'])
    await until(
      () => events(`security.${type}`, '192.0.2.2'),
      ({ length }) => length === 1,
    )
})

test('a challenge that is answered twice is one of its own kind', async () => {
  const body = { name: 'shared', expires_in_days: 1 }
  const made = await broker.request('POST', '/api/v1/platform-keys', { body })
  const [key, own] = [Buffer.from(made.body.key, 'hex'), newOwnKey()]
  const proof = byHmac({ key, own, nonce: await challengeOf(broker), name: 'rack-7' })
  expect((await enrolWith(broker, proof)).status).toBe(201)
  expect((await enrolWith(broker, proof)).status).toBe(401)
  await until(
    () => events('security.nonce.replayed', '127.0.0.1'),
    ({ length }) => length === 1,
  )
})

test('who guesses agents’ ids is told apart from who has lost a key, and is answered the same', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const other = await enrolKeyed(broker, 'acme')
  const attempt = async (id: string, address: string) => {
    const body = resumption({ ...other, id }, await challenge(broker))
    const headers = { 'x-forwarded-for': address }
    const at = '/api/v1/agent/session/resumptions'
    const { status, body: answer } = await request(broker.url, '', 'POST', at, { body, headers })
    return { status, code: answer.code, detail: answer.detail }
  }
  const unknown = await attempt('01930000-0000-7000-8000-00000000dead', '192.0.2.6')
  expect(unknown).toMatchObject({ status: 401, code: 'token-spent' })
  expect(await attempt(agent.id, '192.0.2.6')).toEqual(unknown)
  await broker.tables.client.query(`update enrolment set state = 'ended' where agent_id = $1`, [
    agent.id,
  ])
  expect(await attempt(agent.id, '192.0.2.6')).toEqual(unknown)
  for (const type of ['agent.not_found', 'token.invalid', 'agent.inactive'])
    await until(
      () => events(`security.${type}`, '192.0.2.6'),
      ({ length }) => length === 1,
    )
})

test('so is a report about a job that was given to nobody or somebody else', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const job = await submit(broker, 'acme', 'return 1')
  const report = await request(
    broker.url,
    agent.token,
    'POST',
    `/api/v1/agent/jobs/${job}/result`,
    {
      body: { attempt: 1, status: 'completed', result: 'mine' },
      headers: { 'x-job-token': Buffer.alloc(36).toString('base64url') },
    },
  )
  expect(report.status).toBe(403)
  const found = () =>
    broker.tables.client.query(
      `select from audit_event where operation = 'security.job.access_denied' and agent_id = $1`,
      [agent.id],
    )
  await until(found, ({ rowCount }) => rowCount === 1)
})

test('every event is counted and a few are written: ten of a kind from an address', async () => {
  const before = await counted('reeve_security_events_total{event_type="security.token.invalid"}')
  const failures = await counted('reeve_auth_failures_total{reason="agent_token"}')
  for (let count = 0; count < 40; count++) await enrol(wrong(), '192.0.2.3')
  expect(await counted('reeve_security_events_total{event_type="security.token.invalid"}')).toBe(
    before + 40,
  )
  expect(await counted('reeve_auth_failures_total{reason="agent_token"}')).toBe(failures + 40)
  await until(
    () => events('security.token.invalid', '192.0.2.3'),
    ({ length }) => length === 10,
  )
})

test('a ban is an event, and the gauge says how many addresses have one', async () => {
  const secret = wrong()
  for (let count = 0; count < 5; count++) await enrol(secret, '192.0.2.4')
  await until(
    () => events('security.ban', '192.0.2.4'),
    ({ length }) => length === 1,
  )
  await until(
    () => counted('reeve_banned_ips_current'),
    (addresses) => addresses === 1,
  )
})

test('from ever new addresses no more than a hundred a minute are written, and what was left out is told at the end', async () => {
  const all = async () =>
    (
      await broker.tables.client.query(
        `select count(*)::int as count from audit_event where operation like 'security.%' and operation <> 'security.suppressed'`,
      )
    ).rows[0].count as number
  for (let count = 0; count < 200; count += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => enrol(wrong(), `198.51.100.${count + at}`)),
    )
  await until(all, (count) => count > 90)
  const second = await broker.second({ REEVE_TRUSTED_PROXIES: '127.0.0.0/8' })
  for (let count = 0; count < 120; count++)
    await request(second.url, '', 'POST', '/api/v1/agent/enrolments', {
      body: { method: 'agent_token', proof: { token: wrong() }, agent: { name: 'rack-7' } },
      headers: { 'x-forwarded-for': `203.0.113.${count}` },
    })
  await second[Symbol.asyncDispose]() // it tells what it left out
  const { rows } = await broker.tables.client.query(
    `select (extra ->> 'count')::int as count from audit_event where operation = 'security.suppressed'`,
  )
  expect(rows).toEqual([{ count: 20 }])
})
