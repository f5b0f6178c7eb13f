// Which of a command's operations is meant, told by the tenant.
import type { Operation } from '@reeve/openapi'
import { isOwned, type Shape, takes } from './contract/shape.ts'
import { UsageError } from './io.ts'
import type { Typed } from './request.ts'

export interface Choice {
  operation: Operation
  path: Record<string, string>
  query: Record<string, unknown>
}

/** `standard` is the tenant meant where none is typed. */
export function choose(
  operations: Operation[],
  { tenant: tenancy }: Shape,
  { path, query, tenant, allTenants }: Typed,
  standard: string | undefined,
): Choice {
  if (tenancy === 'none') return { operation: operations[0]!, path, query }
  const wide = operations.find((operation) => !takes(operation, 'path', 'tenant'))
  const narrow = operations.find((operation) => takes(operation, 'path', 'tenant'))!
  const defaults = (tenancy === 'owner' || tenancy === 'narrow') && !allTenants
  const given = tenant ?? (defaults ? standard : undefined)
  if (given === undefined) {
    if (wide) return { operation: wide, path, query }
    throw new UsageError(
      `Say which tenant is meant: --tenant${isOwned(narrow) ? ', REEVE_TENANT or `reeve login --tenant`' : ''}.`,
    )
  }
  // A filter that only the wide list knows: ask that one, for the tenant.
  const foreign = Object.keys(query).some((name) => !takes(narrow, 'query', name))
  if (foreign && wide) return { operation: wide, path, query: { ...query, tenant: given } }
  return { operation: narrow, path: { ...path, tenant: given }, query }
}
