// The admin secret's whole way: made by `reeve init`, read by the broker from its file, exchanged for a token. The last
// steps are the attacks: the hash in place of the secret, guesses, and a look at what the broker wrote.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, type Cli } from '../support/cli.ts'
import { testDatabase, type TestDatabase } from '../support/postgres.ts'
import { brokerProcess, type BrokerProcess } from '../support/process.ts'

let folder: string
let tool: Cli
let database: TestDatabase
let broker: BrokerProcess
let path: string
let secret: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-admin-'))
  path = join(folder, 'etc', 'config')
  ;[tool, database] = await Promise.all([cli(), testDatabase()])
})
afterAll(async () => {
  await broker?.[Symbol.asyncDispose]()
  await tool[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const auth = (given: string) =>
  broker.request('POST', '/api/v1/admin/auth', { body: { secret: given } })

test('1 · `reeve init` makes the secret and shows it once', async () => {
  const argv = ['init', '--mode', 'prod', '--config-path', path, '--master-key']
  const { code, stdout } = await tool.reeve(argv)
  expect(code).toBe(0)
  secret = stdout.trim()
  expect(await readFile(path, 'utf8')).not.toContain(secret)
})

test('2 · the broker reads the file, and its environment wins', async () => {
  broker = await brokerProcess({
    REEVE_CONFIG_PATH: path,
    REEVE_DATABASE_URL: database.url,
    REEVE_DATA_DIR: folder,
    REEVE_LOG_LEVEL: 'verbose',
  })
  await broker.start()
  expect(broker.output()).toContain('a configuration file was read')
})

test('3 · the secret opens the door', async () => {
  const env = { REEVE_URL: broker.url }
  const login = await tool.reeve(['login', '--admin'], { env, stdin: secret })
  expect(login).toMatchObject({ code: 0 })
  expect((await tool.reeve(['agent', 'list'], { env })).code).toBe(0)
})

test('4 · the attack: what a thief finds in the file opens nothing', async () => {
  const text = await readFile(path, 'utf8')
  const hash = /^ADMIN_SECRET=(.+)$/m.exec(text)![1]!
  for (const guess of [hash, hash.split('$').at(-1)!, randomBytes(32).toString('base64url')])
    expect((await auth(guess)).status).toBe(401)
})

test('5 · guessing ends soon, also for the right one', async () => {
  const statuses: number[] = []
  for (let guess = 0; guess < 4; guess++) statuses.push((await auth(`guess ${guess}`)).status)
  expect(statuses).toEqual([401, 401, 429, 429])
  expect((await auth(secret)).status).toBe(429)
})

test('6 · the broker wrote the secret down nowhere', async () => {
  await broker.kill('SIGTERM')
  expect(broker.output()).not.toContain(secret)
  expect(broker.output()).not.toContain('guess 0')
})
