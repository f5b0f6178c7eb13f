// Enrolment with a client certificate: the connection itself is the proof.
import type { X509Certificate } from 'node:crypto'
import { problem } from '../problem.ts'
import { systemTenant } from '../tenants/rules.ts'
import { isFor, namesOf } from '../tls/names.ts'
import type { Method } from './method.ts'

const method = 'certificate'
const day = 24 * 3600 * 1000

/** Extended key usage: TLS client authentication. */
const clientAuth = '1.3.6.1.5.5.7.3.2'

export const certificate: Method = {
  method,
  async attest(_proof, { agent, request, now }) {
    const shown = request.certificate
    if (shown === undefined)
      throw problem(
        'conflict',
        'This connection shows no client certificate. The method certificate needs TLS to the broker itself (REEVE_TLS_MODE, REEVE_TLS_CLIENT_CA): a proxy that terminates TLS hides the certificate.',
      )
    const ends = Date.parse(shown.validTo)
    if (!request.authorized || !isClients(shown) || ends <= now() || startOf(shown) > now())
      throw problem(
        'token-spent',
        'The client certificate is not one of this broker’s authorities, or not for clients, or its time is over.',
      )
    const names = namesOf(shown)
    if (!isFor(names, agent.name))
      throw problem(
        'conflict',
        'The client certificate is for another agent. Its common name or one of its DNS names must be what the agent calls itself.',
      )
    return {
      facts: {
        method,
        tenant_id: systemTenant.id,
        tenant: systemTenant.slug,
        pool_id: null,
        pool: null,
        credential: null,
        app_id: null,
        ends_at: new Date(Math.min(ends, now() + day)).toISOString(),
        attributes: { ...attributesOf(shown, names), address: request.ip },
      },
      possession: false,
    }
  },
}

const startOf = ({ validFrom }: X509Certificate): number => Date.parse(validFrom)

/** Some authorities sign certificates of other authorities, or of servers: those are not agents'. */
const isClients = ({ ca, keyUsage }: X509Certificate): boolean =>
  !ca && keyUsage !== undefined && keyUsage.includes(clientAuth)

function attributesOf(
  { issuer, fingerprint256 }: X509Certificate,
  { cn, sans }: ReturnType<typeof namesOf>,
) {
  return {
    ...(cn !== null && { certificate_cn: cn }),
    certificate_sans: sans,
    certificate_issuer: issuer,
    certificate_sha256: fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}
