// The gRPC carrier: agents dial in, and each stream is one session.
import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { problems } from '@reeve/openapi'
import type {
  AgentMessageOutput,
  AgentSessionHandlers,
  BrokerMessage,
  HelloOutput,
  ProtoGrpcType,
} from '@reeve/openapi/agent'
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

export async function startStreams(
  house: House,
  host: string,
  port: number,
  graceMs: number,
): Promise<StreamServer> {
  const path = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
  const loaded = loadSync(path, { keepCase: true, longs: Number, defaults: true, oneofs: true })
  const proto = grpc.loadPackageDefinition(loaded) as unknown as ProtoGrpcType
  const server = new grpc.Server(options)
  const handlers: AgentSessionHandlers = { Connect: (stream) => void connect(house, stream) }
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

/** One stream from its hello to its end. Messages are taken one after the other; meanwhile it does not read on. */
async function connect(house: House, stream: Stream): Promise<void> {
  const carrier: Carrier = {
    send: (message) => void (stream.writable && stream.write(message)),
    close: (why) => fail(stream, why),
  }
  let session: LiveSession | undefined
  try {
    const principal = await house.sessions.verify(tokenOf(stream))
    const messages = stream[Symbol.asyncIterator]() as AsyncIterator<AgentMessageOutput>
    session = await openSession(house, principal, await helloOf(messages), carrier)
    for (let next = await messages.next(); !next.done; next = await messages.next())
      await session.receive(next.value)
    stream.end()
  } catch (error) {
    refuse(house, stream, error)
  } finally {
    await session
      ?.closed()
      .catch((error: unknown) =>
        house.log.warn(
          { operation: 'stream', err: error },
          'could not record the end of a session',
        ),
      )
  }
}

function tokenOf(stream: Stream): string {
  const [authorization] = stream.metadata.get('authorization')
  const token = /^Bearer (\S{1,4096})$/i.exec(String(authorization))?.[1]
  if (token) return token
  throw problem('unauthenticated', 'Send the session as metadata `authorization: Bearer <JWT>`.')
}

const helloTimeout = 10_000

async function helloOf(messages: AsyncIterator<AgentMessageOutput>): Promise<HelloOutput> {
  const late = new AbortController()
  const timeout = delay(helloTimeout, undefined, { signal: late.signal }).catch(() => undefined)
  const first = await Promise.race([messages.next(), timeout])
  late.abort()
  if (first?.value?.hello) return first.value.hello as HelloOutput
  throw problem('invalid-request', 'The first message of a stream is a hello, within 10 seconds.')
}

/** An agent that broke off needs no answer; what is ours to mend is logged. */
function refuse({ log }: House, stream: Stream, error: unknown): void {
  if (stream.cancelled || ended.has(stream)) return
  if (!(error instanceof Problem)) log.error({ operation: 'stream', err: error }, 'a stream failed')
  fail(stream, error instanceof Problem ? error : problem('internal', ''))
}

/** Streams that were given their status. */
const ended = new WeakSet<Stream>()

/** Ends a stream with the gRPC status of a problem; the code travels as metadata, for programs. */
function fail(stream: Stream, why: Problem): void {
  if (stream.destroyed || stream.writableEnded || ended.has(stream)) return
  ended.add(stream)
  const metadata = new grpc.Metadata()
  metadata.set('problem-code', why.code)
  const code = grpc.status[problems[why.code].grpc]
  stream.emit('error', { code, details: why.message, metadata })
}
