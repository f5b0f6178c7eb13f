// How an app gets its token: by client id and secret. Whatever is wrong, the answer is one and the same.
import { record } from '../audit/store.ts'
import type { Context } from '../http/contract.ts'
import type { Schemas } from '../http/revision.ts'
import { hashOf } from '../identity/hash.ts'
import { principalOf } from '../identity/sessions.ts'
import type { Claims } from '../identity/claims.ts'
import type { Trust } from '../identity/trust.ts'
import { isId, newId } from '../ids.ts'
import { problem } from '../problem.ts'
import { find, type FoundApp } from './store.ts'

/** What the token is good for. */
const scope = ['app:launch-tokens:*', 'app:agents:*', 'app:audit:read']

export async function authenticate(
  trust: Trust,
  { client_id, client_secret }: Schemas['AppCredentials'],
  { tx, request, event }: Context,
): Promise<Schemas['AppToken']> {
  const { limiter, security, sessions, revocations, config, db } = trust
  const { ip } = request
  limiter.guard(client_id, ip)
  limiter.take('app_auth', `${client_id} ${ip}`) // with the address: nobody locks an app out from elsewhere
  const generation = revocations.number() // before it is looked up: what is revoked since counts
  const hash = hashOf(client_secret)
  const app = isId(client_id) ? await tx.maybe(find, { client: client_id, hash }) : undefined
  if (!app) {
    limiter.failed(client_id, ip, 'app_secret')
    const detail = 'The credentials of an app were wrong.'
    security.note('security.auth.failure', { request, detail, target: event().target })
    throw problem('unauthenticated', 'The credentials are wrong.')
  }
  limiter.succeeded(client_id, ip)
  const said = saidOf(app, generation, sessions.audience)
  const seconds = sessions.ttl(app.token_ttl_seconds ?? config.appTokenTtl)
  const { token: access_token, expires_in } = await sessions.issue(said, seconds)
  const { id: app_id, tenant_id } = app
  const principal = principalOf({ ...(said as unknown as Claims), keys: [] })
  await record(db.as('operator'), { ...event(), principal, tenant_id, app_id })
  return { access_token, expires_in, token_type: 'Bearer', scopes: app.scopes }
}

const saidOf = ({ id, name, tenant, tenant_id }: FoundApp, gen: number, audience: string) => ({
  ...{ sub: `app:${id}`, aud: [audience], sid: newId(), gen, scope },
  ...{ kind: 'app' as const, name, tenant, tenant_id, app: id },
})
