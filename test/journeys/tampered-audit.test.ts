// Audit events on their way from the sealer to a verifier that knows no broker; then somebody tampers with them.
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spawnCli } from '../support/cli.ts'
import { testDatabase, type TestDatabase } from '../support/postgres.ts'
import { type BrokerProcess, brokerProcess } from '../support/process.ts'
import { until } from '../support/wait.ts'

const count = 100_000

let folder: string
let database: TestDatabase
let owner: pg.Client
let broker: BrokerProcess
const [trail, keys] = ['trail', 'keys.json']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-audit-'))
  database = await testDatabase()
  owner = new pg.Client(database.url)
  await owner.connect()
  broker = await brokerProcess({
    REEVE_DATABASE_URL: database.url,
    REEVE_MASTER_KEY: '11'.repeat(32),
    REEVE_TASK_INLINE_MAX_CONCURRENT: '0',
  })
  await broker.start()
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await owner.end()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)
const reeve = (...argv: string[]) =>
  spawnCli(argv, { REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken }).ended
const sealed = async () =>
  Number((await owner.query('select sequence from audit_chain')).rows[0].sequence)

test('1 · changes are made, and whoever audits keeps the public keys', async () => {
  for (let number = 1; number <= 5; number++)
    await broker.request('POST', '/api/v1/pools', { body: { name: `pool-${number}` } })
  const { stdout } = await reeve('audit-keys', '--json')
  await writeFile(at(keys), stdout)
  await until(sealed, (last) => last >= 5)
})

test('2 · the broker is killed while it seals a hundred thousand events, and goes on where it was', async () => {
  await owner.query(
    `insert into audit_event (id, operation, result, actor_kind, actor_name, target, detail, request_id)
     select ('01930000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'createPool', 'refused', 'operator',
       'admin', '/api/v1/pools', 'Number ' || n, 'r' || n
     from generate_series(1, $1::int) as n`,
    [count],
  )
  await until(sealed, (last) => last >= 20_000)
  await broker.kill('SIGKILL')
  expect(await sealed()).toBeLessThan(count)
  await broker.start()
  await until(sealed, (last) => last >= count + 5, 240_000)
  const { code, stdout } = await reeve('audit', 'verify')
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Unbroken/) })
})

test('3 · the trail is exported and verified without the broker', async () => {
  expect(await reeve('audit', 'export', '--output', at(trail))).toMatchObject({ code: 0 })
  await broker.kill('SIGTERM')
  const verdict = await verified()
  expect(verdict).toMatchObject({ code: 0, broken: null })
  expect(verdict.events).toBeGreaterThanOrEqual(count + 5)
  expect(verdict.checkpoints).toBeGreaterThan(10)
})

interface Verdict {
  events: number
  checkpoints: number
  broken: object | null
}

async function verified() {
  const argv = ['audit', 'verify', at(trail), '--keys', at(keys), '--json']
  const { code, stdout } = await spawnCli(argv, {}).ended
  return { code, ...(JSON.parse(stdout) as Verdict) }
}

test('4 · the attack: one bit of the file is flipped, and the event is named', async () => {
  const file = await open(at(trail), 'r+')
  const { size } = await file.stat()
  const byte = Buffer.alloc(4096)
  const middle = Math.floor(size / 2)
  await file.read(byte, 0, byte.length, middle)
  const place = middle + byte.indexOf('"detail":"Number ') + '"detail":"N'.length
  const number = /"detail":"Number (\d+)"/.exec(byte.toString())![1]!
  const id = `01930000-0000-7000-8000-${Number(number).toString(16).padStart(12, '0')}`
  await file.read(byte, 0, 1, place)
  await file.write(Buffer.from([byte[0]! ^ 1]), 0, 1, place)
  const broken = { reason: 'hash_mismatch', id }
  expect(await verified()).toMatchObject({ code: 1, broken })
  await file.close()
})

test('5 · the attack: a row is edited in the database, and the broker names it', async () => {
  const { rows } = await owner.query<{ id: string }>(
    `update audit_event set detail = 'nothing to see' where sequence = 4 returning id`,
  )
  await broker.start()
  const { code, stderr } = await reeve('audit', 'verify')
  const said = `Broken at event 4 (${rows[0]!.id}): hash_mismatch`
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(said) })
})
