// The sessions on this replica.
import type { Standing } from '../identity/revoked.ts'
import { systemTenant } from '../tenants/rules.ts'

/** An agent's session while it can be given work: a stream while it is open, a poll while it waits. */
export interface Session {
  /** Made anew for each stream or poll; the agent's row names the one that counts. */
  id: string
  agent: string
  tenant: string
  tenant_id: string
  pool_id: string | null
  /** What its token says of revocations; another token takes its place when it is renewed. */
  standing: Standing
  worker_type: string
  assign: (work: Assignment) => void
  cancel: (job: string, attempt: number, reason: string) => void
  /** Ends it; the agent learns whether it may try again. */
  close: (why: 'ended' | 'replaced' | 'draining' | 'authorities') => void
  /** The agent was told to connect again, and is expected for as long as a lease. */
  returns: boolean
}

export interface Assignment {
  job: string
  attempt: number
  tenant: string
  type: string
  payload: unknown
  timeout_seconds: number
  /** What the tenant lends to the runs of its tasks; other jobs have none. */
  context?: JobContext
}

/** In the words of the contract's JobContext. */
export interface JobContext {
  config: Record<string, string>
  secrets: Record<string, string>
  allowed_hosts: string[]
}

export interface Registry {
  add: (session: Session) => void
  remove: (session: Session) => void
  /** One whose agent does not take what it is sent is given no more work, or again. */
  hold: (session: Session, held: boolean) => void
  /** The keys of the lanes that have sessions here. */
  lanes: () => string[]
  /** Those of a lane that can be given work. */
  able: (lane: string) => Session[]
  /** All, also those that are held. */
  every: () => Session[]
  of: (agent: string) => Session | undefined
}

/** Sessions are kept by lane, as every hint asks for the lanes, of which there are far fewer. */
export function createRegistry(): Registry {
  const sessions = new Map<string, Session>()
  const lanes = new Map<string, Set<Session>>()
  const held = new WeakSet<Session>()
  const leave = (session: Session): void => {
    const lane = laneOf(session)
    const others = lanes.get(lane)
    others?.delete(session)
    if (others?.size === 0) lanes.delete(lane)
  }
  return {
    hold(session, now) {
      if (now) held.add(session)
      else held.delete(session)
    },
    add(session) {
      const earlier = sessions.get(session.agent)
      if (earlier) leave(earlier)
      sessions.set(session.agent, session)
      const lane = laneOf(session)
      lanes.set(lane, (lanes.get(lane) ?? new Set()).add(session))
      earlier?.close('replaced')
    },
    remove(session) {
      if (sessions.get(session.agent)?.id !== session.id) return
      sessions.delete(session.agent)
      leave(session)
    },
    lanes: () => [...lanes.keys()],
    able: (lane) => [...(lanes.get(lane) ?? [])].filter((session) => !held.has(session)),
    every: () => [...sessions.values()],
    of: (agent) => sessions.get(agent),
  }
}

/** The key of the lane of those that may run the same jobs: see the migrations' lane_of. */
function laneOf({ pool_id, tenant_id, worker_type }: Session): string {
  const platform = tenant_id === systemTenant.id ? 'platform' : `tenant:${tenant_id}`
  return `${pool_id === null ? platform : `pool:${pool_id}`}:${worker_type}`
}
