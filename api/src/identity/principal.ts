// Who may ask for something.

export type Principal =
  | { kind: 'operator'; id: string; name: string; scopes: string[] }
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
      agent_token: string
    }
  | { kind: 'anonymous'; id: null; name: 'anonymous' }
