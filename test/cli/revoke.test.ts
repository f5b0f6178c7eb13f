// `reeve revoke`: the short name of what is done in a hurry, and what there is to see and lift afterwards.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestBroker, startBroker } from '../support/broker.ts'
import { type Cli, cli } from '../support/cli.ts'
import { enrol, type Made } from '../support/enrol.ts'

let broker: TestBroker
let shell: Cli
let tenant: Made
beforeAll(async () => {
  broker = await startBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
  tenant = (await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })).body
})
afterAll(async () => {
  await shell[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const isGood = async ({ token }: Made): Promise<boolean> =>
  (await broker.request('POST', '/api/v1/tokens/validate', { body: { token } })).body.valid

test('an agent is banned by one line, seen in the list, and let off', async () => {
  const agent = await enrol(broker, tenant)
  const said = ['--level', 'agent', '--target', agent.id, '--verb', 'ban', '--reason', 'Stolen.']
  const banned = await shell.reeve(['revoke', ...said])
  expect(banned).toMatchObject({ code: 0, stderr: '' })
  expect(banned.stdout).toMatch(/^verb: +ban$/m)
  expect(await isGood(agent)).toBe(false)
  const { stdout } = await shell.reeve(['revocation', 'list', '--status', 'active', '--json'])
  const [{ id }] = JSON.parse(stdout) as [{ id: string }]
  expect((await shell.reeve(['revocation', 'lift', id])).stdout).toMatch(/^status: +lifted$/m)
})

test('a token comes from a file, so that nobody reads it in the list of processes', async () => {
  const agent = await enrol(broker, tenant)
  const body = { level: 'token', target: agent.token, reason: 'It was in a log.' }
  const done = await shell.reeve(['revoke', '--tenant', 'acme', '--file', '-'], {
    stdin: JSON.stringify(body),
  })
  expect(done).toMatchObject({ code: 0 })
  expect(done.stdout).not.toContain(agent.token)
  expect(await isGood(agent)).toBe(false)
})

test('without a reason nothing is revoked', async () => {
  const refused = await shell.reeve(['revoke', '--level', 'tenant', '--target', 'acme'])
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain('reason')
})
