// What a refusal of a change that was only tried means for the plan: an error, a warning, or nothing.
import type { Warning } from '@reeve/openapi/warnings'
import { Failure, toText } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Resource } from './model.ts'
import { asFailure, attributePath } from './refusal.ts'
import type { Refused } from './refusal.ts'

/** It says nothing of the change: who asked may not, a limit was met, the broker failed or is too old to be asked. */
export function isNoVerdict({ status, problem }: Refused): boolean {
  const isOld = problem.errors?.some((mistake) => mistake.in === 'query') ?? false
  return [401, 403, 429].includes(status) || status >= 500 || isOld
}

/**
 * What is wrong with the values themselves is an error. What depends on how things are is a warning: something that
 * this plan does not see may change them before the apply comes to it.
 */
export function verdictOf(error: Refused, resource: Resource, missing: boolean): Diagnostic[] {
  const failure = asFailure(error, resource)
  if (!(failure instanceof Failure)) return []
  const { code } = error.problem
  if (code === 'invalid-request' && !missing) return failure.diagnostics
  const path = placeOfName(resource, code)
  return failure.diagnostics.map((it) => ({
    ...(path && { path }),
    ...it,
    severity: 'warning',
    detail: `${it.detail}\n\nAs things are now the apply would be refused, unless something in it changes that first.`,
  }))
}

/** A name that is taken, or an owner who is not there. */
function placeOfName({ key, attributes }: Resource, code?: string): [string] | undefined {
  if (code === 'name-taken' && key) return [key]
  const owners = attributes.filter(({ parameter }) => parameter)
  return code === 'not-found' && owners.length === 1 ? [owners[0]!.name] : undefined
}

/** What the broker allows and yet takes for a likely mistake. */
export function toWarning(
  { detail, pointer }: Warning,
  { attributes, name }: Resource,
): Diagnostic {
  const path = pointer === undefined ? undefined : attributePath(pointer, attributes)
  return {
    severity: 'warning',
    summary: path ? `${toText(path)} ${detail}` : detail,
    detail: `The broker says so of this ${name}, asked before anything is applied.`,
    ...(path && { path }),
  }
}
