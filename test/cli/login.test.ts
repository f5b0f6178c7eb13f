// Profiles: how a token gets onto the machine, where it stays, and where it never shows.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestBroker, startBroker } from '../support/broker.ts'
import { cli, spawnCli } from '../support/cli.ts'

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test('the token is read from stdin, kept for its owner alone, and never printed', async () => {
  await using shell = await cli()
  const stdin = `${broker.adminToken}\n`
  const { code, stdout, stderr } = await spawnCli(['login', '--url', broker.url], shell.env, stdin)
    .ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).not.toContain(broker.adminToken)
  const file = join(shell.folder, 'reeve/profiles.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(join(shell.folder, 'reeve'))).mode & 0o777).toBe(0o700)
  expect((await shell.reeve(['tenant', 'list'])).code).toBe(0)
  for (const argv of [
    ['profile', 'list'],
    ['profile', 'list', '--json'],
  ]) {
    const listed = await shell.reeve(argv)
    expect(listed.stdout).toContain(broker.url)
    expect(listed.stdout).not.toContain(broker.adminToken)
  }
})

test('a token that the broker does not know is not kept', async () => {
  await using shell = await cli()
  const refused = await shell.reeve(['login', '--url', broker.url], {
    stdin: `reeve_${'0'.repeat(64)}`,
  })
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('unauthenticated') })
  expect((await shell.reeve(['profile', 'list'])).stderr).toContain('There are none')
  const unchecked = await shell.reeve(['login', '--url', broker.url, '--no-check'], {
    stdin: 'later',
  })
  expect(unchecked.code).toBe(0)
})

test('an empty token, a token of two words and an address that is none are told', async () => {
  await using shell = await cli()
  for (const stdin of ['', 'two words']) {
    expect(await shell.reeve(['login', '--url', broker.url], { stdin })).toMatchObject({ code: 2 })
  }
  const address = await shell.reeve(['login', '--url', 'localhost:8080'], {
    stdin: broker.adminToken,
  })
  expect(address).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("The broker's address must be like"),
  })
})

test('profiles are chosen by --profile, REEVE_PROFILE or use, and forgotten by delete', async () => {
  await using shell = await cli()
  const stdin = broker.adminToken
  await shell.reeve(['login', '--url', broker.url, '--profile', 'good'], { stdin })
  await shell.reeve(['login', '--url', 'http://127.0.0.1:9', '--profile', 'bad', '--no-check'], {
    stdin,
  })
  expect((await shell.reeve(['tenant', 'list'])).code).toBe(3)
  expect((await shell.reeve(['tenant', 'list', '--profile', 'good'])).code).toBe(0)
  expect((await shell.reeve(['tenant', 'list'], { env: { REEVE_PROFILE: 'good' } })).code).toBe(0)
  await shell.reeve(['profile', 'use', 'good'])
  expect((await shell.reeve(['tenant', 'list'])).code).toBe(0)
  await shell.reeve(['profile', 'delete', 'good'])
  expect(await readFile(join(shell.folder, 'reeve/profiles.json'), 'utf8')).not.toContain('"good"')
  for (const argv of [
    ['profile', 'use', 'good'],
    ['tenant', 'list', '--profile', '__proto__'],
  ]) {
    expect(await shell.reeve(argv)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no profile'),
    })
  }
})

test('the environment wins, and a kept token is not shown to another address', async () => {
  await using shell = await cli()
  await shell.reeve(['login', '--url', broker.url], { stdin: broker.adminToken })
  const elsewhere = await shell.reeve(['tenant', 'list'], {
    env: { REEVE_URL: 'http://127.0.0.1:9' },
  })
  expect(elsewhere).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('for another address'),
  })
  const wrong = await shell.reeve(['tenant', 'list'], { env: { REEVE_TOKEN: 'reeve_wrong' } })
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('unauthenticated') })
  const same = await shell.reeve(['tenant', 'list'], { env: { REEVE_URL: `${broker.url}/` } })
  expect(same.code).toBe(0)
})

test('a file of profiles that is broken is named', async () => {
  await using shell = await cli()
  await shell.reeve(['login', '--url', broker.url], { stdin: broker.adminToken })
  await writeFile(join(shell.folder, 'reeve/profiles.json'), '{')
  const { code, stderr } = await shell.reeve(['tenant', 'list'])
  expect(code).toBe(2)
  expect(stderr).toContain('profiles.json is not JSON')
})
