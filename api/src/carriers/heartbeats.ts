// Heartbeats of many agents at one moment: presence and leases of all of them in two statements and one transaction.
import { setTimeout as delay } from 'node:timers/promises'
import type { AttemptOutput } from '@reeve/openapi/agent'
import type { Database } from '../db/database.ts'
import { grouped } from '../db/grouped.ts'
import { problem } from '../problem.ts'
import { columnsOf, keyOf } from '../queue/attempts/group.ts'
import * as attempts from '../queue/attempts/store.ts'
import type { Holding } from '../queue/attempts/store.ts'
import * as store from './store.ts'

export interface Heartbeat {
  agent: string
  /** The stream it came on; null: it came over HTTP. */
  session: string | null
  /** The enrolment behind a request over HTTP; null: that of a stream was looked at when it began. */
  enrolment: string | null
  draining: boolean
  running: AttemptOutput[]
}

export interface Beaten {
  tenant: string
  /** Those of `running` that the agent still holds. */
  renewed: AttemptOutput[]
}

export interface Heartbeats {
  /** Undefined when the agent may work no more, or its session was ended or replaced. */
  beat: (heartbeat: Heartbeat) => Promise<Beaten | undefined>
  /** Whether the enrolment behind a request stands. */
  stands: (agent: string, enrolment: string) => Promise<boolean>
}

/** Attempts that one heartbeat may name: as many as an agent may run. */
const mostRunning = 1000

export function createHeartbeats(db: Database, lease_seconds: number): Heartbeats {
  // Nobody waits for a heartbeat: it may take a hundredth of its interval until more of them have come together.
  const pause = Math.min(100, (lease_seconds * 1000) / 300)
  const limits = { waiting: 100_000, lanes: 1, patience: 10_000 }
  const together = grouped<Heartbeat, Pulse>({
    ...limits,
    async run(_, beats) {
      await delay(pause)
      return beatTogether(db, lease_seconds, beats)
    },
    weight: ({ running }) => 1 + running.length,
    most: 5_000,
  })
  const stands = grouped<{ agent: string; enrolment: string }, boolean>({
    ...limits,
    async run(_, asked) {
      const enrolments = asked.map(({ enrolment }) => enrolment)
      const values = { agents: asked.map(({ agent }) => agent), enrolments }
      const rows = await db.as('work').many(store.standing, values)
      const standing = new Set(rows.map(({ agent, enrolment }) => `${agent}:${enrolment}`))
      return asked.map(({ agent, enrolment }) => standing.has(`${agent}:${enrolment}`))
    },
    most: 500,
  })
  return {
    async beat(given) {
      if (given.running.length > mostRunning)
        throw problem('invalid-request', `A heartbeat names at most ${mostRunning} attempts.`)
      const running = given.running.filter(({ job }) => isUuid(job))
      const heartbeat = { ...given, running }
      return locked(db, lease_seconds, heartbeat, await together('', heartbeat))
    },
    stands: (agent, enrolment) => stands('', { agent, enrolment }),
  }
}

/** What is none names no job, and no statement may fail for it: others share it. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

interface Pulse {
  tenant: string | undefined
  renewed: AttemptOutput[]
}

async function beatTogether(
  db: Database,
  lease_seconds: number,
  beats: Heartbeat[],
): Promise<Pulse[]> {
  const named = beats.flatMap(({ agent, running }) => running.map((one) => ({ ...one, agent })))
  const [present, renewed] = await db.transaction('work', async (tx) => {
    const [, ...rows] = await Promise.all([
      tx.many(attempts.mayBeForgotten),
      tx.many(store.presentNow, presenceOf(beats, lease_seconds)),
      named.length > 0
        ? tx.many(attempts.renew.now, { ...columnsOf(named), lease_seconds })
        : Promise.resolve([]),
      tx.commit(), // one round trip
    ])
    return rows
  })
  // Of two sessions of one agent only one counts.
  const by = (...names: Array<string | null>) => names.join(' ')
  const tenants = new Map(
    present.map((one) => [by(one.agent, one.session, one.enrolment), one.tenant]),
  )
  const held = new Set(renewed.map(keyOf))
  return beats.map(({ agent, session, enrolment, running }) => ({
    tenant: tenants.get(by(agent, session, enrolment)),
    renewed: running.filter((one) => held.has(keyOf({ ...one, agent }))),
  }))
}

/** What did not count together is looked at again alone: it may only have been locked at that moment. */
async function locked(
  db: Database,
  lease_seconds: number,
  heartbeat: Heartbeat,
  { tenant, renewed }: Pulse,
): Promise<Beaten | undefined> {
  const { agent, running } = heartbeat
  const work = db.as('work')
  const known = new Set(renewed.map(({ job }) => job))
  const missed: Holding[] = running
    .filter(({ job }) => !known.has(job))
    .map((one) => ({ ...one, agent }))
  const [present, later] = await Promise.all([
    tenant ?? work.maybe(store.present, presenceOf([heartbeat], lease_seconds)),
    missed.length > 0
      ? work.many(attempts.renew.waiting, { ...columnsOf(missed), lease_seconds })
      : [],
  ])
  if (!present) return undefined
  const also = later.map(({ job, attempt }) => ({ job, attempt }))
  return {
    tenant: typeof present === 'string' ? present : present.tenant,
    renewed: [...renewed, ...also],
  }
}

const presenceOf = (beats: Heartbeat[], lease_seconds: number) => ({
  agents: beats.map(({ agent }) => agent),
  sessions: beats.map(({ session }) => session),
  enrolments: beats.map(({ enrolment }) => enrolment),
  drainings: beats.map(({ draining }) => draining),
  lease_seconds,
})
