// Whose things a command means: the tenant typed, the default one, all of them, or the operators' own.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestBroker, startBroker } from '../support/broker.ts'
import { type Cli, cli } from '../support/cli.ts'

let broker: TestBroker
let shell: Cli
const acme = { env: { REEVE_TENANT: 'acme' } }

beforeAll(async () => {
  broker = await startBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
  for (const slug of ['acme', 'globex']) {
    await shell.reeve(['tenant', 'create', '--slug', slug])
    await shell.reeve(['agent-token', 'create', '--name', `of-${slug}`, '--tenant', slug])
  }
})
afterAll(async () => {
  await shell[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

async function names(argv: string[], more = {}): Promise<string[]> {
  const { stdout } = await shell.reeve([...argv, '--json'], more)
  return (JSON.parse(stdout) as Array<{ name: string }>).map(({ name }) => name).toSorted()
}

test('without a tenant a list shows those of all', async () => {
  expect(await names(['agent-token', 'list'])).toEqual(['of-acme', 'of-globex'])
})

test('the default tenant narrows a list, --tenant means another, --all-tenants widens it again', async () => {
  expect(await names(['agent-token', 'list'], acme)).toEqual(['of-acme'])
  expect(await names(['agent-token', 'list', '--tenant', 'globex'], acme)).toEqual(['of-globex'])
  expect(await names(['agent-token', 'list', '--all-tenants'], acme)).toEqual([
    'of-acme',
    'of-globex',
  ])
})

test('the default tenant stands for the owner of what is read or made', async () => {
  expect((await shell.reeve(['agent-token', 'get', 'of-acme'], acme)).code).toBe(0)
  const { code, stderr } = await shell.reeve(['agent-token', 'get', 'of-acme'])
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'reeve: Say which tenant is meant: --tenant, REEVE_TENANT or `reeve login --tenant`.\n',
  })
})

test("a default tenant does not turn an operator's token into a tenant's", async () => {
  await shell.reeve(['api-token', 'create', '--name', 'mine', '--scopes', 'jobs:read'], acme)
  await shell.reeve(
    ['api-token', 'create', '--name', 'theirs', '--scopes', 'jobs:read', '--tenant', 'acme'],
    acme,
  )
  expect(await names(['api-token', 'list'], acme)).toContain('mine')
  expect(await names(['api-token', 'list', '--tenant', 'acme'], acme)).toEqual(['theirs'])
})

test('a filter that only the wide list has works for one tenant as well', async () => {
  expect(await names(['agent', 'list', '--tenant', 'acme', '--pool', 'none'])).toEqual([])
})

test("a tenant's own token works with its tenant as the default and sees no other", async () => {
  const made = await shell.reeve([
    'api-token',
    'create',
    '--name',
    'dev',
    '--scopes',
    '*',
    '--tenant',
    'acme',
    '--json',
  ])
  const { token } = JSON.parse(made.stdout) as { token: string }
  const developer = { env: { REEVE_TENANT: 'acme', REEVE_TOKEN: token } }
  expect(await names(['agent-token', 'list'], developer)).toEqual(['of-acme'])
  const foreign = await shell.reeve(
    ['agent-token', 'get', 'of-globex', '--tenant', 'globex'],
    developer,
  )
  expect(foreign).toMatchObject({ code: 1, stderr: expect.stringContaining('not-found') })
})

test('a token that was revoked leads to a hint', async () => {
  const made = await shell.reeve([
    'api-token',
    'create',
    '--name',
    'short',
    '--scopes',
    'pools:read',
    '--json',
  ])
  const { token } = JSON.parse(made.stdout) as { token: string }
  await shell.reeve(['api-token', 'delete', 'short'])
  const { code, stderr } = await shell.reeve(['pool', 'list'], { env: { REEVE_TOKEN: token } })
  expect(code).toBe(1)
  expect(stderr).toContain('`reeve login` stores another.')
  expect(stderr).not.toContain(token)
})
