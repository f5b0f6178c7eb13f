// The operation that exchanges the admin secret for a token.
import { record } from '../audit/store.ts'
import type { Handlers } from '../http/contract.ts'
import type { Trust } from '../identity/trust.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import { systemTenant } from '../tenants/rules.ts'
import { adminSecretOf } from './secret.ts'

/** What the token is good for. */
const scope = ['admin:launch-tokens:*', 'admin:revoke:*', 'admin:audit:*']

/** Under this name the limiter counts failures: there is one admin secret. */
const prefix = 'admin'

const name = 'admin'

export function adminAuth(trust: Trust) {
  const { config, db, limiter, security, revocations, metrics } = trust
  const secret = config.adminSecret === undefined ? undefined : adminSecretOf(config.adminSecret)
  return {
    async authenticateAdmin({ body }, { request, event }) {
      // Without a secret there is no such door; see `without` in http/app.ts.
      if (!secret) throw problem('not-found', 'There is no POST /api/v1/admin/auth.')
      const { ip } = request
      limiter.guard(prefix, ip)
      limiter.take('admin_auth', ip)
      const generation = revocations.number()
      if (!(await secret.matches(body.secret))) {
        limiter.failed(prefix, ip, 'admin_secret')
        metrics.adminAuth.inc({ status: 'refused' })
        const detail = 'The admin secret was wrong.'
        security.note('security.auth.failure', { request, detail, target: event().target })
        throw problem('unauthenticated', 'The credentials are wrong.')
      }
      limiter.succeeded(prefix, ip)
      metrics.adminAuth.inc({ status: 'accepted' })
      const issued = await adminToken(trust, config.adminTokenTtl, generation)
      const principal = { kind: 'operator' as const, id: issued.sid, name, scopes: [] }
      await record(db.as('operator'), { ...event(), principal })
      return {
        access_token: issued.token,
        expires_in: issued.expires_in,
        token_type: 'Bearer' as const,
      }
    },
  } satisfies Partial<Handlers>
}

/** `generation`: the last revocation that was known before anything was proved. */
export async function adminToken(
  { sessions, revocations }: Trust,
  seconds: number,
  generation = revocations.number(),
) {
  const sid = newId()
  const said = {
    ...{ sub: `operator:${name}`, aud: [sessions.audience], sid, gen: generation, scope },
    ...{ kind: 'operator' as const, name, tenant: systemTenant.slug },
    tenant_id: systemTenant.id,
  }
  return { sid, ...(await sessions.issue(said, sessions.ttl(seconds))) }
}
