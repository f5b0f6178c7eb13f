// The files of TLS: what cannot serve is told in a sentence, what changes is taken while the broker runs.
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { createLog } from '@reeve/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMaterial, type TlsSettings } from '../../api/src/tls/files.ts'
import { openTls } from '../../api/src/tls/reload.ts'
import { certificates, type Certificates } from '../support/certificates.ts'
import { until } from '../support/wait.ts'

const openssl = 'openssl'

let made: Certificates
let good: TlsSettings
beforeAll(async () => {
  made = await certificates()
  good = {
    mode: 'mtls',
    cert: made.cert('broker'),
    key: made.key('broker'),
    client_ca: made.cert('ca'),
  }
})
afterAll(() => made[Symbol.asyncDispose]())

const file = async (name: string, text: string) => {
  const path = join(made.folder, name)
  await writeFile(path, text)
  return path
}

const unable: Array<[what: string, change: () => Promise<Partial<TlsSettings>>, says: RegExp]> = [
  [
    'no certificate named',
    async () => ({ cert: undefined }),
    /^REEVE_TLS_CERT is not set\. REEVE_TLS_MODE=mtls needs it: the path of a PEM file\./,
  ],
  ['no key named', async () => ({ key: undefined }), /^REEVE_TLS_KEY is not set\./],
  [
    'no authority named for mtls',
    async () => ({ client_ca: undefined }),
    /^REEVE_TLS_CLIENT_CA is not set\. REEVE_TLS_MODE=mtls needs it/,
  ],
  [
    'a file that is not there',
    async () => ({ key: '/nowhere/key.pem' }),
    /^The file \/nowhere\/key\.pem \(REEVE_TLS_KEY\) is not there\. Name a PEM file/,
  ],
  [
    'a file that cannot be read',
    async () => ({ cert: made.folder }),
    /^The file \S+ \(REEVE_TLS_CERT\) cannot be read \(EISDIR\)\./,
  ],
  [
    'a certificate that is none',
    async () => ({ cert: await file('text', 'no certificate') }),
    /\(REEVE_TLS_CERT\) holds no PEM certificate, or a broken one\./,
  ],
  [
    'a certificate that was cut off',
    async () => ({
      client_ca: await file(
        'cut',
        '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      ),
    }),
    /\(REEVE_TLS_CLIENT_CA\) holds no PEM certificate, or a broken one\./,
  ],
  [
    'the key and the certificate mixed up',
    async () => ({ key: made.cert('broker') }),
    /\(REEVE_TLS_KEY\) holds no PEM private key\./,
  ],
  [
    'a key with a passphrase',
    async () => {
      const from = ['-in', made.key('broker'), '-out', join(made.folder, 'locked')]
      execFileSync(openssl, ['pkcs8', '-topk8', '-passout', 'pass:hunter2', ...from])
      return { key: join(made.folder, 'locked') }
    },
    /\(REEVE_TLS_KEY\) is locked with a passphrase\./,
  ],
  [
    'the key of another certificate',
    async () => ({ key: made.key('agent') }),
    /^The key in \S+ \(REEVE_TLS_KEY\) is not that of the certificate in \S+ \(REEVE_TLS_CERT\)\./,
  ],
]

test.each(unable)('%s is told in a sentence', async (_, change, says) => {
  await expect(readMaterial({ ...good, ...(await change()) })).rejects.toThrow(says)
})

test('files that would serve nothing are refused', async () => {
  const log = createLog('info', new PassThrough())
  const off = { ...good, mode: 'none' as const, key: undefined, client_ca: undefined }
  await expect(openTls(off, '127.0.0.1', log)).rejects.toThrow(
    /^REEVE_TLS_CERT is set, but REEVE_TLS_MODE is none/,
  )
})

/** TLS on files of a folder of its own, laid out as `lay` wants. */
async function opened(lay: (folder: string, name: string) => Promise<TlsSettings>, name: string) {
  const folder = join(made.folder, name)
  await mkdir(folder)
  const sink = new PassThrough()
  let logged = ''
  sink.on('data', (chunk: Buffer) => (logged += chunk.toString()))
  const settings = await lay(folder, 'broker')
  const rhythm = { every_ms: 60_000, settle_ms: 1 } // only the file system's own sign can be in time
  const tls = (await openTls(settings, '127.0.0.1', createLog('debug', sink), rhythm))!
  return { tls, folder, log: () => logged }
}

const renamedInto: Parameters<typeof opened>[0] = async (folder, name) => {
  for (const [from, to] of [
    [made.cert(name), 'tls.crt'],
    [made.key(name), 'tls.key'],
  ] as const) {
    await copyFile(from, join(folder, 'draft'))
    await rename(join(folder, 'draft'), join(folder, to))
  }
  const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  return { mode: 'tls', cert, key, client_ca: undefined }
}

/** As Kubernetes mounts a Secret: links to links to a folder, and another folder at once. */
const linked: Parameters<typeof opened>[0] = async (folder, name) => {
  const data = join(folder, `..${name}`)
  await mkdir(data)
  await copyFile(made.cert(name), join(data, 'tls.crt'))
  await copyFile(made.key(name), join(data, 'tls.key'))
  await symlink(`..${name}`, join(folder, '..data_tmp'))
  await rename(join(folder, '..data_tmp'), join(folder, '..data'))
  const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  await symlink('..data/tls.crt', cert).catch(() => {})
  await symlink('..data/tls.key', key).catch(() => {})
  return { mode: 'tls', cert, key, client_ca: undefined }
}

test.each([
  ['renamed', renamedInto],
  ['linked', linked],
])('files that were %s are taken at once, and told to those who serve', async (name, lay) => {
  const { tls, folder, log } = await opened(lay, name)
  await using _tls = tls
  const told: string[] = []
  tls.onChange(({ digest }) => void told.push(digest))
  const before = tls.current().digest
  await lay(folder, 'operator')
  const { digest, cert } = await until(tls.current, (now) => now.digest !== before)
  expect(cert.toString()).toContain('BEGIN CERTIFICATE')
  expect(told).toEqual([digest])
  expect(log()).toContain('new TLS files are in use')
})

test('a bad pair is told once, and the old one stays until a good one comes', async () => {
  const { tls, folder, log } = await opened(renamedInto, 'bad')
  await using _tls = tls
  const before = tls.current().digest
  await copyFile(made.cert('agent'), join(folder, 'tls.crt'))
  await until(() => log().includes('is not that of the certificate'))
  await tls.look()
  expect(log().match(/cannot be used/g)).toHaveLength(1)
  expect(tls.current().digest).toBe(before)
  await copyFile(made.key('agent'), join(folder, 'tls.key'))
  await until(() => tls.current().digest !== before)
})

test.each([
  ['0.0.0.0', 1],
  ['::', 1],
  ['reeve.example.com', 1],
  ['127.0.0.1', 0],
  ['::1', 0],
  ['localhost', 0],
])('no TLS on %s is warned of %i times', async (host, times) => {
  const sink = new PassThrough()
  const off = { mode: 'none' as const, cert: undefined, key: undefined, client_ca: undefined }
  expect(await openTls(off, host, createLog('info', sink))).toBeUndefined()
  const said = (sink.read() as Buffer | null)?.toString() ?? ''
  expect(said.match(/not encrypted/g)?.length ?? 0).toBe(times)
})

test('the script for test certificates makes private files, and only in a new folder', async () => {
  const names = await readdir(made.folder)
  expect(names).toEqual(expect.arrayContaining(['ca.pem', 'ca-key.pem', 'agent.pem', 'broker.pem']))
  for (const name of ['ca-key.pem', 'agent-key.pem', 'broker-key.pem', 'operator-key.pem'])
    expect((await stat(join(made.folder, name))).mode & 0o777).toBe(0o600)
  expect((await stat(made.folder)).mode & 0o777).toBe(0o700)
  const script = resolve(import.meta.dirname, '../../tools/test-certificates.sh')
  const again = () => execFileSync(script, [made.folder], { stdio: 'pipe' })
  expect(again).toThrow(/File exists/)
})

test('an expired certificate is warned of, and serves', async () => {
  await made.issue('old', { usage: 'serverAuth', days: -1 })
  const sink = new PassThrough()
  const settings = { ...good, cert: made.cert('old'), key: made.key('old') }
  await using tls = await openTls(settings, '::1', createLog('info', sink))
  expect(tls?.mode).toBe('mtls')
  expect(String(sink.read())).toContain('has expired')
})
