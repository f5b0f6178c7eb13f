// TLS and client certificates, at the door of HTTP and at that of the agents' stream; new files without a restart.
import { once } from 'node:events'
import { copyFile, readFile } from 'node:fs/promises'
import { connect } from 'node:http2'
import { connect as plain } from 'node:net'
import { text } from 'node:stream/consumers'
import tls, { type ConnectionOptions } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { ask, certificates, type Certificates } from '../support/certificates.ts'
import { until } from '../support/wait.ts'

let made: Certificates
let other: Certificates
let open: TestBroker
let closed: TestBroker
const environment = (mode: string, from: Certificates) => ({
  REEVE_TLS_MODE: mode,
  REEVE_TLS_CERT: from.cert('served'),
  REEVE_TLS_KEY: from.key('served'),
  ...(mode === 'mtls' && { REEVE_TLS_CLIENT_CA: from.cert('ca') }),
})
beforeAll(async () => {
  ;[made, other] = await Promise.all([certificates(), certificates()])
  await serve(made, 'broker')
  open = await startBroker(environment('tls', made))
  closed = await startBroker(environment('mtls', made))
})
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await closed[Symbol.asyncDispose]()
  await made[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
})

async function serve(where: Certificates, name: string, from = where): Promise<void> {
  await copyFile(from.cert(name), where.cert('served'))
  await copyFile(from.key(name), where.key('served'))
}

const doors = (broker: TestBroker) => ({
  http: broker.url.replace('https://', ''),
  grpc: broker.grpcAddress,
})

/** Shakes hands and says one thing; what was shown and agreed on, or why nothing was. */
async function shake(address: string, options: ConnectionOptions) {
  const [host, port] = address.split(':') as [string, string]
  const socket = tls.connect({ host, port: Number(port), servername: 'localhost', ...options })
  try {
    await new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.once('close', () => reject(new Error('closed')))
      // With TLS 1.3 a refusal comes after the client's own handshake: only an answer is a yes.
      socket.once('data', resolve)
      socket.write(
        socket.alpnProtocol === 'h2' || options.ALPNProtocols
          ? 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'
          : 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n',
      )
    })
    const { fingerprint256 } = socket.getPeerCertificate()
    return {
      shown: fingerprint256,
      protocol: socket.getProtocol(),
      cipher: socket.getCipher().name,
    }
  } finally {
    socket.destroy()
  }
}

const atEach: Array<[door: 'http' | 'grpc', alpn: ConnectionOptions]> = [
  ['http', {}],
  ['grpc', { ALPNProtocols: ['h2'] }],
]

test('every answer over TLS says that plain HTTP is over, also one to what is no request', async () => {
  const client = await made.client()
  const expected = 'max-age=63072000; includeSubDomains'
  for (const path of ['/health/live', '/nothing', '/%zz']) {
    const { headers } = await ask(open.url + path, client)
    expect(headers['strict-transport-security']).toBe(expected)
  }
  const { hostname, port } = new URL(open.url)
  const socket = tls.connect({ host: hostname, port: Number(port), ...client })
  socket.write('no request\r\n\r\n')
  expect(await text(socket)).toContain(`strict-transport-security: ${expected}`)
})

test('plain HTTP has no such header, and plain HTTP to the TLS port gets no answer', async () => {
  await using unencrypted = await startBroker()
  const { headers } = await unencrypted.request('GET', '/health/live')
  expect(headers.get('strict-transport-security')).toBeNull()
  const { hostname, port } = new URL(open.url)
  const socket = plain(Number(port), hostname)
  socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(await text(socket).catch(() => '')).toBe('')
})

