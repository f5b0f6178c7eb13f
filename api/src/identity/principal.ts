// Who may ask for something.
import type { Verified } from './claims.ts'

export type Principal =
  | {
      kind: 'operator'
      id: string
      name: string
      scopes: string[]
      /** Absent: an api token. */
      by?: 'api_token' | 'admin_secret'
    }
  | {
      kind: 'tenant'
      id: string
      name: string
      scopes: string[]
      tenant: string
      tenant_id: string
      suspended: boolean
    }
  | {
      kind: 'agent'
      id: string
      name: string
      tenant: string
      tenant_id: string
      /** What let it in. */
      enrolment: string
      /** It has none of ours: what it may do, its operations say. */
      scopes: string[]
      /** What it may do elsewhere: `action:resource:identifier`. */
      grants: string[]
      claims: Verified
    }
  | {
      kind: 'app'
      id: string
      name: string
      scopes: string[]
      tenant: string
      tenant_id: string
      suspended: boolean
      /** Its name. */
      app: string
      claims: Verified
    }
  | { kind: 'anonymous'; id: null; name: 'anonymous' }

export type AgentPrincipal = Extract<Principal, { kind: 'agent' }>
