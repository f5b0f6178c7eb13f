// One session of one agent: what its messages do. Whatever carries it gives it messages and a way to send.
import { randomUUID } from 'node:crypto'
import type { AgentMessageOutput, BrokerMessage, HelloOutput } from '@reeve/openapi/agent'
import type { Logger } from 'pino'
import * as agents from '../agents/store.ts'
import type { Database } from '../db/database.ts'
import type { AgentPrincipal, Sessions } from '../identity/sessions.ts'
import type { Vault } from '../identity/vault.ts'
import { Problem, problem } from '../problem.ts'
import type { Dispatcher } from '../queue/dispatch.ts'
import { jobToken, type Reporter } from '../queue/report.ts'
import * as queue from '../queue/store.ts'
import type { Registry, Session } from './registry.ts'

/** All that sessions share. */
export interface House {
  db: Database
  vault: Vault
  sessions: Sessions
  registry: Registry
  dispatcher: Dispatcher
  reporter: Reporter
  log: Logger
  leaseSeconds: number
}

export interface Carrier {
  send: (message: BrokerMessage) => void
  /** Ends the connection; with a problem the agent learns why. */
  close: (why: Problem) => void
}

export interface LiveSession {
  receive: (message: AgentMessageOutput) => Promise<void>
  closed: () => Promise<void>
}

export async function openSession(
  house: House,
  principal: AgentPrincipal & { expires_at: number },
  hello: HelloOutput,
  carrier: Carrier,
): Promise<LiveSession> {
  const { db, registry, dispatcher, leaseSeconds: lease_seconds } = house
  const id = randomUUID()
  const row = await db.as('work').maybe(agents.open, {
    ...introduced(hello),
    session: id,
    agent: principal.id,
    agent_token: principal.agent_token,
    lease_seconds,
  })
  if (!row) throw ended()
  const log = house.log.child({ tenant: row.tenant, agent: row.id })
  const lapse = lapseTimer(() =>
    carrier.close(problem('unauthenticated', 'The session lapsed: it was not renewed.')),
  )
  lapse.at(principal.expires_at)
  const session: Session = {
    ...row,
    id,
    agent: row.id,
    agent_token: principal.agent_token,
    assign: ({ job, attempt, payload, timeout_seconds, ...work }) => {
      const job_token = jobToken(house.vault, { job, attempt, agent: row.id })
      const lease_ms = lease_seconds * 1000
      const bytes = Buffer.from(JSON.stringify(payload))
      const assignment = {
        ...work,
        job,
        attempt,
        job_token,
        payload: bytes,
        timeout_ms: timeout_seconds * 1000,
        lease_ms,
      }
      carrier.send({ assignment })
      log.info({ operation: 'assign', job, attempt }, 'job assigned')
    },
    cancel: (job, attempt, reason) =>
      carrier.send({ cancellation: { attempt: { job, attempt }, reason } }),
    close: (why) => carrier.close(farewells[why]()),
  }
  registry.add(session)
  carrier.send({ welcome: welcome(row.id, row.tenant, lease_seconds) })
  log.info({ operation: 'open' }, 'agent connected')
  dispatcher.wake()
  return {
    receive: (message) => receive(house, session, carrier, lapse, message),
    async closed() {
      lapse.stop()
      registry.remove(session)
      await db.as('work').many(agents.leave, { agent: row.id, session: id })
      log.info({ operation: 'close' }, 'agent disconnected')
    },
  }
}

const ended = () => problem('unauthenticated', 'The enrolment behind this session has ended.')

const farewells: Record<Parameters<Session['close']>[0], () => Problem> = {
  ended,
  lapsed: ended,
  replaced: () =>
    problem('conflict', 'Another session of the same agent took the place of this one.'),
  draining: () => problem('unavailable', 'The broker stops. Connect again.'),
}

/** A third of the lease: two heartbeats may be lost before a lease is. */
const welcome = (agent: string, tenant: string, seconds: number) => ({
  agent,
  tenant,
  heartbeat_interval_ms: Math.round((seconds * 1000) / 3),
  lease_ms: seconds * 1000,
})

function introduced({ version, worker_type, max_concurrent }: HelloOutput) {
  if (
    !/^[a-z][a-z0-9-]{0,62}$/.test(worker_type) ||
    max_concurrent < 1 ||
    max_concurrent > 1000 ||
    version.length > 100
  )
    throw problem(
      'invalid-request',
      'The hello needs a worker_type, a max_concurrent from 1 to 1000 and a short version.',
    )
  return { version, worker_type, max_concurrent }
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

async function receive(
  house: House,
  session: Session,
  carrier: Carrier,
  lapse: Lapse,
  { heartbeat, report, renewal, farewell }: AgentMessageOutput,
): Promise<void> {
  if (heartbeat) return beat(house, session, carrier, heartbeat)
  if (report) return take(house, session, carrier, report)
  if (renewal) {
    const renewed = await house.sessions.verify(renewal.token)
    if (renewed.id !== session.agent)
      throw problem('unauthenticated', 'The renewed session is another agent’s.')
    lapse.at(renewed.expires_at)
    return
  }
  if (farewell)
    await house.db.as('work').many(agents.drain, { agent: session.agent, session: session.id })
}

/** Renews presence and leases, and finds out whether the agent may still work. */
async function beat(
  { db, leaseSeconds: lease_seconds }: House,
  session: Session,
  carrier: Carrier,
  { running, sequence }: NonNullable<AgentMessageOutput['heartbeat']>,
): Promise<void> {
  const work = db.as('work')
  const { agent } = session
  const named = {
    jobs: running.map(({ job }) => job),
    attempts: running.map(({ attempt }) => attempt),
  }
  const [present, renewed] = await Promise.all([
    work.maybe(agents.touch, { agent, session: session.id, lease_seconds }),
    work.many(queue.renew, { ...named, agent, lease_seconds }),
  ])
  if (!present) throw ended()
  const holds = new Set(renewed.map(({ job, attempt }) => `${job}:${attempt}`))
  const lost = running.filter(({ job, attempt }) => !holds.has(`${job}:${attempt}`))
  carrier.send({ leases: { lease_ms: lease_seconds * 1000, renewed, lost, sequence } })
}

async function take(
  { reporter, dispatcher, log }: House,
  session: Session,
  carrier: Carrier,
  report: NonNullable<AgentMessageOutput['report']>,
): Promise<void> {
  const { sequence } = report
  try {
    const freed = await reporter.take(session.agent, report)
    carrier.send({ acknowledgement: { sequence, accepted: true } })
    if (freed) dispatcher.wake()
  } catch (error) {
    // A failure of ours is not acknowledged: the agent keeps the report and sends it again.
    if (!(error instanceof Problem) || error.status >= 500) throw error
    log.info(
      { operation: 'report', agent: session.agent, ...report.attempt, code: error.code },
      'report refused',
    )
    carrier.send({
      acknowledgement: { sequence, accepted: false, code: error.code, detail: error.message },
    })
  }
}
