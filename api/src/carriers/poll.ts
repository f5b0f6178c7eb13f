// The HTTP carrier: each poll is a session that ends with its answer. Between two polls the agent's presence lasts on.
import type { HelloOutput, ReportOutput } from '@reeve/openapi/agent'
import * as agents from '../agents/store.ts'
import type { Schemas } from '../http/revision.ts'
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
  type Verified,
} from './session.ts'
import * as store from './store.ts'
import { Wait } from './wait.ts'

type Poll = Schemas['Poll']
type Report = Omit<ReportOutput, 'sequence'>

export interface Polls extends AsyncDisposable {
  poll: (agent: Verified, body: Poll, gone: AbortSignal) => Promise<Schemas['PollAnswer']>
  heartbeat: (agent: Verified, body: Schemas['Heartbeat']) => Promise<Schemas['HeartbeatAnswer']>
  report: (agent: Verified, report: Report) => Promise<void>
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

async function answer(house: House, principal: Verified, body: Poll, wait: Wait) {
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
    dispatcher.wake()
    const [current, held] = await Promise.all([
      db.as('work').maybe(store.current, { agent, session: id }),
      renewLeases(house, agent, running),
    ])
    if (!current) throw ended()
    const stop = { cancelled: cancellations(held), lost: held.lost }
    if (stop.cancelled.length + stop.lost.length > 0) wait.tell(stop)
    const left = principal.expires_at - Date.now()
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

async function heartbeat(house: House, principal: Verified, body: Schemas['Heartbeat']) {
  const { id: agent, agent_token } = principal
  const { running, draining } = body
  const said = { agent, session: null, agent_token, draining, running }
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
async function reported(house: House, principal: Verified, report: Report): Promise<void> {
  const { id: agent, agent_token } = principal
  if (!(await house.heartbeats.stands(agent, agent_token))) throw ended()
  try {
    await take(house, agent, { ...report, sequence: 0 } as ReportOutput)
  } catch (error) {
    // The session is good, so a repeat with another one would not help: 401 would say so.
    if (error instanceof Problem && error.code === 'unauthenticated')
      throw problem('forbidden', error.message)
    throw error
  }
}
