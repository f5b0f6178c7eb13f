// A session of an agent, whatever carries it: how it begins, how it is renewed, what is reported in it, how it ends.
import { randomUUID } from 'node:crypto'
import type { AttemptOutput, HelloOutput, ReportOutput } from '@reeve/openapi/agent'
import type { Logger } from 'pino'
import * as agents from '../agents/store.ts'
import type { Database } from '../db/database.ts'
import type { Revocations } from '../identity/revocations.ts'
import { agentOf, type AgentPrincipal, type Sessions } from '../identity/sessions.ts'
import type { Vault } from '../identity/vault.ts'
import { Problem, problem } from '../problem.ts'
import type { Dispatcher } from '../queue/dispatch.ts'
import { columnsOf as holdingsOf } from '../queue/attempts/group.ts'
import * as attempts from '../queue/attempts/store.ts'
import type { Reporter } from '../queue/report.ts'
import { jobToken, tokenExpiry } from '../queue/token.ts'
import { wake } from '../queue/wake.ts'
import { type Heartbeats, isUuid } from './heartbeats.ts'
import { introduced } from './introduction.ts'
import type { Assignment, Registry, Session } from './registry.ts'
import * as store from './store.ts'

/** All that sessions share. */
export interface House {
  db: Database
  vault: Vault
  sessions: Sessions
  revocations: Revocations
  registry: Registry
  dispatcher: Dispatcher
  reporter: Reporter
  heartbeats: Heartbeats
  /** Tells other replicas that there may be something to claim. */
  wakeOthers: () => Promise<void>
  log: Logger
  leaseSeconds: number
  /** How long an agent has to say that it began what it was given: the first lease of an attempt. */
  ackSeconds: number
}

/** The agent behind a token. */
export const verified = async ({ sessions }: House, token: string): Promise<AgentPrincipal> =>
  agentOf(await sessions.verify(token))

/** An assignment with all that an agent needs. */
export interface Handed extends Omit<Assignment, 'timeout_seconds'> {
  job_token: string
  timeout_ms: number
  lease_ms: number
}

export interface Carrier {
  assign: (work: Handed) => void
  cancel: (attempt: AttemptOutput, reason: string) => void
  /** Ends the session; the agent learns why. */
  close: (why: Problem) => void
}

/** Makes a session the one that counts; the caller adds it to the registry. `wait` extends its presence, in seconds. */
export async function openSession(
  house: House,
  { id: agent, enrolment, claims: standing }: AgentPrincipal,
  hello: HelloOutput,
  carrier: Carrier,
  wait = 0,
): Promise<Session> {
  const id = randomUUID()
  const row = await house.db.as('work').maybe(agents.open, {
    ...introduced(hello),
    session: id,
    agent,
    enrolment,
    lease_seconds: house.leaseSeconds + wait,
  })
  if (!row) throw ended()
  return sessionOf(house, { ...row, id, agent, standing }, carrier)
}

/** What the rest of the house sees of a session that has been recorded. */
export function sessionOf(
  house: House,
  its: Omit<Session, 'assign' | 'cancel' | 'close' | 'returns'>,
  carrier: Carrier,
): Session {
  const { agent } = its
  const session: Session = {
    ...its,
    returns: false,
    assign(work) {
      carrier.assign(handed(house, agent, work))
      const { tenant, job, attempt } = work
      house.log.info({ operation: 'assign', tenant, agent, job, attempt }, 'job assigned')
    },
    cancel: (job, attempt, reason) => carrier.cancel({ job, attempt }, reason),
    close(why) {
      session.returns = why === 'draining' || why === 'authorities'
      carrier.close(farewells[why]())
    },
  }
  return session
}

function handed(house: House, agent: string, work: Assignment): Handed {
  const { timeout_seconds, ...rest } = work
  const { job, attempt } = work
  const job_token = jobToken(house.vault, { job, attempt, agent }, tokenExpiry(timeout_seconds))
  const lease_ms = house.ackSeconds * 1000
  return { ...rest, job_token, timeout_ms: timeout_seconds * 1000, lease_ms }
}

export const ended = (): Problem =>
  problem('unauthenticated', 'The enrolment behind this session has ended.')

const farewells: Record<Parameters<Session['close']>[0], () => Problem> = {
  ended,
  replaced: () =>
    problem('conflict', 'Another session of the same agent took the place of this one.'),
  draining: () => problem('unavailable', 'The broker stops. Connect again.'),
  authorities: () =>
    problem('unavailable', 'The broker has other certificate authorities now. Connect again.'),
}

