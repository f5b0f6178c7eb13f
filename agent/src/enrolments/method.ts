// A way to prove who the agent is: one file per method, named as its twin in the broker.
import type { components } from '@reeve/openapi'
import type { Config } from '../config.ts'
import type { AgentKey } from '../key.ts'

export type MethodName = components['schemas']['EnrolmentCreate']['method']

/** In the order in which they are named to people. */
export const methodNames = [
  'agent_token',
  'hmac',
  'bootstrap_token',
  'launch_token',
  'service_account',
  'certificate',
  'api_key',
] as const satisfies MethodName[]

/** What is sent as `proof`. Never logged. */
export type Proof = Partial<components['schemas']['EnrolmentProof']>

export interface Asking {
  config: Config
  /** The agent's own. */
  key: Pick<AgentKey, 'publicKey' | 'sign'>
  /** A fresh challenge of the broker's: 64 hex digits. */
  challenge: () => Promise<string>
}

export interface Method {
  readonly method: MethodName
  /** Whether it can be used once: then a restarted agent goes on with its enrolment by its own key. */
  readonly once?: boolean
  /** Made anew for each request, so that what it signs is never old. */
  proof(asking: Asking): Proof | Promise<Proof>
}
