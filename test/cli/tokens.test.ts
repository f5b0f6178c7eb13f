// A token looked at and given back from the command line: it is read, never an argument, and never more than it says.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { cli } from '../support/cli.ts'
import { enrolKeyed, validate } from '../support/keyed.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
})
afterAll(() => broker[Symbol.asyncDispose]())

test('what a token says is shown, and whether the broker takes it, from a file and from stdin', async () => {
  const { token, sub } = await enrolKeyed(broker, 'acme')
  await using shell = await cli({ REEVE_URL: broker.url })
  const file = join(shell.folder, 'token')
  await writeFile(file, `${token}\n`)
  const shown = await shell.reeve(['token', 'inspect', file])
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('It holds') })
  expect(shown.stdout).toContain(sub)
  const asked = await shell.reeve(['token', 'inspect', '--json'], { stdin: token })
  expect(JSON.parse(asked.stdout)).toMatchObject({
    verdict: 'holds',
    header: { alg: 'EdDSA' },
    claims: { sub },
  })
})

test('without a broker it says that nobody has looked, and a forged one does not hold', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  await using shell = await cli({ REEVE_URL: broker.url })
  const forged = `${token.slice(0, -4)}AAAA`
  const refused = await shell.reeve(['token', 'inspect'], { stdin: forged })
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('does not hold') })
  const offline = await shell.reeve(['token', 'inspect', '--offline'], { stdin: forged })
  expect(offline).toMatchObject({ code: 0, stdout: expect.stringContaining('Nobody has looked') })
  const alone = await shell.reeve(['token', 'inspect'], {
    stdin: token,
    env: { REEVE_URL: 'http://127.0.0.1:9' },
  })
  expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining('No broker answers') })
})

test('what is no token is told, and not repeated', async () => {
  await using shell = await cli({ REEVE_URL: broker.url })
  for (const stdin of ['', 'secret words', 'a.b', 'a.b.c', 'e30.W10.x'])
    for (const verb of ['inspect', 'release']) {
      const told = await shell.reeve(['token', verb], { stdin })
      expect(told).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('no token'),
      })
      if (stdin !== '') expect(told.stderr).not.toContain(stdin)
    }
})

test('a token is given back, once', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  await using shell = await cli({ REEVE_URL: broker.url })
  expect(await shell.reeve(['token', 'release'], { stdin: token })).toMatchObject({ code: 0 })
  expect((await validate(broker, token)).body.valid).toBe(false)
  expect(await shell.reeve(['token', 'release'], { stdin: token })).toMatchObject({ code: 1 })
})
