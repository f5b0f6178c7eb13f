// What a token of the broker says: of an agent's session, an app or an operator who came by the admin secret.

/** One step of a delegation: who handed on what, signed by the broker. */
export interface ChainRecord {
  /** The delegator's subject, and its id. */
  agent: string
  id: string
  /** Its session: releasing or revoking that ends what it handed on, renewing it does not. */
  sid: string
  scope: string[]
  delegated_at: string
  /** The delegator's token. */
  jti: string
  /** The key that signed this step. */
  kid: string
  signature: string
}

export interface Claims {
  iss: string
  sub: string
  aud: string[]
  exp: number
  nbf: number
  iat: number
  jti: string
  /** The enrolment; of apps and operators what stands for one. */
  sid: string
  /** The number of the last revocation that was known when the token was issued: later ones count. */
  gen: number
  /** The same for its enrolment, which renewals do not make younger; absent: `gen`. */
  since?: number
  /** Grants: `action:resource:identifier`. */
  scope: string[]
  kind: 'agent' | 'app' | 'operator'
  name: string
  tenant: string
  tenant_id: string
  /** The agent's id. */
  agent?: string
  /** The credential that vouched for it. */
  cid?: string
  /** The app's id. */
  app?: string
  orch_id?: string
  task_id?: string
  chain?: ChainRecord[]
  chain_hash?: string
  /** The agent's own key: RFC 7638 thumbprint. */
  cnf?: { jkt: string }
}

/** Claims whose signature, time and standing were checked, with the keys by which they can be revoked. */
export type Verified = Claims & { keys: string[] }