test.each(atEach)(
  '%s speaks TLS 1.2 and 1.3 with sealed ciphers, and nothing older',
  async (door, alpn) => {
    const { ca } = await made.client()
    const at = doors(open)[door]
    const talk = (options: ConnectionOptions) => shake(at, { ca, ...alpn, ...options })
    expect((await talk({})).protocol).toBe('TLSv1.3')
    const older = await talk({ maxVersion: 'TLSv1.2' })
    expect(older.cipher).toMatch(/^ECDHE-ECDSA-(AES\d+-GCM|CHACHA20)/)
    await expect(
      talk({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
    ).rejects.toThrow(/protocol version|unsupported protocol/i)
    const weak = { maxVersion: 'TLSv1.2' as const, ciphers: 'ECDHE-ECDSA-AES128-SHA256' }
    await expect(talk(weak)).rejects.toThrow(/handshake failure/i)
  },
)

test.each(atEach)(
  'with mtls %s demands a certificate of the authority, from the first byte',
  async (door, alpn) => {
    const at = doors(closed)[door]
    const { ca } = await made.client()
    await made.issue('expired', { days: -1 })
    await made.issue('server-only', { usage: 'serverAuth' })
    await made.issue('an-authority', { more: ['basicConstraints=critical,CA:TRUE'] })
    const own = { ...(await made.client('agent')), ...alpn }
    expect((await shake(at, own)).protocol).toBe('TLSv1.3')
    await expect(shake(at, { ca, ...alpn })).rejects.toThrow(
      /certificate required|closed|ECONNRESET/i,
    )
    for (const name of ['expired', 'server-only']) {
      const bad = { ...(await made.client(name)), ...alpn }
      await expect(shake(at, bad)).rejects.toThrow(/expired|certificate|ECONNRESET|closed/i)
    }
    const foreign = { ...(await other.client('agent')), ca, ...alpn }
    await expect(shake(at, foreign)).rejects.toThrow(/unknown ca|ECONNRESET|closed|certificate/i)
  },
)

test('with mtls health asks for a certificate too', async () => {
  const { status } = await ask(`${closed.url}/health/live`, await made.client('operator'))
  expect(status).toBe(204)
  await expect(ask(`${closed.url}/health/live`, await made.client())).rejects.toThrow()
})

/** A broker of its own, whose files can be changed under it. */
async function startChangeable() {
  const kept = await certificates()
  await serve(kept, 'broker')
  await copyFile(kept.cert('ca'), kept.cert('trusted'))
  const trusted = { REEVE_TLS_CLIENT_CA: kept.cert('trusted') }
  const broker = await startBroker({ ...environment('mtls', kept), ...trusted })
  return {
    ...{ kept, broker },
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]()
      await kept[Symbol.asyncDispose]()
    },
  }
}

test('a new pair and a new authority serve the next connection; a bad pair does not', async () => {
  await using changeable = await startChangeable()
  const { kept, broker } = changeable
  const before = await kept.client('agent')
  const after = { ...(await other.client('agent')), ca: `${before.ca}${(await other.client()).ca}` }
  const each = (own: ConnectionOptions) =>
    Promise.all(atEach.map(([door, alpn]) => shake(doors(broker)[door], { ...own, ...alpn })))
  const [first] = await each({ ...before, ca: after.ca })
  await serve(kept, 'broker', other)
  await copyFile(other.cert('ca'), kept.cert('trusted'))
  const shown = await until(
    () => each(after).catch(() => []),
    (both) => both.length === 2 && both.every((one) => one.shown !== first!.shown),
  )
  expect(shown[0]!.shown).toBe(shown[1]!.shown)
  for (const [door, alpn] of atEach)
    await expect(shake(doors(broker)[door], { ...before, ca: after.ca, ...alpn })).rejects.toThrow()
  await copyFile(kept.cert('agent'), kept.cert('served'))
  await until(() => broker.log().includes('cannot be used'))
  expect((await each(after))[0]!.shown).toBe(shown[0]!.shown)
  expect(broker.log()).not.toContain('PRIVATE KEY')
})

test('a connection of agents ends with the authority that let it in, though nobody closes it', async () => {
  await using changeable = await startChangeable()
  const { kept, broker } = changeable
  const at = `https://${broker.grpcAddress.replace('127.0.0.1', 'localhost')}`
  const connection = connect(at, await kept.client('agent'))
  await once(connection, 'remoteSettings')
  const over = once(connection, 'close', { signal: AbortSignal.timeout(20_000) })
  await copyFile(other.cert('ca'), kept.cert('trusted'))
  await over
})

test('a session cannot be resumed past a change of the authority', async () => {
  const own = await made.client('agent')
  const { hostname, port } = new URL(closed.url)
  const options = { host: hostname, port: Number(port), servername: 'localhost', ...own }
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const sessions: Buffer[] = []
    const first = tls.connect({ ...options, maxVersion })
    first.on('session', (session: Buffer) => void sessions.push(session))
    first.write('GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    await text(first)
    const [session] = sessions.slice(-1)
    const again = tls.connect({ ...options, maxVersion, ...(session && { session }) })
    const reused = new Promise((resolve) =>
      again.once('secureConnect', () => resolve(again.isSessionReused())),
    )
    expect(await reused).toBe(false)
    again.destroy()
  }
})

test('the private key is shown nowhere', async () => {
  const key = await readFile(made.key('served'), 'utf8')
  const line = key.split('\n')[1]!
  expect(open.log() + closed.log()).not.toContain(line)
})
