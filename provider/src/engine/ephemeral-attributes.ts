// What an ephemeral resource asks beside the contract: when to mint, what makes two the same, and whether to end it.
import { mistake } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Attribute, Ephemeral, Resource } from './model.ts'
import type { ObjectValue } from '../wire/values.ts'

const applying: Attribute = {
  name: 'applying',
  description:
    'Set it to `terraform.applying`: while that is false, as in a plan, nothing is minted and what would come of it ' +
    'is unknown. It may be left out only together with `revoke_on_close = true`.',
  type: 'bool',
  optional: true,
}

const revokeOnClose: Attribute = {
  name: 'revoke_on_close',
  description:
    'Ends it when Terraform no longer needs it, for what only this run should use. Each opening then mints another. ' +
    'False by default: what was handed on stays good.',
  type: 'bool',
  optional: true,
}

const key: Attribute = {
  name: 'key',
  description:
    'Names it to whoever opens it again: within 24 hours the same key, with all else the same, gives the same one, ' +
    'not another. Needed unless `revoke_on_close = true`.',
  type: 'string',
  optional: true,
  rules: { minLength: 1, maxLength: 200 },
}

/** What has a natural key is told by that from others. */
export function askedOf(resource: Resource): Attribute[] {
  return [applying, ...(resource.key ? [] : [key]), revokeOnClose]
}

/** A configuration that would leave one more token behind with every plan is refused before there is a plan. */
export function validateEphemeral(thing: Ephemeral, config: ObjectValue): Diagnostic[] {
  if ((config['revoke_on_close'] ?? false) !== false) return []
  const missing = askedOf(thing).filter(({ name }) => (config[name] ?? null) === null)
  return missing.flatMap(({ name }) => needed[name] ?? [])
}

const needed: Record<string, Diagnostic> = {
  applying: mistake(
    'When should it be minted?',
    'Terraform opens an ephemeral resource in every plan and again in every apply. Say `applying = terraform.applying` ' +
      'to mint in an apply alone, or `revoke_on_close = true` to end each one when the command is done with it.',
    ['applying'],
  ),
  key: mistake(
    'Which one is it?',
    'It has no name. Say `key = "…"`, so that opening it again gives the same one, or `revoke_on_close = true`.',
    ['key'],
  ),
}
