// What carries a session's messages: the gRPC stream or HTTP long-poll. The session does not know which.
import type { AgentMessage, BrokerMessage } from '../messages.ts'

/** Why a connection is over. Only `unauthenticated` is about the token; after everything else the agent dials again. */
export interface Ending {
  kind: 'unauthenticated' | 'lost'
  detail: string
}

export interface Listener {
  onMessage(message: BrokerMessage): void
  /** Called once, after the last message, also after close(). */
  onEnd(ending: Ending): void
}

export interface Connection {
  /** Does nothing after the end. */
  send(message: AgentMessage): void
  /** Says nothing more; the end follows. */
  close(): void
}

export interface Carrier {
  open(token: string, listener: Listener): Connection
}
