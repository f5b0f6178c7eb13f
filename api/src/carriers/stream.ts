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
  ReportOutput,
} from '@reeve/openapi/agent'
import * as agents from '../agents/store.ts'
import { Problem, problem } from '../problem.ts'
import type { Session } from './registry.ts'
import {
  cancellations,
  type Carrier,
  ended,
  type House,
  leave,
  openSession,
  renewLeases,
  rhythm,
  take,
} from './session.ts'

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
  const lapse = lapseTimer(() =>
    fail(stream, problem('unauthenticated', 'The session lapsed: it was not renewed.')),
  )
  let session: Session | undefined
  try {
    const principal = await house.sessions.verify(tokenOf(stream))
    const messages = stream[Symbol.asyncIterator]() as AsyncIterator<AgentMessageOutput>
    session = await openSession(house, principal, await helloOf(messages), carrierOf(stream))
    lapse.at(principal.expires_at)
    welcome(house, session, stream)
    for (let next = await messages.next(); !next.done; next = await messages.next())
      await receive(house, session, stream, lapse, next.value)
    stream.end()
  } catch (error) {
    refuse(house, stream, error)
  } finally {
    lapse.stop()
    if (session) await farewell(house, session)
  }
}

const send = (stream: Stream, message: BrokerMessage): void =>
  void (stream.writable && stream.write(message))

const carrierOf = (stream: Stream): Carrier => ({
  assign: ({ payload, context, ...work }) => {
    const lent = context && { context: Buffer.from(JSON.stringify(context)) }
    send(stream, {
      assignment: { ...work, payload: Buffer.from(JSON.stringify(payload)), ...lent },
    })
  },
  cancel: (attempt, reason) => send(stream, { cancellation: { attempt, reason } }),
  close: (why) => fail(stream, why),
})

/** The welcome goes out before any work does. */
function welcome(house: House, session: Session, stream: Stream): void {
  const { agent, tenant } = session
  house.registry.add(session)
  send(stream, { welcome: { agent, tenant, ...rhythm(house) } })
  house.log.info({ operation: 'open', tenant, agent }, 'agent connected')
  house.dispatcher.wake()
}

async function farewell(house: House, session: Session): Promise<void> {
  const { agent, tenant } = session
  house.registry.remove(session)
  await leave(house, session)
  house.log.info({ operation: 'close', tenant, agent }, 'agent disconnected')
}

async function receive(
  house: House,
  session: Session,
  stream: Stream,
  lapse: Lapse,
  { heartbeat, report, renewal, farewell: parting }: AgentMessageOutput,
): Promise<void> {
  const { agent, id } = session
  if (heartbeat) return beat(house, session, stream, heartbeat)
  if (report) return send(stream, { acknowledgement: await acknowledge(house, agent, report) })
  if (renewal) {
    const renewed = await house.sessions.verify(renewal.token)
    if (renewed.id !== agent)
      throw problem('unauthenticated', 'The renewed session is another agent’s.')
    return lapse.at(renewed.expires_at)
  }
  if (parting) await house.db.as('work').many(agents.drain, { agent, session: id })
}

/** Renews presence and leases, and finds out whether the agent may still work. */
async function beat(
  house: House,
  { agent, id }: Session,
  stream: Stream,
  { running, sequence }: NonNullable<AgentMessageOutput['heartbeat']>,
): Promise<void> {
  const { db, leaseSeconds: lease_seconds } = house
  const [present, held] = await Promise.all([
    db.as('work').maybe(agents.touch, { agent, session: id, lease_seconds }),
    renewLeases(house, agent, running),
  ])
  if (!present) throw ended()
  const { renewed, lost } = held
  for (const { reason, ...attempt } of cancellations(held))
    send(stream, { cancellation: { attempt, reason } })
  send(stream, { leases: { lease_ms: lease_seconds * 1000, renewed, lost, sequence } })
}

/** A failure of ours is not acknowledged but thrown: the agent keeps the report and sends it again. */
async function acknowledge(house: House, agent: string, report: ReportOutput) {
  const { sequence } = report
  try {
    await take(house, agent, report)
    return { sequence, accepted: true }
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return { sequence, accepted: false, code: error.code, detail: error.message }
  }
}

type Lapse = ReturnType<typeof lapseTimer>

function lapseTimer(lapsed: () => void) {
  let timer: NodeJS.Timeout | undefined
  return {
    at(time: number) {
      clearTimeout(timer)
      timer = setTimeout(lapsed, Math.max(0, time - Date.now()))
    },
    stop: () => clearTimeout(timer),
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
  if (stream.cancelled || closed.has(stream)) return
  if (!(error instanceof Problem)) log.error({ operation: 'stream', err: error }, 'a stream failed')
  fail(stream, error instanceof Problem ? error : problem('internal', ''))
}

/** Streams that were given their status. */
const closed = new WeakSet<Stream>()

/** Ends a stream with the gRPC status of a problem; the code travels as metadata, for programs. */
function fail(stream: Stream, why: Problem): void {
  if (stream.destroyed || stream.writableEnded || closed.has(stream)) return
  closed.add(stream)
  const metadata = new grpc.Metadata()
  metadata.set('problem-code', why.code)
  const code = grpc.status[problems[why.code].grpc]
  stream.emit('error', { code, details: why.message, metadata })
}
