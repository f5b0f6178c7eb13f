// The HTTP carrier: each poll is a session that ends with its answer. Between two polls the agent's presence lasts on.
import type { HelloOutput, ReportOutput } from '@reeve/openapi/agent'
import * as agents from '../agents/store.ts'
import type { Schemas } from '../http/revision.ts'
import type { AgentPrincipal } from '../identity/principal.ts'
import { problem, Problem } from '../problem.ts'
import {
  cancellations,
  ended,
  heldOf,
  type House,
  leave,
  openSession,
  renewLeases,
  rhythm,
  take,
} from './session.ts'
import * as store from './store.ts'
import { Wait } from './wait.ts'

type Poll = Schemas['Poll']
type Report = Omit<ReportOutput, 'sequence'>

export interface Polls extends AsyncDisposable {
  poll: (agent: AgentPrincipal, body: Poll, gone: AbortSignal) => Promise<Schemas['PollAnswer']>
  heartbeat: (
    agent: AgentPrincipal,
    body: Schemas['Heartbeat'],
  ) => Promise<Schemas['HeartbeatAnswer']>
  report: (agent: AgentPrincipal, report: Report) => Promise<void>
}

/** Even who does not want to wait gives the dispatcher this long to find something, in ms. */
const leastWait = 250

/** Disposing it answers all who wait, with nothing. */
export function createPolls(house: House): Polls {
  const waiting = new Set<Wait>()
  let draining = false
  return {
    async poll(agent, body, gone) {
      if (draining)
        throw problem('unavailable', 'The broker stops. Connect again.', { retryAfter: 1 })
      const wait = new Wait(house, agent.id, gone)
      waiting.add(wait)
      try {
        return { ...(await answer(house, agent, body, wait)), lease_ms: rhythm(house).lease_ms }
      } finally {
        waiting.delete(wait)
      }
    },
    heartbeat: (agent, body) => heartbeat(house, agent, body),
    report: (agent, report) => reported(house, agent, report),
    async [Symbol.asyncDispose]() {
      draining = true
      for (const wait of waiting) wait.drain()
    },
  }
}

async function answer(house: House, principal: AgentPrincipal, body: Poll, wait: Wait) {
  const { registry, dispatcher, db } = house
  const { timeout, draining, running } = body
  const hello = { ...body, region: body.region ?? '' } as HelloOutput
  const session = await openSession(house, principal, hello, wait.carrier, timeout)
  const { agent, id } = session
  wait.begun(session)
  try {
    if (draining) await db.as('work').many(agents.drain, { agent, session: id })
    // First known here, then asked: what is submitted, cancelled or ended from now on is told to this session.
    registry.add(session)
    await house.revocations.check(session.standing) // it may have been ended before this replica knew of it
    dispatcher.wake()
    const [current, held] = await Promise.all([
      db.as('work').maybe(store.current, { agent, session: id }),
      renewLeases(house, agent, running),
    ])
    if (!current) throw ended()
    const stop = { cancelled: cancellations(held), lost: held.lost }
    if (stop.cancelled.length + stop.lost.length > 0) wait.tell(stop)
    const left = house.sessions.lapses(principal.claims) - Date.now()
    wait.endAfter(Math.max(leastWait, Math.min(timeout * 1000, left)))
    return await wait.answer
  } catch (error) {
    wait.abandon()
    throw error
  } finally {
    registry.remove(session)
    if (wait.left()) await leave(house, session)
  }
}

async function heartbeat(house: House, principal: AgentPrincipal, body: Schemas['Heartbeat']) {
  const { id: agent, enrolment } = principal
  const { running, draining } = body
  const said = { agent, session: null, enrolment, draining, running }
  const beaten = await house.heartbeats.beat(said)
  if (!beaten) throw ended()
  const held = await heldOf(house.db, agent, running, beaten.renewed)
  const { renewed, lost } = held
  return {
    agent,
    tenant: beaten.tenant,
    ...rhythm(house),
    renewed,
    cancelled: cancellations(held),
    lost,
  }
}

/** A stream is closed when its enrolment ends; a request has to ask. */
async function reported(house: House, principal: AgentPrincipal, report: Report): Promise<void> {
  const { id: agent, enrolment } = principal
  if (!(await house.heartbeats.stands(agent, enrolment))) throw ended()
  try {
    await take(house, agent, { ...report, sequence: 0 } as ReportOutput)
  } catch (error) {
    // The session is good, so a repeat with another one would not help: 401 would say so.
    if (error instanceof Problem && error.code === 'unauthenticated')
      throw problem('forbidden', error.message)
    throw error
  }
}
