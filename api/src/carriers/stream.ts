// The gRPC carrier: each stream is one session.
import type { AgentMessageOutput, ReportOutput } from '@reeve/openapi/agent'
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
  verified,
  without,
} from './session.ts'
import { lapseTimer, silenceTimer } from './timers.ts'

/** A stream with a session on it. */
interface Line {
  house: House
  session: Session
  outlet: Outlet
  intake: Intake
}

/** One stream from its hello to its end. */
export async function connect(house: House, stream: Stream): Promise<void> {
  const outlet = new Outlet(stream)
  const lapse = lapseTimer(() =>
    outlet.fail(problem('unauthenticated', 'The session lapsed: it was not renewed.')),
  )
  let session: Session | undefined
  try {
    const principal = await verified(house, tokenOf(stream))
    const messages = stream[Symbol.asyncIterator]() as AsyncIterator<AgentMessageOutput>
    const carrier = carrierOf(house, principal.id, outlet)
    session = await openSession(house, principal, await helloOf(messages), carrier)
    lapse.at(house.sessions.lapses(principal.claims))
    welcome(house, session, outlet)
    await house.revocations.check(session.standing) // it may have ended before it was among the sessions
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
  await house.revocations.check(session.standing)
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
  const principal = await verified(house, token)
  if (principal.id !== session.agent)
    throw problem('unauthenticated', 'The renewed session is another agent’s.')
  session.standing = principal.claims
  lapse.at(house.sessions.lapses(principal.claims))
}

/** Renews presence and leases, and finds out whether the agent may still work. */
async function beat(
  { house, session, outlet, intake }: Line,
  { running, sequence }: NonNullable<AgentMessageOutput['heartbeat']>,
): Promise<void> {
  const { agent, id } = session
  const said = { agent, session: id, enrolment: null, draining: false, running }
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

/** How long a start may wait for the end of its job, in ms. On a stream nothing waits for its acknowledgement. */
const moment = 10

/** A failure of ours is not acknowledged but thrown: the agent keeps the report and sends it again. */
async function acknowledge({ house, session, outlet }: Line, report: ReportOutput): Promise<void> {
  const { sequence } = report
  try {
    await take(house, session.agent, report, moment)
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
