// The sessions on this replica.
import type { Standing } from '../identity/revoked.ts'

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
  close: (why: 'ended' | 'replaced' | 'draining') => void
  /** Its broker stops: the agent was told to connect again, and is expected for as long as a lease. */
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
  /** Those that can be given work. */
  all: () => Session[]
  /** Those, and those that are held. */
  every: () => Session[]
  of: (agent: string) => Session | undefined
}

export function createRegistry(): Registry {
  const sessions = new Map<string, Session>()
  const held = new WeakSet<Session>()
  return {
    hold(session, now) {
      if (now) held.add(session)
      else held.delete(session)
    },
    add(session) {
      const earlier = sessions.get(session.agent)
      sessions.set(session.agent, session)
      earlier?.close('replaced')
    },
    remove(session) {
      if (sessions.get(session.agent)?.id === session.id) sessions.delete(session.agent)
    },
    all: () => [...sessions.values()].filter((session) => !held.has(session)),
    every: () => [...sessions.values()],
    of: (agent) => sessions.get(agent),
  }
}