/** A third of the lease: two heartbeats may be lost before a lease is. */
export const rhythm = ({ leaseSeconds }: House) => ({
  heartbeat_interval_ms: Math.round((leaseSeconds * 1000) / 3),
  lease_ms: leaseSeconds * 1000,
})

/** What became of the attempts that an agent says it runs. */
export interface Held {
  renewed: AttemptOutput[]
  cancelled: AttemptOutput[]
  /** Others may run these jobs by now. */
  lost: AttemptOutput[]
}

const reason = 'The job was cancelled.'

/** For the agent: what it must stop because somebody said so. */
export const cancellations = ({ cancelled }: Held) => cancelled.map((one) => ({ ...one, reason }))

/** Renews the leases of the attempts that an agent still holds. */
export async function renewLeases(
  { db, leaseSeconds: lease_seconds }: House,
  agent: string,
  running: AttemptOutput[],
): Promise<Held> {
  if (running.length === 0) return { renewed: [], cancelled: [], lost: [] }
  const named = running.map((one) => ({ ...one, agent }))
  const values = { ...holdingsOf(named), lease_seconds }
  const renewed = await db.as('work').many(attempts.renew.waiting, values)
  return heldOf(db, agent, running, renewed)
}

/** Why an agent lost what it still runs. */
export async function heldOf(
  db: Database,
  agent: string,
  running: AttemptOutput[],
  kept: AttemptOutput[],
): Promise<Held> {
  const renewed = kept.map(({ job, attempt }) => ({ job, attempt }))
  const gone = without(running, renewed)
  const known = gone.filter(({ job }) => isUuid(job))
  if (known.length === 0) return { renewed, cancelled: [], lost: gone }
  const cancelled = await db.as('work').many(store.cancelled, { ...columnsOf(known), agent })
  return { renewed, cancelled, lost: without(gone, cancelled) }
}

const columnsOf = (attempts: AttemptOutput[]) => ({
  jobs: attempts.map(({ job }) => job),
  attempts: attempts.map(({ attempt }) => attempt),
})

export function without(all: AttemptOutput[], some: AttemptOutput[]): AttemptOutput[] {
  const keys = new Set(some.map(({ job, attempt }) => `${job}:${attempt}`))
  return all.filter(({ job, attempt }) => !keys.has(`${job}:${attempt}`))
}

/**
 * Takes a report, or throws the problem to answer it with; a slot that it freed is filled again. For `moment` see Reporter:
 * an agent that sends nothing more before it has an answer needs it at once.
 */
export async function take(
  house: House,
  agent: string,
  report: ReportOutput,
  moment?: number,
): Promise<void> {
  const { reporter, registry, dispatcher, wakeOthers, log } = house
  try {
    if (!(await reporter.take(agent, report, moment))) return
  } catch (error) {
    if (error instanceof Problem && error.status < 500) {
      const said = { operation: 'report', agent, ...report.attempt, code: error.code }
      log.info(said, 'report refused')
    }
    throw error
  }
  dispatcher.wake()
  // Over HTTP the report may have come to another replica than the one where the agent waits for more.
  if (!registry.of(agent)) await wakeOthers()
}

/** The agent is offline at once. Its leases run on, for it may come back with its jobs. */
export async function leave(
  { db, log, leaseSeconds }: House,
  { agent, id, returns }: Session,
): Promise<void> {
  const returns_seconds = returns ? leaseSeconds : 0
  await db
    .as('work')
    .many(agents.leave, { agent, session: id, returns_seconds })
    .catch((error: unknown) =>
      log.warn({ operation: 'close', agent, err: error }, 'could not record the end of a session'),
    )
}

/** Jobs that did not reach their agent go back into the queue, for anybody; should that fail, their leases lapse. */
export async function giveBack(house: House, agent: string, jobs: Handed[]): Promise<void> {
  if (jobs.length === 0) return
  const { db, dispatcher, log } = house
  const said = { operation: 'giveBack', agent }
  const work = db.as('work')
  try {
    const back = await work.many(store.giveBack, { ...columnsOf(jobs), agent })
    log.info({ ...said, jobs: back.length }, 'jobs did not reach their agent')
    if (back.length === 0) return
    await wake(work)
    dispatcher.wake()
  } catch (error) {
    log.warn({ ...said, err: error }, 'could not give jobs back')
  }
}
