// A gRPC server for unary calls on node:http2, which answers the one client that Terraform announced.
import { createSecureServer, createServer } from 'node:http2'
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { Identity } from './certificate.ts'

/** Finds who answers a path such as `/tfplugin6.Provider/StopProvider`; nobody is UNIMPLEMENTED. */
export type Route = (path: string) => Answer | undefined
export type Answer = (message: Buffer) => Promise<Uint8Array>

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
  try {
    const answer = route(path)
    if (!answer) throw new RpcError(unimplemented, `${path} is not offered by this provider`)
    const reply = frame(await answer(unframe(await readAll(stream))))
    if (stream.destroyed) return
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(reply)
  } catch (error) {
    if (stream.destroyed || stream.headersSent) return
    const status = String(error instanceof RpcError ? error.code : internal)
    const message = encodeURIComponent(error instanceof Error ? error.message : String(error))
    const trailers = { 'grpc-status': status, 'grpc-message': message }
    stream.respond({ 'content-type': 'application/grpc', ...trailers }, { endStream: true })
  }
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
