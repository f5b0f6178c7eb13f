// The log tells what happened and to whom, and holds no secret, whatever people do with theirs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
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
    expect(secret.length).toBeGreaterThan(20)
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

const logModule = fileURLToPath(new URL('../../api/src/log.ts', import.meta.url))

/** A process that logs so many lines and ends in its own way; what came out. */
async function loggedBy(
  count: number,
  ending: string,
): Promise<{ lines: number; code: number | null }> {
  const program = `
    const { createLog, flushed } = await import(${JSON.stringify(logModule)})
    const log = createLog('info')
    for (let line = 0; line < ${count}; line += 1) log.info({ line }, 'said')
    ${ending}`
  const args = ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', program]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const said = (await text(child.stdout)).trimEnd().split('\n')
  const lines = said.map((line) => (JSON.parse(line) as { line: number }).line)
  expect(lines).toEqual(lines.map((_, index) => index))
  return { lines: lines.length, code: await code }
}

test.each([
  ['exit', 50, 'process.exit(3)', 3],
  ['an error nobody caught', 50, 'throw new Error("no")', 1],
  [
    'a promise nobody caught',
    50,
    'Promise.reject(new Error("no")); setTimeout(() => {}, 60_000)',
    1,
  ],
  [
    'an orderly stop',
    10_000,
    'process.once("SIGTERM", async () => { await flushed(log); process.exit(0) }); process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 60_000)',
    0,
  ],
  ['nothing left to do', 10_000, '', 0],
])('no line is lost when the process ends by %s', async (_, lines, ending, code) => {
  expect(await loggedBy(lines, ending)).toEqual({ lines, code })
})

test('lines come out although none come after them', async () => {
  const program = `
    const { createLog } = await import(${JSON.stringify(logModule)})
    createLog('info').info('alone')
    setInterval(() => {}, 60_000)`
  const args = ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', program]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGKILL')
  expect(JSON.parse(said.toString())).toMatchObject({ msg: 'alone' })
})
