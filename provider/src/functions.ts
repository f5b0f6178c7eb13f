// The provider's functions: what the contract's own rules say of scopes, ids and times, for configurations.
import { scopeAllows } from '@reeve/openapi/scopes'
import { spiffeIdOf, type SpiffeParts } from '@reeve/openapi/spiffe'
import { tokenIdOf } from '@reeve/openapi/token-ids'
import { ArgumentError } from './engine/functions.ts'
import type { ProviderFunction, ProviderFunctions } from './engine/functions.ts'

const parseTokenId: ProviderFunction = {
  summary: 'What a secret is, and its public id',
  description:
    'Tells the kind of a token or key by its form: `agent_token`, `api_token`, `enrolment_key`, `app_secret`, ' +
    '`bootstrap_token` or `session`. `id` is what may be shown of it: the first part of a bootstrap token (its ' +
    '`prefix`), the `jti` of a session; null for the others, which have no public part. Nothing is verified.',
  parameters: [{ name: 'token', description: 'The secret.', type: 'string' }],
  returns: ['object', { kind: 'string', id: 'string' }],
  call: (token: string) => {
    const found = tokenIdOf(token)
    // It may be a secret with a slip in it: it is not repeated.
    if (!found) throw new ArgumentError(0, 'is no token or key of Reeve')
    return { kind: found.kind, id: found.id }
  },
}

const spiffeId: ProviderFunction = {
  summary: 'The SPIFFE id of an agent',
  description:
    'As the broker puts it into sessions. `of` is one of `{ tenant, agent }`, `{ pool, agent }` (the pool may be ' +
    'null) and `{ orch_id, task_id, instance }`.',
  parameters: [
    { name: 'trust_domain', description: "The broker's trust domain.", type: 'string' },
    { name: 'of', description: 'Whose id it is.', type: ['map', 'string'] },
  ],
  returns: 'string',
  call: (trustDomain: string, of: Record<string, string | null>) => {
    if (!/^[a-z0-9._-]{1,255}$/.test(trustDomain))
      throw new ArgumentError(
        0,
        'must be a trust domain: lower case letters, digits, `.`, `_` and `-`',
      )
    try {
      return spiffeIdOf(trustDomain, partsFrom(of))
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw new ArgumentError(1, error.message)
    }
  },
}

function partsFrom(of: Record<string, string | null>): SpiffeParts {
  const { tenant, pool = null, agent, orch_id, task_id, instance } = of
  switch (Object.keys(of).toSorted().join(' ')) {
    case 'agent tenant':
      return { kind: 'tenant', tenant: tenant ?? '', agent: agent ?? '' }
    case 'agent pool':
      return { kind: 'shared', pool, agent: agent ?? '' }
    case 'instance orch_id task_id':
      return {
        kind: 'task',
        orch_id: orch_id ?? '',
        task_id: task_id ?? '',
        instance: instance ?? '',
      }
    default:
      throw new TypeError(
        'must be { tenant, agent }, { pool, agent } or { orch_id, task_id, instance }, ' +
          `not { ${Object.keys(of).join(', ')} }`,
      )
  }
}

const cronNext: ProviderFunction = {
  summary: 'When a schedule is due next',
  description:
    'The first due time after a moment, as the broker reckons it: a cron expression of five or six fields in a time ' +
    'zone. Null if it never fires again. For `after`, `plantimestamp()` is the moment of the plan.',
  parameters: [
    { name: 'schedule', description: 'The cron expression.', type: 'string' },
    { name: 'time_zone', description: 'Such as `Europe/Berlin` or `UTC`.', type: 'string' },
    { name: 'after', description: 'A moment (RFC 3339).', type: 'string' },
  ],
  returns: 'string',
  call: async (schedule: string, timeZone: string, after: string) => {
    // loaded when it is called: every start of the provider would pay for it
    const { ScheduleError, scheduleOf } = await import('@reeve/openapi/cron')
    const from = new Date(after)
    if (Number.isNaN(from.getTime())) throw new ArgumentError(2, 'must be a moment (RFC 3339)')
    try {
      const next = scheduleOf(schedule, timeZone).nextRun(from)
      return next ? next.toISOString().replace('.000Z', 'Z') : null
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error
      throw new ArgumentError(error.about === 'schedule' ? 0 : 1, error.message)
    }
  },
}

/** As the contract demands it of an api token's scopes. */
const scopeForm = /^(\*|([a-z][a-z-]{0,62}|\*):(read|write|\*))$/

const scopesAllowed: ProviderFunction = {
  summary: 'Whether scopes grant a scope',
  description:
    'By the rules of the broker: `jobs:write` includes `jobs:read`, `*` stands for any nouns, any verb, or all.',
  parameters: [
    { name: 'granted', description: 'The scopes that are granted.', type: ['list', 'string'] },
    {
      name: 'needed',
      description: 'The scope that is needed, such as `jobs:read`.',
      type: 'string',
    },
  ],
  returns: 'bool',
  call: (granted: (string | null)[], needed: string) => {
    const wrong = granted.find((scope) => scope === null || !scopeForm.test(scope))
    if (wrong !== undefined)
      throw new ArgumentError(
        0,
        `holds ${JSON.stringify(wrong)}, which is no scope such as "jobs:read"`,
      )
    if (!scopeForm.test(needed)) throw new ArgumentError(1, 'must be a scope such as "jobs:read"')
    return granted.some((scope) => scopeAllows(scope!, needed))
  },
}

export const functions: ProviderFunctions = {
  parse_token_id: parseTokenId,
  spiffe_id: spiffeId,
  cron_next: cronNext,
  scope_allows: scopesAllowed,
}
