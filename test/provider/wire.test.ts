// The program as Terraform meets it: who may connect, what is answered, and that it never stays behind.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { connect as connectHttp2 } from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import { connect as connectUnix } from 'node:net'
import { dirname, join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { fullAddress } from '@reeve/provider'
import { afterEach, expect, test } from 'vitest'
import { makeIdentity } from '../../provider/src/wire/certificate.ts'
import { describeWithTerraform, finish, providerMirror, workspace } from '../support/terraform.ts'

const terraform = makeIdentity()
const cookie = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill()
})

async function program(): Promise<string> {
  const files = await readdir(join(await providerMirror(), fullAddress), { recursive: true })
  return join(
    await providerMirror(),
    fullAddress,
    files.find((file) => file.includes('terraform-provider-'))!,
  )
}

async function start(env: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(await program(), {
    env: {
      PATH: process.env['PATH'],
      TF_PLUGIN_MAGIC_COOKIE: cookie,
      PLUGIN_PROTOCOL_VERSIONS: '5,6',
      PLUGIN_CLIENT_CERT: terraform.certificate,
      ...env,
    },
  })
  started.push(child)
  return child
}

interface Greeting {
  child: ChildProcess
  socket: string
  certificate: Buffer
  ended: Promise<number | null>
}

async function greet(): Promise<Greeting> {
  const child = await start()
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const line = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (data) => resolve(String(data))),
  )
  const [core, protocol, network, socket, kind, certificate] = line.trim().split('|')
  expect([core, protocol, network, kind]).toEqual(['1', '6', 'unix', 'grpc'])
  return { child, socket: socket!, certificate: Buffer.from(certificate!, 'base64'), ended }
}

function session(
  { socket, certificate }: Greeting,
  identity = terraform,
): Promise<ClientHttp2Session> {
  const ca = new X509Certificate(certificate).toString()
  return new Promise((resolve, reject) => {
    const client = connectHttp2('https://localhost', {
      createConnection: () => {
        const socketToProvider = connectUnix(socket)
        const { certificate: cert, key } = identity
        return connectTls({
          socket: socketToProvider,
          ca,
          cert,
          key,
          servername: 'localhost',
          ALPNProtocols: ['h2'],
        })
      },
    })
    client.on('error', reject)
    client.on('close', () => reject(new Error('closed')))
    client.on('remoteSettings', () => resolve(client))
  })
}

/** A unary call with an empty message; its gRPC status. */
function call(client: ClientHttp2Session, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = client.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
    })
    const take = (headers: Record<string, unknown>) =>
      'grpc-status' in headers && resolve(String(headers['grpc-status']))
    stream.on('response', take).on('trailers', take).on('error', reject).resume()
    stream.end(Buffer.alloc(5))
  })
}

test('started by hand it says what it is', async () => {
  const { code, stderr } = await finish(await start({ TF_PLUGIN_MAGIC_COOKIE: '' }))
  expect([code, stderr]).toEqual([1, expect.stringContaining('Terraform and OpenTofu start it')])
  const old = await finish(await start({ PLUGIN_PROTOCOL_VERSIONS: '4,5' }))
  expect([old.code, old.stderr]).toEqual([1, expect.stringContaining('protocol 6')])
})

test('the client it was told of may call, a stranger may not', async () => {
  const greeting = await greet()
  const client = await session(greeting)
  expect(await call(client, '/tfplugin6.Provider/GetMetadata')).toBe('0')
  for (const stranger of [makeIdentity(), { ...terraform, certificate: '', key: '' }]) {
    const refused = session(greeting, stranger).then((it) =>
      call(it, '/tfplugin6.Provider/GetMetadata'),
    )
    await expect(refused).rejects.toThrow()
  }
  expect((await stat(dirname(greeting.socket))).mode & 0o777).toBe(0o700)
})

test('what is not offered is UNIMPLEMENTED', async () => {
  const client = await session(await greet())
  for (const path of [
    '/tfplugin6.Provider/CallFunction',
    '/plugin.GRPCStdio/StreamStdio',
    '/x',
    '/a/__proto__',
  ]) {
    expect(await call(client, path)).toBe('12')
  }
})

test('Shutdown ends it at once and leaves nothing behind', async () => {
  const greeting = await greet()
  const client = await session(greeting)
  expect(await call(client, '/plugin.GRPCController/Shutdown')).toBe('0')
  client.close()
  expect(await greeting.ended).toBe(0)
  expect(existsSync(dirname(greeting.socket))).toBe(false)
})

test('it does not outlive a Terraform that was killed', async () => {
  const greeting = await greet()
  const client = await session(greeting)
  client.destroy()
  expect(await greeting.ended).toBe(0)
})

test('Ctrl-C is left to Terraform', async () => {
  const greeting = await greet()
  const client = await session(greeting)
  greeting.child.kill('SIGINT')
  expect(await call(client, '/tfplugin6.Provider/StopProvider')).toBe('0')
})

describeWithTerraform('the schema', () => {
  test('that Terraform is told is the one that is checked in', async () => {
    await using work = await workspace()
    await work.write('')
    const { json } = await work.run('providers', 'schema', '-json')
    const file = new URL('../../provider/schema.json', import.meta.url)
    expect(json).toEqual(JSON.parse(await readFile(file, 'utf8')))
  })
})
