// Security headers on every answer, from the front door to a malformed request line.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { problems } from '@reeve/openapi'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../problem.ts'
import { isStale } from '../tls/peer.ts'

const always = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' }

/** Two years: whoever came by TLS once comes by TLS again. */
const onlyByTls = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }

/** A proxy that terminates TLS says it for itself. */
const of = (socket: Socket): Record<string, string> =>
  (socket as TLSSocket).encrypted ? { ...always, ...onlyByTls } : always

export function installHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    guard(request, reply)
    const nameless = request.headers.host === undefined && request.raw.httpVersion === '1.1'
    done(nameless ? noHost() : undefined)
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (isStale(request.raw.socket)) reply.header('connection', 'close')
    done()
  })
  // Node answers an unknown `Expect` by itself, without our headers. It may be ignored (RFC 9110 §10.1.1).
  app.server.on('checkExpectation', (request, response) =>
    app.server.emit('request', request, response),
  )
}

const noHost = () =>
  problem('invalid-request', 'An HTTP/1.1 request names its host (RFC 9112 §3.2).')

/** What is sent is secret to its reader unless an operation says otherwise. */
export function guard(request: FastifyRequest, reply: FastifyReply): void {
  const { id, raw } = request
  reply.headers({ ...of(raw.socket), 'cache-control': 'no-store', 'x-request-id': id })
}

const reasons: Record<string, string> = {
  HPE_HEADER_OVERFLOW: 'The headers are too large.',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not come to its end in time.',
}

/** Nobody can be told anything on a connection whose handshake failed. */
const handshake = /^(ERR_SSL_|ERR_TLS_|EPROTO$)/

/** Answers what is not HTTP, or has headers over the limit: Fastify never sees such a request. */
export function malformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (handshake.test(error.code ?? '')) return void socket.destroy()
  if (error.code === 'ECONNRESET' || !socket.writable) return
  const code = 'invalid-request'
  const { status, title } = problems[code]
  const detail = reasons[error.code ?? ''] ?? 'This is not an HTTP request.'
  const body = JSON.stringify({
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail,
    instance: 'unknown',
  })
  const headers = {
    ...of(socket),
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
  }
  const lines = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  const head = lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n\r\n${body}`)
}
