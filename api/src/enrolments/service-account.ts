// Enrolment with the token of a Kubernetes service account: the cluster says whose it is.
import { mistake, problem } from '../problem.ts'
import type { Method } from './method.ts'
import { systemTenant } from '../tenants/rules.ts'
import { review } from './token-review.ts'

/** A cluster knows nothing of tenants: without a rule that says otherwise its agents are the platform's. */
const place = {
  tenant_id: systemTenant.id,
  tenant: systemTenant.slug,
  pool_id: null,
  pool: null,
}

export const serviceAccount: Method = {
  method: 'service_account',
  async attest({ token }, { config, request }) {
    if (token === null) throw mistake('/proof/token', 'is missing: the service account’s token')
    const { api } = config.kubernetes
    if (api === undefined)
      throw problem(
        'conflict',
        'This broker knows no Kubernetes API server (REEVE_KUBERNETES_API), so it lets in nobody by a service account.',
      )
    const attributes = await review(token, { ...config.kubernetes, api })
    if (!attributes)
      throw problem(
        'token-spent',
        'The cluster does not know this service account’s token, or it was made for another audience, or it has expired.',
      )
    return {
      facts: {
        method: 'service_account',
        ...place,
        credential: null,
        app_id: null,
        ends_at: null,
        attributes: { ...attributes, address: request.ip },
      },
      possession: false,
    }
  },
}
