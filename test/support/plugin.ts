// Speaks the plugin protocol to the provider, as Terraform does: handshake, mTLS, then unary and streamed calls.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect as connectHttp2, constants } from 'node:http2'
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2'
import { connect as connectUnix } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { fullAddress } from '@reeve/provider'
import { makeIdentity } from '../../provider/src/wire/certificate.ts'
import type { Identity } from '../../provider/src/wire/certificate.ts'
import type { Draft, Message, StreamRpc, UnaryRpc } from '../../provider/src/wire/messages.ts'
import { decode, encode } from '../../provider/src/wire/protobuf.ts'
import { providerMirror } from './terraform.ts'

/** What this client shows to every provider that it starts. */
export const identity = makeIdentity()
const cookie = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'
const service = '/tfplugin6.Provider'

/** A call that ended with another status than OK. */
export class CallError extends Error {
  readonly status: number
  constructor(path: string, status: number, message: string) {
    super(`${path} ended with gRPC status ${status}: ${message}`)
    this.status = status
  }
}

export interface Plugin extends AsyncDisposable {
  child: ChildProcess
  /** The socket it listens on, and the certificate that it announced. */
  socket: string
  certificate: Buffer
  session: ClientHttp2Session
  /** How the process ended. */
  ended: Promise<number | null>
  call<R extends UnaryRpc>(
    rpc: R,
    request?: Draft<`${R}.Request`>,
  ): Promise<Message<`${R}.Response`>>
  /** Every event as it comes; leaving the loop early cancels the call. */
  stream<R extends StreamRpc>(
    rpc: R,
    request?: Draft<`${R}.Request`>,
  ): AsyncGenerator<Message<`${R}.Event`>>
}

/** The program of a mirror, as it was installed. */
export async function programOf(mirror: Promise<string> = providerMirror()): Promise<string> {
  const folder = join(await mirror, fullAddress)
  const files = await readdir(folder, { recursive: true })
  return join(
    folder,
    files.find((file) => file.includes('terraform-provider-'))!,
  )
}

export async function spawnProgram(
  env: Record<string, string> = {},
  program = programOf(),
): Promise<ChildProcess> {
  return spawn(await program, {
    env: {
      PATH: process.env['PATH'],
      TF_PLUGIN_MAGIC_COOKIE: cookie,
      PLUGIN_PROTOCOL_VERSIONS: '5,6',
      PLUGIN_CLIENT_CERT: identity.certificate,
      ...env,
    },
  })
}

/** Starts a provider and connects to it. It ends with the scope that holds it. */
export async function startPlugin(
  env: Record<string, string> = {},
  program = programOf(),
): Promise<Plugin> {
  const child = await spawnProgram(env, program)
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const { socket, certificate } = greetingOf(await firstLine(child))
  const session = await connectPlugin(socket, certificate, identity)
  return {
    child,
    socket,
    certificate,
    session,
    ended,
    call: async (rpc, request) => {
      const answers = exchange(
        session,
        `${service}/${rpc}`,
        encode(`${rpc}.Request`, request ?? {}),
      )
      let last: Buffer | undefined
      for await (const answer of answers) last = answer
      if (!last) throw new Error(`${rpc} was answered without a message`)
      return decode(`${rpc}.Response`, last)
    },
    async *stream(rpc, request) {
      const answers = exchange(
        session,
        `${service}/${rpc}`,
        encode(`${rpc}.Request`, request ?? {}),
      )
      for await (const answer of answers) yield decode(`${rpc}.Event`, answer)
    },
    [Symbol.asyncDispose]: async () => {
      session.destroy()
      child.kill()
      await ended
    },
  }
}

function greetingOf(line: string): { socket: string; certificate: Buffer } {
  const [core, protocol, network, socket, kind, certificate] = line.trim().split('|')
  const said = [core, protocol, network, kind].join(' ')
  if (said !== '1 6 unix grpc') throw new Error(`The provider greets with ${line}`)
  return { socket: socket!, certificate: Buffer.from(certificate!, 'base64') }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', (data) => resolve(String(data)))
    child.once('exit', (code) => reject(new Error(`The provider ended with ${code}`)))
  })
}

/** Connects with any identity: one that the provider was not told of is refused. */
export function connectPlugin(
  socket: string,
  certificate: Buffer,
  { certificate: cert, key }: Pick<Identity, 'certificate' | 'key'>,
): Promise<ClientHttp2Session> {
  const ca = new X509Certificate(certificate).toString()
  const tls = { ca, cert, key, servername: 'localhost', ALPNProtocols: ['h2'] }
  return new Promise((resolve, reject) => {
    const session = connectHttp2('https://localhost', {
      createConnection: () => connectTls({ ...tls, socket: connectUnix(socket) }),
    })
    session.on('error', reject)
    session.on('close', () => reject(new Error('closed')))
    session.on('remoteSettings', () => resolve(session))
  })
}

/** One call: every message of the answer as it comes. Leaving the loop early cancels the call. */
export async function* exchange(
  session: ClientHttp2Session,
  path: string,
  message: Uint8Array = new Uint8Array(),
): AsyncGenerator<Buffer, void, undefined> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  })
  const status = statusOf(stream)
  // it is awaited below, but only once all messages are read
  status.catch(() => {})
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  stream.end(Buffer.concat([head, message]))
  let over = false
  try {
    yield* frames(stream)
    const { code, text } = await status
    over = true
    if (code !== 0) throw new CallError(path, code, text)
  } finally {
    // a call that is over is not cancelled as well: of a client that resets a thousand streams, Node has had enough
    if (!over) stream.close(constants.NGHTTP2_CANCEL)
  }
}

async function* frames(stream: ClientHttp2Stream): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk as Buffer])
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1)
      yield rest.subarray(5, end)
      rest = rest.subarray(end)
    }
  }
}

/** The status stands in the trailers, or with the headers when there is no message at all. */
function statusOf(stream: ClientHttp2Stream): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const take = (headers: Record<string, unknown>) => {
      const { 'grpc-status': code, 'grpc-message': text = '' } = headers
      if (code !== undefined)
        resolve({ code: Number(code), text: decodeURIComponent(text as string) })
    }
    stream.on('response', take).on('trailers', take).on('error', reject)
    stream.on('close', () => reject(new Error('The call was closed without a status')))
  })
}
