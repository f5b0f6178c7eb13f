// The log tells what happened and to whom, and holds no secret, whatever people do with theirs.
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '@reeve/api'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { operations } from '../support/contract.ts'
import { enrol, furnish, perform } from '../support/furnish.ts'
import { openTables } from '../support/tables.ts'

let broker: TestBroker
const secrets: string[] = []
beforeAll(async () => {
  broker = await startBroker({ REEVE_LOG_LEVEL: 'trace' })
  secrets.push(broker.adminToken)
})
afterAll(() => broker[Symbol.asyncDispose]())

const lines = () =>
  broker
    .log()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

function expectNoSecret(): void {
  const log = broker.log()
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(32)
    expect(log.includes(secret)).toBe(false)
    expect(log.includes(secret.slice(8, 40))).toBe(false)
  }
}

test('every operation leaves one line, and no secret that it was sent or that it made', async () => {
  for (const operation of operations) {
    const { body, options, place } = await perform(broker, operation)
    const proof = (options.body as { proof?: { token: string } } | undefined)?.proof
    const made = Object.values(place.made).map(({ token }) => token)
    for (const secret of [body.token, options.token, proof?.token, ...made])
      if (secret) secrets.push(secret)
  }
  expect(secrets.length).toBeGreaterThan(12)
  expectNoSecret()
  for (const { operationId } of operations)
    expect(
      lines().some(({ msg, operation }) => msg === 'request' && operation === operationId),
      operationId,
    ).toBe(true)
})

test('a secret in the wrong place is not logged either', async () => {
  const { path } = await furnish(
    broker,
    operations.find(({ operationId }) => operationId === 'createAgentToken')!,
  )
  const session = (await enrol(broker)).token!
  const { token } = (await broker.request('POST', path, { body: { name: 'one' } })).body as {
    token: string
  }
  secrets.push(session, token)
  for (const secret of [broker.adminToken, token, session]) {
    await broker.request('GET', `/api/v1/tenants/${secret}`)
    await broker.request('GET', `/${secret}`)
    await broker.request('GET', `/api/v1/plans?token=${secret}&cursor=${secret}`)
    await broker.request('POST', path, { body: { name: secret, [secret]: secret } })
    await broker.request('POST', path, { body: `{"name": ${secret}` })
    await broker.request('POST', path, {
      body: { name: 'two' },
      headers: { 'idempotency-key': secret, 'if-match': secret },
    })
    await broker.request('GET', path, { headers: { authorization: `Token ${secret}` } })
    await broker.request('POST', '/api/v1/agent/enrolments', {
      body: { method: 'agent_token', proof: { token: `${secret}x` }, agent: { name: 'x' } },
    })
  }
  expectNoSecret()
})

test('a statement that fails is logged without its values', async () => {
  const { path } = await furnish(
    broker,
    operations.find(({ operationId }) => operationId === 'createAgentToken')!,
  )
  await using tables = await openTables(broker.databaseUrl)
  await tables.client.query(
    'alter table agent_token add constraint picky check (description <> $$hunter2hunter2hunter2hunter2hunter2hunter2$$)',
  )
  secrets.push('hunter2hunter2hunter2hunter2hunter2hunter2')
  const failed = await broker.request('POST', path, {
    body: { name: 'x', description: secrets.at(-1) },
  })
  expect(failed.status).toBe(500)
  expect(lines().findLast(({ msg }) => msg === 'request failed')).toMatchObject({
    err: { message: expect.stringContaining('picky') },
  })
  expectNoSecret()
})

test('what is called a secret is blanked, wherever it stands', () => {
  const sink = new PassThrough()
  let text = ''
  sink.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const log = createLog('info', sink)
  const secret = 'hunter2'
  log.info(
    {
      token: secret,
      a: { authorization: secret, b: { job_token: secret } },
      req: { headers: { authorization: secret } },
    },
    'x',
  )
  expect(text).not.toContain(secret)
  expect(text.match(/\[secret\]/g)).toHaveLength(4)
})
