// The broker's process: it stops with a sentence when it cannot start, and lets a running request end when told to.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../support/postgres.ts'
import { brokerProcess, freePort } from '../support/process.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'

const main = fileURLToPath(new URL('../../api/src/main.ts', import.meta.url))
const key = randomBytes(32).toString('hex')

let database: TestDatabase
let tables: Tables
let folder: string
beforeAll(async () => {
  database = await testDatabase()
  tables = await openTables(database.url)
  folder = await mkdtemp(join(tmpdir(), 'reeve process '))
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const ours = () => ({
  REEVE_DATABASE_URL: database.url,
  REEVE_MASTER_KEY: key,
  REEVE_DATA_DIR: folder,
})

/** Runs it to its end. */
function run(
  env: Record<string, string>,
): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const args = ['--conditions=source', '--import', 'tsx', main]
  const { PATH = '' } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { PATH, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}

const free = { REEVE_HTTP_PORT: '0', REEVE_GRPC_PORT: '0' }
const secret = `reeve_${'a'.repeat(63)}g`
const unable: Array<[what: string, env: () => Promise<Record<string, string>>, says: RegExp]> = [
  [
    'an unknown variable',
    async () => ({ REEVE_HTPP_PORT: '1' }),
    /^REEVE_HTPP_PORT is not a variable of Reeve\. .+\n$/,
  ],
  [
    'an ill-typed secret',
    async () => ({ REEVE_ADMIN_TOKEN: secret }),
    /^REEVE_ADMIN_TOKEN must be [^\n]+\n$/,
  ],
  [
    'no master key beside a server',
    async () => ({ REEVE_DATABASE_URL: database.url }),
    /^REEVE_MASTER_KEY is not set\. [^\n]+\n$/,
  ],
  [
    'a database that does not answer',
    async () => ({ ...ours(), REEVE_DATABASE_URL: `postgres://127.0.0.1:${await freePort()}/x` }),
    /^The database does not answer: [^\n]+REEVE_DATABASE_URL\.\n$/,
  ],
  [
    'a key file that is not there',
    async () => ({
      ...ours(),
      REEVE_TLS_MODE: 'tls',
      REEVE_TLS_CERT: main,
      REEVE_TLS_KEY: '/nowhere/key.pem',
    }),
    /^The file \/nowhere\/key\.pem \(REEVE_TLS_KEY\) is not there\. [^\n]+\n$/,
  ],
  [
    'an admin secret from the documentation',
    async () => ({ ...ours(), REEVE_ADMIN_SECRET: 'change-me-in-production-0123456789' }),
    /^REEVE_ADMIN_SECRET is a placeholder [^\n]+\n$/,
  ],
  [
    'seed tokens outside of a trial',
    async () => ({ ...ours(), REEVE_SEED_TOKENS: 'true' }),
    /^REEVE_SEED_TOKENS prints tokens that open the broker\. [^\n]+\n$/,
  ],
  [
    'a configuration file that others may read',
    async () => {
      const path = join(folder, 'config')
      await writeFile(path, `ADMIN_TOKEN=${secret}\n`, { mode: 0o644 })
      return { REEVE_CONFIG_PATH: path }
    },
    /^\/\S+ \S+ \S+ is open to others than its owner \(mode 644\)\. Run `chmod 600 [^\n]+\n$/,
  ],
]

test.each(unable)('with %s it stops with a sentence', async (_, env, says) => {
  const { code, stdout, stderr } = await run({ ...free, ...(await env()) })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(says)
  expect(stderr).not.toContain(secret)
})

test('the first start writes the operator token for its owner alone, and shows it nowhere', async () => {
  await using broker = await brokerProcess({
    ...ours(),
    ...({ REEVE_ADMIN_TOKEN: undefined } as object),
  })
  await broker.start()
  const path = join(folder, 'admin-token')
  const token = (await readFile(path, 'utf8')).trim()
  expect(token).toMatch(/^reeve_[0-9a-f]{64}$/)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect((await broker.request('GET', '/api/v1/tenants', { token })).status).toBe(200)
  expect(broker.output()).toContain(path)
  expect(broker.output()).not.toContain(token)
})

test('a broker for trials prints tokens when told to, and they open it', async () => {
  const path = join(folder, 'config-dev')
  await writeFile(path, 'MODE=dev\nSEED_TOKENS=true\n', { mode: 0o600 })
  await using broker = await brokerProcess({ ...ours(), REEVE_CONFIG_PATH: path })
  await broker.start()
  const said = await until(() =>
    /^Admin token .*: (\S+)\nLaunch token .*: (\S+)$/m.exec(broker.output()),
  )
  const [, token, launch] = said!
  expect((await broker.request('GET', '/api/v1/launch-tokens', { token: token! })).status).toBe(200)
  const { status } = await broker.request('GET', '/api/v1/tenants', { token: token! })
  expect(status).toBe(403)
  expect(launch).toMatch(/^launch_[0-9a-f]{32}_[0-9a-f]{64}$/)
})

test('another master key is refused with a sentence', async () => {
  const { code, stderr } = await run({ ...free, ...ours(), REEVE_MASTER_KEY: '0'.repeat(64) })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^The database holds keys that were sealed under another master key\. [^\n]+\n$/,
  )
})

test('a newer database is refused with a sentence', async () => {
  await tables.client.query(
    `insert into migration (number, name, sha256) values (9999, '9999_from_the_future.sql', '')`,
  )
  const { code, stderr } = await run({ ...free, ...ours() })
  await tables.client.query('delete from migration where number = 9999')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^The database is newer than this broker [^\n]+\n$/)
})

test('a taken port is refused with a sentence', async () => {
  await using broker = await brokerProcess(ours())
  await broker.start()
  const { code, stderr } = await run({
    ...free,
    ...ours(),
    REEVE_HTTP_PORT: new URL(broker.url).port,
  })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken\. [^\n]+\n$/)
})

/** Holds up whatever reads plans until it is called. */
async function holdPlans(): Promise<() => Promise<unknown>> {
  await tables.client.query('begin; lock table plan in access exclusive mode')
  return () => tables.client.query('rollback')
}

/** A request has come as far as the lock. */
const waiting = async () =>
  (await tables.client.query('select 1 from pg_locks where not granted')).rowCount! > 0

test('on SIGTERM a running request ends, and then the process, in order', async () => {
  const broker = await brokerProcess({ ...ours(), REEVE_DRAIN_SECONDS: '20' })
  await broker.start()
  const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim()
  const letGo = await holdPlans()
  const running = broker.request('GET', '/api/v1/plans', { token })
  await until(waiting)
  const ended = broker.kill('SIGTERM')
  await until(() => broker.output().includes('"draining"'))
  await until(() =>
    fetch(`${broker.url}/health/live`).then(
      () => false,
      () => true,
    ),
  )
  await letGo()
  expect(await running).toMatchObject({ status: 200 })
  const answered = performance.now()
  expect(await ended).toBe(0)
  expect(performance.now() - answered).toBeLessThan(5_000) // it waits for requests, not for idle connections
})

test('a request that does not end in time is cut off, and the process ends all the same', async () => {
  const broker = await brokerProcess({ ...ours(), REEVE_DRAIN_SECONDS: '1' })
  await broker.start()
  const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim()
  const letGo = await holdPlans()
  const running = broker.request('GET', '/api/v1/plans', { token }).catch(() => 'cut off')
  await until(waiting)
  const began = performance.now()
  expect(await broker.kill('SIGTERM')).toBe(0)
  expect(performance.now() - began).toBeLessThan(10_000)
  expect(await running).toBe('cut off')
  await letGo()
})
