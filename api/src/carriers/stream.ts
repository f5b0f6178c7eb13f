// The gRPC carrier: agents dial in, and each stream is one session.
import { createRequire } from 'node:module'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { problems } from '@reeve/openapi'
import type { AgentMessageOutput, AgentSessionHandlers, BrokerMessage, ProtoGrpcType } from '@reeve/openapi/agent'
import { Problem, problem } from '../problem.ts'
import { type Carrier, type House, type LiveSession, openSession } from './session.ts'

type Stream = grpc.ServerDuplexStream<AgentMessageOutput, BrokerMessage>

export interface StreamServer extends AsyncDisposable {
  port: number
}

const options: grpc.ServerOptions = {
  'grpc.keepalive_time_ms': 30_000, // outlives most load balancers' idle timeouts
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.max_receive_message_length': 4 * 1024 * 1024,
  'grpc.max_concurrent_streams': 100,
}

export async function startStreams(house: House, host: string, port: number, graceMs: number): Promise<StreamServer> {
  const path = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
  const loaded = loadSync(path, { keepCase: true, longs: Number, defaults: true, oneofs: true })
  const proto = grpc.loadPackageDefinition(loaded) as unknown as ProtoGrpcType
  const server = new grpc.Server(options)
  const handlers: AgentSessionHandlers = { Connect: (stream) => connect(house, stream) }
  server.addService(proto.reeve.agent.v1.AgentSession.service, handlers)
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`${host}:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  return {
    port: bound,
    async [Symbol.asyncDispose]() {
      for (const session of house.registry.all()) session.close('draining')
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), graceMs)
        server.tryShutdown(() => {
          clearTimeout(force)
          resolve()
        })
      })
    },
  }
}

/** Messages are taken one after the other, as they came; while one is taken the stream does not read on. */
function connect(house: House, stream: Stream): void {
  const carrier: Carrier = {
    send: (message) => void (stream.writable && stream.write(message)),
    close: (why) => fail(stream, why),
  }
  let session: LiveSession | undefined
  let last: Promise<void> = open()
  async function open(): Promise<void> {
    const [authorization] = stream.metadata.get('authorization')
    const token = /^Bearer (\S{1,4096})$/i.exec(String(authorization))?.[1]
    if (!token) throw problem('unauthenticated', 'Send the session as metadata `authorization: Bearer <JWT>`.')
    stream.pause()
    const principal = await house.sessions.verify(token)
    const { hello } = await first(stream)
    if (!hello) throw problem('invalid-request', 'The first message of a stream is a hello.')
    session = await openSession(house, principal, hello, carrier)
    stream.on('data', receive)
  }
  function receive(message: AgentMessageOutput): void {
    stream.pause()
    last = last
      .then(() => session!.receive(message))
      .then(() => void stream.resume())
      .catch((error: unknown) => refuse(error))
  }
  function refuse(error: unknown): void {
    if (!(error instanceof Problem)) house.log.error({ operation: 'stream', err: error }, 'a stream failed')
    fail(stream, error instanceof Problem ? error : problem('internal', ''))
  }
  const closed = once(() => void last.catch(() => {}).then(() => session?.closed()).catch((error: unknown) =>
    house.log.warn({ operation: 'stream', err: error }, 'could not record the end of a session'),
  ))
  last.catch(refuse)
  stream.on('error', closed) // the client broke off
  stream.on('cancelled', closed)
  stream.on('close', closed)
  stream.on('end', () => {
    stream.end()
    closed()
  })
}

const helloTimeout = 10_000

function first(stream: Stream): Promise<AgentMessageOutput> {
  return new Promise((resolve, reject) => {
    const late = () => reject(problem('invalid-request', 'No hello came within 10 seconds.'))
    const timer = setTimeout(late, helloTimeout)
    stream.once('data', (message: AgentMessageOutput) => {
      clearTimeout(timer)
      stream.pause()
      resolve(message)
    })
    stream.once('close', () => {
      clearTimeout(timer)
      reject(problem('invalid-request', 'The stream ended before its hello.'))
    })
    stream.resume()
  })
}

/** Ends a stream with the gRPC status of a problem; the code travels as metadata, for programs. */
function fail(stream: Stream, why: Problem): void {
  if (stream.destroyed || stream.writableEnded) return
  const metadata = new grpc.Metadata()
  metadata.set('problem-code', why.code)
  const code = grpc.status[problems[why.code].grpc]
  stream.emit('error', { code, details: why.message, metadata })
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}
