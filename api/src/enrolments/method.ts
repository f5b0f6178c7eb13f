// A way in. A method only establishes facts from a proof; who is let in is decided in one other place.
import type { X509Certificate } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Query } from '../db/database.ts'
import type { Schemas } from '../http/revision.ts'
import type { Vault } from '../identity/vault.ts'

export type Introduction = Schemas['EnrolmentCreate']['agent']

export type MethodName = Schemas['EnrolmentCreate']['method']

export type CredentialKind =
  | 'agent_token'
  | 'platform_key'
  | 'bootstrap_token'
  | 'launch_token'
  | 'enrolment_key'

/** What a proof proved. */
export interface Facts {
  method: MethodName
  tenant_id: string
  tenant: string
  pool_id: string | null
  pool: string | null
  /** What vouches for the agent; revoking it ends all that came of it. */
  credential: { kind: CredentialKind; id: string } | null
  app_id: string | null
  /** The agent that it is, where the proof says so; null: a new one; absent: the one that it says it is. */
  agent?: string | null
  /** When the enrolment ends by itself; null: as long as its method allows. */
  ends_at: string | null
  /** What approval rules look at. */
  attributes: {
    namespace?: string
    service_account?: string
    pod?: string
    node?: string
    certificate_cn?: string
    certificate_sans?: string[]
    certificate_issuer?: string
    certificate_sha256?: string
    key?: string
    token_prefix?: string
    address?: string
  }
  /** Of launch tokens: who it is to be. */
  identity?: {
    orch_id: string
    task_id: string
    scope: string[]
    audience: string[]
    ttl_seconds: number
  }
}

/** What a method may use beside the proof. */
export interface Asked {
  agent: Introduction
  /** Its own key, 32 bytes, as the introduction names it. */
  publicKey: Buffer | null
  query: Query
  vault: Vault
  config: Config
  /** The database's clock, in ms. */
  now: () => number
  /** Checks seal and age of a challenge, or throws `token-spent`. Spending it is done when the agent is admitted. */
  nonce: (hex: string) => Buffer
  request: { id: string; ip: string; certificate: X509Certificate | undefined; authorized: boolean }
}

export interface Attested {
  facts: Facts
  /** The challenge that was answered: used up with the admission. */
  nonce?: Buffer
  /** Uses up the credential, in the admission's transaction. */
  spend?: (tx: Query) => Promise<void>
  /** Writes down which agent used it, in the same transaction. */
  note?: (tx: Query, agent: string) => Promise<void>
  /** Whether the agent's own key signed the proof. */
  possession: boolean
}

export type Proof = Schemas['EnrolmentProof']

export interface Method {
  method: MethodName
  /** The facts, or the problem `token-spent`, which does not say what is wrong with the proof. */
  attest: (proof: Proof, asked: Asked) => Promise<Attested>
}
