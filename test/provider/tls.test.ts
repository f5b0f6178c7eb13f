// The provider under TLS: it trusts the authority it is told of and shows its certificate.
import { readFile } from 'node:fs/promises'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSend, pairIn } from '../../provider/src/engine/http.ts'
import { certificates, type Certificates } from '../support/certificates.ts'

let made: Certificates
let server: https.Server
let url: URL
beforeAll(async () => {
  made = await certificates()
  const [cert, key, ca] = await Promise.all(
    [made.cert('broker'), made.key('broker'), made.cert('ca')].map((path) => readFile(path)),
  )
  const options = { cert, key, ca, requestCert: true, rejectUnauthorized: true }
  server = https.createServer(options as https.ServerOptions, (_, response) => response.end('{}'))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/`)
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await made[Symbol.asyncDispose]()
})

const exchange = (env: NodeJS.ProcessEnv) =>
  createSend(pairIn(env))({ method: 'GET', url, headers: {}, signal: AbortSignal.timeout(10_000) })

const environment = () => ({
  REEVE_CA_FILE: made.cert('ca'),
  REEVE_CERT_FILE: made.cert('operator'),
  REEVE_KEY_FILE: made.key('operator'),
})

test('with all three it is answered', async () => {
  expect(await exchange(environment())).toMatchObject({ status: 200, text: '{}' })
})

test.each([
  ['nothing', {}],
  ['a certificate alone', { REEVE_CA_FILE: '' }],
  ['the authority alone', { REEVE_CERT_FILE: '', REEVE_KEY_FILE: '' }],
])('with %s it is not', async (what, change) => {
  const env = what === 'nothing' ? {} : { ...environment(), ...change }
  await expect(exchange(env)).rejects.toThrow()
})

test('a file that is not there is told', () => {
  expect(() => createSend(pairIn({ REEVE_CA_FILE: '/nowhere.pem' }))).toThrow(
    expect.objectContaining({
      diagnostics: [
        expect.objectContaining({
          detail: expect.stringMatching(/^The file \/nowhere\.pem cannot/),
        }),
      ],
    }),
  )
})
