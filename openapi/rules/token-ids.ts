// What a secret is by its form, and the part of it that may be shown.

export interface TokenId {
  kind:
    | 'agent_token'
    | 'api_token'
    | 'app_secret'
    | 'bootstrap_token'
    | 'enrolment_key'
    | 'launch_token'
    | 'session'
  /** Null: it has no public part. */
  id: string | null
}

const opaque: [RegExp, TokenId['kind']][] = [
  [/^agent_[0-9a-f]{64}$/, 'agent_token'],
  [/^reeve_[0-9a-f]{64}$/, 'api_token'],
  [/^enrol_[0-9a-f]{64}$/, 'enrolment_key'],
  [/^appsecret_[0-9a-f]{64}$/, 'app_secret'],
]

/** Nothing is verified: it is the form alone that is looked at. Undefined: it is none of ours. */
export function tokenIdOf(text: string): TokenId | undefined {
  const kind = opaque.find(([form]) => form.test(text))?.[1]
  if (kind) return { kind, id: null }
  const [, prefix] = /^([a-z0-9]{6})\.[a-z0-9]{16}$/.exec(text) ?? []
  if (prefix !== undefined) return { kind: 'bootstrap_token', id: prefix }
  const [, ...launch] = launchForm.exec(text) ?? []
  if (launch.length > 0) return { kind: 'launch_token', id: launch.join('-') }
  const jti = sessionIdIn(text)
  return jti === undefined ? undefined : { kind: 'session', id: jti }
}

/** The id is a UUID without its dashes. */
const launchForm =
  /^launch_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[0-9a-f]+$/

/** The `jti` of a JWT. */
function sessionIdIn(text: string): string | undefined {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(text) ?? []
  if (payload === undefined) return undefined
  try {
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as unknown
    const { jti } = Object(claims) as { jti?: unknown }
    return typeof jti === 'string' ? jti : undefined
  } catch {
    return undefined
  }
}
