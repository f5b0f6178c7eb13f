// The gRPC carrier: agents dial in, and each stream is one session.
import { createRequire } from 'node:module'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type {
  AgentMessageOutput,
  AgentSessionHandlers,
  ProtoGrpcType,
  ReportOutput,
} from '@reeve/openapi/agent'
import * as agents from '../agents/store.ts'
import { Problem, problem } from '../problem.ts'
import { helloOf, tokenOf } from './greeting.ts'
import { Intake } from './intake.ts'
import { Outlet, type Stream } from './outlet.ts'
import type { Session } from './registry.ts'
import {
  cancellations,
  type Carrier,
  ended,
  giveBack,
  heldOf,
  type Handed,
  type House,
  leave,
  openSession,
  rhythm,
  take,
  without,
} from './session.ts'
import { lapseTimer, silenceTimer } from './timers.ts'

export interface StreamServer extends AsyncDisposable {
  port: number
}

const options: grpc.ServerOptions = {
  'grpc.enable_channelz': 0, // a record of each connection, which nobody reads
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
      for (const session of house.registry.every()) session.close('draining')
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

/** A stream with a session on it. */
interface Line {
  house: House
  session: Session
  outlet: Outlet
  intake: Intake
}

/** One stream from its hello to its end. */
async function connect(house: House, stream: Stream): Promise<void> {
  const outlet = new Outlet(stream)
  const lapse = lapseTimer(() =>
    outlet.fail(problem('unauthenticated', 'The session lapsed: it was not renewed.')),
  )
  let session: Session | undefined
  try {
    const principal = await house.sessions.verify(tokenOf(stream))
    const messages = stream[Symbol.asyncIterator]() as AsyncIterator<AgentMessageOutput>
    const carrier = carrierOf(house, principal.id, outlet)
    session = await openSession(house, principal, await helloOf(messages), carrier)
    lapse.at(principal.expires_at)
    welcome(house, session, outlet)
    const line = { house, session, outlet, intake: new Intake() }
    await listen(line, messages, (token) => renewed(line, lapse, token))
    stream.end()
  } catch (error) {
    refuse(house, outlet, error)
  } finally {
    lapse.stop()
    if (session) await farewell(house, session)
  }
}

/** Reads while there is room for what is said, and for the answers. */
async function listen(
  line: Line,
  messages: AsyncIterator<AgentMessageOutput>,
  renew: (token: string) => Promise<void>,
): Promise<void> {
  const { house, session, outlet, intake } = line
  const silence = silenceTimer(house.leaseSeconds * 1000, () => {
    house.registry.remove(session) // at once: what it were given now would be lost time
    outlet.fail(problem('unavailable', 'Nothing was heard of the agent for as long as a lease.'))
  })
  try {
    for (;;) {
      await outlet.drained()
      await silence.notDuring(intake.room())
      const { done, value } = await messages.next()
      if (done) break
      silence.heard()
      await receive(line, value, renew)
    }
    await intake.idle()
  } finally {
    silence.stop()
  }
}

function carrierOf(house: House, agent: string, outlet: Outlet): Carrier {
  return {
    assign(work) {
      if (outlet.full || outlet.ended) return pause(house, agent, outlet, work)
      const { context, ...rest } = work
      const payload = Buffer.from(JSON.stringify(work.payload))
      const lent = context && { context: Buffer.from(JSON.stringify(context)) }
      outlet.send({ assignment: { ...rest, payload, ...lent } }, payload.length)
    },
    cancel: (attempt, reason) => outlet.send({ cancellation: { attempt, reason } }),
    close: (why) => outlet.fail(why),
  }
}

/** Its agent does not read: it is given nothing until it does. */
function pause(house: House, agent: string, outlet: Outlet, work: Handed): void {
  const { registry, dispatcher } = house
  const session = registry.of(agent)
  if (session) registry.hold(session, true)
  void giveBack(house, agent, [work])
  void outlet.drained().then(() => {
    if (session) registry.hold(session, false)
    dispatcher.wake()
  })
}

/** The welcome goes out before any work does. */
function welcome(house: House, session: Session, outlet: Outlet): void {
  const { agent, tenant } = session
  house.registry.add(session)
  outlet.send({ welcome: { agent, tenant, ...rhythm(house) } })
  house.log.info({ operation: 'open', tenant, agent }, 'agent connected')
  house.dispatcher.wake()
}

async function farewell(house: House, session: Session): Promise<void> {
  const { agent, tenant } = session
  house.registry.remove(session)
  await leave(house, session)
  house.log.info({ operation: 'close', tenant, agent }, 'agent disconnected')
}

/** Heartbeats and reports are taken while the next message is read. */
async function receive(
  line: Line,
  { heartbeat, report, renewal, farewell: parting }: AgentMessageOutput,
  renew: (token: string) => Promise<void>,
): Promise<void> {
  const { house, session, outlet, intake } = line
  const guarded = (work: Promise<void>) =>
    work.catch((error: unknown) => refuse(house, outlet, error))
  if (heartbeat) return intake.add(guarded(beat(line, heartbeat)))
  if (report) return intake.add(guarded(acknowledge(line, report)), report)
  if (renewal) return renew(renewal.token)
  if (parting)
    await house.db.as('work').many(agents.drain, { agent: session.agent, session: session.id })
}

async function renewed(
  { house, session }: Line,
  lapse: ReturnType<typeof lapseTimer>,
  token: string,
): Promise<void> {
  const principal = await house.sessions.verify(token)
  if (principal.id !== session.agent)
    throw problem('unauthenticated', 'The renewed session is another agent’s.')
  lapse.at(principal.expires_at)
}

/** Renews presence and leases, and finds out whether the agent may still work. */
async function beat(
  { house, session, outlet, intake }: Line,
  { running, sequence }: NonNullable<AgentMessageOutput['heartbeat']>,
): Promise<void> {
  const { agent, id } = session
  const said = { agent, session: id, agent_token: null, draining: false, running }
  const before = [...intake.reported()]
  try {
    const beaten = await house.heartbeats.beat(said)
    if (!beaten) throw ended()
    const held = await heldOf(house.db, agent, running, beaten.renewed)
    for (const { reason, ...attempt } of cancellations(held))
      outlet.send({ cancellation: { attempt, reason } })
    // One that is reported while this is under way is not lost: the answer to that says what became of it.
    const lost = without(held.lost, [...before, ...intake.reported()])
    const leases = { lease_ms: house.leaseSeconds * 1000, renewed: held.renewed, lost, sequence }
    outlet.send({ leases }, running.length * 50)
  } catch (error) {
    // While the database is away nobody can renew. Not answered: the agent counts, and asks again.
    if (!isUnavailable(error)) throw error
  }
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'unavailable'

/** A failure of ours is not acknowledged but thrown: the agent keeps the report and sends it again. */
async function acknowledge({ house, session, outlet }: Line, report: ReportOutput): Promise<void> {
  const { sequence } = report
  try {
    await take(house, session.agent, report)
    outlet.send({ acknowledgement: { sequence, accepted: true } })
  } catch (error) {
    if (!(error instanceof Problem) || (error.status >= 500 && !isUnavailable(error))) throw error
    const { code, message: detail } = error
    outlet.send({ acknowledgement: { sequence, accepted: false, code, detail } })
  }
}

/** An agent that broke off needs no answer; what is ours to mend is logged. */
function refuse({ log }: House, outlet: Outlet, error: unknown): void {
  if (outlet.stream.cancelled || outlet.ended) return
  if (!(error instanceof Problem)) log.error({ operation: 'stream', err: error }, 'a stream failed')
  outlet.fail(error instanceof Problem ? error : problem('internal', ''))
}
