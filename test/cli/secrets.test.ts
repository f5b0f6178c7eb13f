// Secrets on the command line: whatever the contract marks as one comes by stdin or a file, and never as an argument.
import { document, operationsOf, type Schema } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandsOf } from '../../cli/src/contract/commands.ts'
import { bodyFlags } from '../../cli/src/contract/flags.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { type Cli, cli } from '../support/cli.ts'

const wanted = commandsOf(operationsOf(document)).flatMap(({ noun, verb, operations }) => {
  const body: Schema | undefined = operations.find((operation) => operation.body)?.body
  const secrets = body ? bodyFlags(body).filter(({ schema }) => schema['x-secret']) : []
  return secrets.map(({ name }) => [`${noun} ${verb} --${name}`, noun, verb, name] as const)
})

let broker: TestBroker
let shell: Cli
beforeAll(async () => {
  broker = await startBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken, REEVE_TENANT: 'acme' })
  await shell.reeve(['tenant', 'create', '--slug', 'acme'])
})
afterAll(async () => {
  await shell[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

test('there are such commands', () => {
  expect(wanted.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'secret create --value',
      'secret update --value',
      'admin authenticate --secret',
      'app authenticate --client-secret',
    ]),
  )
})

test.each(wanted)('reeve %s is refused as an argument and taken from stdin', async (...one) => {
  const [, noun, verb, name] = one
  for (const typed of [[`--${name}`, 'hunter2hunter2'], [`--${name}=hunter2hunter2`]]) {
    const said = await shell.reeve([noun, verb, ...typed])
    expect(said).toMatchObject({ code: 2, stdout: '' })
    expect(said.stderr).toContain(`--${name}-stdin`)
    expect(said.stderr).not.toContain('hunter2')
  }
  const { stdout } = await shell.reeve([noun, verb, '--help'])
  expect(stdout).toContain(`--${name}-stdin`)
  expect(stdout).not.toMatch(new RegExp(`--${name} `))
})

test('what comes on stdin is what is sent, without the line’s end', async () => {
  const argv = ['app', 'create', '--name', 'launcher', '--scope', 'read:data:*', '--json']
  const { client_id, client_secret } = JSON.parse((await shell.reeve(argv)).stdout)
  const authenticate = ['app', 'authenticate', '--client-id', client_id, '--client-secret-stdin']
  for (const stdin of [client_secret, `${client_secret}\n`, `${client_secret}\r\n`]) {
    const said = await shell.reeve(authenticate, { stdin })
    expect(said.code, said.stderr).toBe(0)
  }
  expect((await shell.reeve(authenticate, { stdin: `${client_secret} ` })).code).toBe(1)
})

test('a secret is made and changed from stdin, and stays as it is where none is given', async () => {
  const create = ['secret', 'create', '--name', 'shop_key']
  const none = await shell.reeve(create, { stdin: 'unread' })
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('--value-stdin') })
  const made = await shell.reeve([...create, '--value-stdin', '--json'], { stdin: 'first' })
  expect(made.code, made.stderr).toBe(0)
  expect(made.stdout).not.toContain('first')
  const change = (more: string[], stdin = '') =>
    shell.reeve(['secret', 'update', 'shop_key', ...more], { stdin })
  for (const more of [['--value-stdin'], ['--description', 'For the shop.'], ['--no-value']])
    expect((await change(more, 'second')).code).toBe(0)
  const both = await change(['--value-stdin', '--file', '-'], '{}')
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('one thing') })
})
