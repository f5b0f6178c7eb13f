// A gRPC server on node:http2, for calls with one answer or a stream of them, for the one client that was announced.
import { once } from 'node:events'
import { createSecureServer, createServer } from 'node:http2'
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Identity } from './certificate.ts'

/** Finds who answers a path such as `/tfplugin6.Provider/StopProvider`; nobody is UNIMPLEMENTED. */
export type Route = (path: string) => Answer | undefined
export type Answer = (message: Buffer, signal: AbortSignal) => Promise<Uint8Array> | Stream
/** Every message is sent as it comes; a client that has enough ends it early, which aborts the signal. */
export type Stream = AsyncIterable<Uint8Array>

class RpcError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
const unimplemented = 12
const internal = 13

const options = { maxSessionMemory: 512, settings: { initialWindowSize: 4 << 20 } }

/**
 * mTLS by comparison: the client must hold the key of exactly the certificate it announced.
 * `ca: []` says that no authority is trusted; on Node 20 it also saves parsing the built-in ones (20 ms of each start).
 */
export function serveTls(identity: Identity, client: Buffer, route: Route): Http2Server {
  const { key, certificate: cert } = identity
  const tls = { ...options, key, cert, ca: [], requestCert: true, rejectUnauthorized: false }
  const server = createSecureServer({ ...tls, minVersion: 'TLSv1.3' })
  return server.on('session', (session) => {
    const { raw } = (session.socket as TLSSocket).getPeerCertificate()
    if (raw?.equals(client)) listen(session, route)
    else session.destroy()
  })
}

/** For debugging: whoever can open the socket may call. Each connection is a run of the provider of its own. */
export function serveOpen(routeOf: () => Route): Http2Server {
  return createServer(options).on('session', (session) => listen(session, routeOf()))
}

function listen(session: ServerHttp2Session, route: Route): void {
  session.on('stream', (stream, headers) => {
    void call(stream, headers[':path'] ?? '', route)
  })
}

async function call(stream: ServerHttp2Stream, path: string, route: Route): Promise<void> {
  stream.on('error', () => stream.close())
  const closed = new AbortController()
  stream.on('close', () => closed.abort())
  try {
    const answer = route(path)
    if (!answer) throw new RpcError(unimplemented, `${path} is not offered by this provider`)
    const given = answer(unframe(await readAll(stream)), closed.signal)
    if (Symbol.asyncIterator in given) return await sendEach(stream, given, closed.signal)
    const reply = frame(await given)
    if (stream.destroyed) return
    respond(stream, () => ok)
    stream.end(reply)
  } catch (error) {
    if (stream.destroyed || stream.headersSent) return
    stream.respond({ ...grpc, ...statusOf(error) }, { endStream: true })
  }
}

/** What fails after the first message is said by the trailers. */
async function sendEach(
  stream: ServerHttp2Stream,
  messages: Stream,
  signal: AbortSignal,
): Promise<void> {
  let outcome: Record<string, string> = ok
  respond(stream, () => outcome)
  try {
    for await (const message of messages) {
      if (signal.aborted) return
      if (!stream.write(frame(message))) await once(stream, 'drain', { signal })
    }
  } catch (error) {
    outcome = statusOf(error)
  }
  if (!stream.destroyed) stream.end()
}

const grpc = { 'content-type': 'application/grpc' }
const ok = { 'grpc-status': '0' }

function respond(stream: ServerHttp2Stream, trailers: () => Record<string, string>): void {
  stream.respond(grpc, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers(trailers()))
}

function statusOf(error: unknown): Record<string, string> {
  const code = error instanceof RpcError ? error.code : internal
  const message = encodeURIComponent(error instanceof Error ? error.message : String(error))
  return { 'grpc-status': String(code), 'grpc-message': message }
}

async function readAll(stream: ServerHttp2Stream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A gRPC message: one byte "compressed", four of length, the bytes. */
function frame(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

function unframe(bytes: Buffer): Buffer {
  if (bytes.length < 5) throw new RpcError(internal, 'The call carries no message')
  if (bytes[0] !== 0) throw new RpcError(unimplemented, 'Compressed messages are not read')
  return bytes.subarray(5, 5 + bytes.readUInt32BE(1))
}
