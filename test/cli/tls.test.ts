// The command line under TLS, and the admin secret exchanged for a token.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { certificates, type Certificates } from '../support/certificates.ts'
import { cli } from '../support/cli.ts'
import { adminSecret } from '../support/means/doors.ts'

let made: Certificates
let broker: TestBroker
beforeAll(async () => {
  made = await certificates()
  broker = await startBroker({
    REEVE_TLS_MODE: 'mtls',
    REEVE_TLS_CERT: made.cert('broker'),
    REEVE_TLS_KEY: made.key('broker'),
    REEVE_TLS_CLIENT_CA: made.cert('ca'),
  })
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await made[Symbol.asyncDispose]()
})

const environment = () => ({
  REEVE_URL: broker.url,
  REEVE_TOKEN: broker.adminToken,
  REEVE_CA_FILE: made.cert('ca'),
  REEVE_CERT_FILE: made.cert('operator'),
  REEVE_KEY_FILE: made.key('operator'),
})

test('with an authority and a certificate it talks to a broker that demands one', async () => {
  await using tool = await cli(environment())
  const { code, stdout, stderr } = await tool.reeve(['tenant', 'create', '--slug', 'acme'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout).toContain('acme')
  const listed = await tool.reeve(['tenant', 'list', '--json'])
  expect(JSON.parse(listed.stdout)).toContainEqual(expect.objectContaining({ slug: 'acme' }))
})

test.each([
  ['the authority', { REEVE_CA_FILE: '' }],
  ['the certificate', { REEVE_CERT_FILE: '', REEVE_KEY_FILE: '' }],
])('without %s no broker answers', async (_, env) => {
  await using tool = await cli({ ...environment(), ...env })
  expect((await tool.reeve(['tenant', 'list'])).code).toBe(3)
})

test('a file that is not there is a mistake of usage', async () => {
  await using tool = await cli({ ...environment(), REEVE_CA_FILE: '/nowhere.pem' })
  const { code, stderr } = await tool.reeve(['tenant', 'list'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/The file \/nowhere\.pem cannot be read: ENOENT\. REEVE_CA_FILE/)
})

test('login --admin exchanges the secret and keeps the token alone', async () => {
  await using tool = await cli({ ...environment(), REEVE_TOKEN: '' })
  const wrong = await tool.reeve(['login', '--admin'], { stdin: `${adminSecret}x` })
  expect(wrong.code).toBe(1)
  for (const more of [
    { stdin: `${adminSecret}\n` },
    { env: { REEVE_ADMIN_SECRET: adminSecret } },
  ]) {
    const { code, stdout, stderr } = await tool.reeve(['login', '--admin'], more)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    const kept = await readFile(join(tool.folder, 'reeve', 'profiles.json'), 'utf8')
    expect(kept + stdout + stderr).not.toContain(adminSecret)
    expect((await tool.reeve(['agent', 'list'])).code).toBe(0)
    expect((await tool.reeve(['tenant', 'list'])).code).toBe(1)
  }
})
