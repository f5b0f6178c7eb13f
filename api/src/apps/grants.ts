// Whether what was written are grants.
import { parseGrant } from '@reeve/openapi'
import { problem } from '../problem.ts'

/** Throws a problem that points at each that is none. */
export function areGrants(scopes: readonly string[], pointer: string): void {
  const errors = scopes.flatMap((scope, index) =>
    parseGrant(scope)
      ? []
      : [
          {
            in: 'body' as const,
            pointer: `${pointer}/${index}`,
            detail: 'is no grant: write `action:resource:identifier`, without white space',
          },
        ],
  )
  if (errors.length > 0)
    throw problem('invalid-request', 'Grants are `action:resource:identifier`.', { errors })
}
