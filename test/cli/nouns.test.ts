// What an operator does all day: create, list, read, change and delete, and what a mistake looks like.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestBroker, startBroker } from '../support/broker.ts'
import { type Cli, cli } from '../support/cli.ts'

let broker: TestBroker
let shell: Cli

beforeAll(async () => {
  broker = await startBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
})
afterAll(async () => {
  await shell[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const parsed = async (...argv: string[]) =>
  JSON.parse((await shell.reeve([...argv, '--json'])).stdout)

test('a tenant is created, listed, read, changed and deleted', async () => {
  const created = await shell.reeve([
    'tenant',
    'create',
    '--slug',
    'acme',
    '--display-name',
    'Acme Ltd.',
  ])
  expect(created).toMatchObject({ code: 0, stderr: '' })
  expect(created.stdout).toMatch(/^slug: +acme$/m)
  await shell.reeve(['tenant', 'create', '--slug', 'globex', '--plan', 'pro'])
  const { stdout } = await shell.reeve(['tenant', 'list', '--plan', 'pro'])
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual(['SLUG', 'globex', ''])
  await shell.reeve(['tenant', 'update', 'acme', '--plan', 'starter'])
  expect(await parsed('tenant', 'get', 'acme')).toMatchObject({
    plan: 'starter',
    display_name: 'Acme Ltd.',
    revision: 2,
  })
  const deleted = await shell.reeve(['tenant', 'delete', 'acme', '--cancel-jobs'])
  expect(deleted).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'Delete a tenant and all it owns: done.\n',
  })
  expect((await shell.reeve(['tenant', 'get', 'acme'])).code).toBe(1)
})

test('lists are typed with commas or by repeating, emptied by --no, and printed with commas', async () => {
  await shell.reeve(['pool', 'create', '--name', 'gpu', '--label', 'cuda', '--label', 'a,b'])
  expect((await shell.reeve(['pool', 'get', 'gpu'])).stdout).toMatch(
    /^labels: +a,b,cuda$|^labels: +cuda,a,b$/m,
  )
  await shell.reeve(['pool', 'update', 'gpu', '--no-labels'])
  expect(await parsed('pool', 'get', 'gpu')).toMatchObject({ labels: [] })
})

test('a tenant is assigned to a pool only when it is named', async () => {
  await shell.reeve(['pool', 'create', '--name', 'fast'])
  await shell.reeve(['tenant', 'create', '--slug', 'initech'])
  const silent = await shell.reeve(['pool-assignment', 'create', 'fast'], {
    env: { REEVE_TENANT: 'initech' },
  })
  expect(silent).toMatchObject({ code: 2, stderr: 'reeve: Say which tenant is meant: --tenant.\n' })
  expect(
    (await shell.reeve(['pool-assignment', 'create', 'fast', '--tenant', 'initech'])).code,
  ).toBe(0)
  expect(await parsed('pool-assignment', 'list', 'fast')).toMatchObject([
    { pool: 'fast', tenant: 'initech' },
  ])
})

test('a secret is printed once on stdout, and stderr says so', async () => {
  const { stdout, stderr } = await shell.reeve([
    'agent-token',
    'create',
    '--name',
    'rack',
    '--tenant',
    'initech',
  ])
  expect(stdout).toMatch(/^token: +agent_[0-9a-f]{64}$/m)
  expect(stderr).toBe('Keep the token: it is not shown again.\n')
  const listed = await shell.reeve(['agent-token', 'list', '--tenant', 'initech', '--json'])
  expect(listed.stdout).not.toContain('agent_')
})

test('a list shows as many as asked for and says when there are more', async () => {
  for (const name of ['a1', 'a2', 'a3']) await shell.reeve(['pool', 'create', '--name', name])
  const two = await shell.reeve(['pool', 'list', '--limit', '2', '--json'])
  expect(JSON.parse(two.stdout)).toHaveLength(2)
  expect(two.stderr).toBe('There are more: see --limit and --all.\n')
  const all = await shell.reeve(['pool', 'list', '--all', '--json'])
  expect(JSON.parse(all.stdout).length).toBeGreaterThan(2)
  expect(all.stderr).toBe('')
})

test('a filter that is a switch can be asked for both ways, or not at all', async () => {
  await shell.reeve([
    'plan',
    'create',
    '--name',
    'own',
    '--max-concurrent-jobs',
    '1',
    '--max-queued-jobs',
    '1',
  ])
  const names = async (...flags: string[]) =>
    (await parsed('plan', 'list', ...flags)).map(({ name }: { name: string }) => name)
  expect(await names('--no-built-in')).toEqual(['own'])
  expect(await names('--built-in')).toHaveLength(4)
  expect(await names()).toHaveLength(5)
})

test('a body may come from a file or from stdin, with flags above it', async () => {
  const file = join(shell.folder, 'plan.json')
  await writeFile(
    file,
    JSON.stringify({ name: 'file', max_concurrent_jobs: 3, max_queued_jobs: 9 }),
  )
  await shell.reeve(['plan', 'create', '--file', file, '--max-queued-jobs', '7'])
  expect(await parsed('plan', 'get', 'file')).toMatchObject({
    max_concurrent_jobs: 3,
    max_queued_jobs: 7,
  })
  const piped = await shell.reeve(['pool', 'create', '--file', '-'], { stdin: '{"name":"piped"}' })
  expect(piped.code).toBe(0)
  expect(await shell.reeve(['pool', 'create', '--file', '-'], { stdin: '{"name"' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('stdin is not JSON'),
  })
})

test('a refusal names the flag that was wrong', async () => {
  const { code, stderr, stdout } = await shell.reeve([
    'tenant',
    'create',
    '--slug',
    'No Slug',
    '--plan',
    'pro',
  ])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^ {2}--slug: .*pattern/m)
  const taken = await shell.reeve(['tenant', 'create', '--slug', 'globex'])
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('name-taken') })
})

test.each([
  [['tenant', 'create'], 'Missing: --slug'],
  [['tenant', 'create', '--slug', 'x', '--status', 'odd'], 'one of active, suspended'],
  [['plan', 'create', '--name', 'x', '--weight', '1.5'], 'a whole number'],
  [['tenant', 'create', '--slog', 'x'], 'Did you mean --slug'],
  [['tenant', 'creat'], 'Did you mean create'],
  [['tenant', 'update', 'globex'], 'Say what to change'],
  [['tenant', 'get'], 'missing required argument'],
  [['job', 'submit', '--tenant', 'globex'], 'Missing: --script'],
])('what is not understood ends with code 2: %j', async (argv, text) => {
  expect(await shell.reeve(argv)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(text),
  })
})

test('health, version and the rest are commands by themselves', async () => {
  expect(await parsed('health')).toMatchObject({ status: 'ok' })
  expect(await parsed('version')).toHaveProperty('version')
  expect((await shell.reeve(['metrics'])).stdout).toContain('# TYPE')
  expect(await shell.reeve(['readiness'])).toMatchObject({ code: 0 })
  const open = await shell.reeve(['health'], { env: { REEVE_TOKEN: '' } })
  expect(open.code).toBe(0)
})

test('a table keeps to the width of the terminal', async () => {
  const { stdout } = await shell.reeve(['tenant', 'list'], { columns: 50 })
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(50)
  expect(stdout).not.toContain('\u001b')
})
