// Secrets that are given without being kept: `value_wo`, sent in place of `value` whenever `value_wo_version` changes.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import { mistake } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Attribute } from './model.ts'

const versionOf = (name: string): string => `${name}_version`

/** Beside what may be write-only, its twin that is, and the twin's version: of the twin itself no plan knows a change. */
export function withWriteOnly(attribute: Attribute): Attribute[] {
  if (!attribute.writeOnly) return [attribute]
  const { name, type, description, rules, required, ...rest } = attribute
  const twin = `${name}_wo`
  return [
    {
      ...rest,
      name,
      type,
      ...(rules && { rules }),
      optional: true,
      description: `${description} It stays in the state: \`${twin}\` does not.`,
    },
    {
      name: twin,
      description: `Like \`${name}\`, but in no plan and no state; it may be ephemeral. Terraform 1.11 or later.`,
      type,
      ...(rules && { rules }),
      optional: true,
      sensitive: true,
      instead: { of: name, needed: Boolean(required) },
    },
    {
      name: versionOf(twin),
      description: `Which \`${twin}\` this is: it is sent when this changes.`,
      type: 'number',
      optional: true,
      rules: { integer: true },
    },
  ]
}

/** `allowed`: whether Terraform keeps such values out of its plans and state; one that does not would keep them. */
export function validateWriteOnly(
  attributes: Attribute[],
  config: ObjectValue,
  allowed: boolean,
): Diagnostic[] {
  return attributes.flatMap(({ name, instead }) => {
    if (!instead) return []
    const { of, needed } = instead
    const isGiven = (it: string) => (config[it] ?? null) !== null
    if (!isGiven(name)) return needed && !isGiven(of) ? [missing(of, name)] : []
    if (!allowed) return [tooOld(of, name)]
    return [
      ...(isGiven(of) ? [twice(of, name)] : []),
      ...(isGiven(versionOf(name)) ? [] : [noVersion(name)]),
    ]
  })
}

/** What is to be sent now: all of a new object, of an old one what has another version. */
export function givenOnly(
  attributes: Attribute[],
  config: ObjectValue,
  planned: ObjectValue | null,
  prior: ObjectValue | null,
): ObjectValue {
  const entries = attributes.flatMap(({ name, instead }) => {
    const value = config[name] ?? null
    if (!instead || value === null || isUnknown(value)) return []
    const version = versionOf(name)
    const isNew = !prior || planned?.[version] !== prior[version]
    return isNew ? [[instead.of, value] as const] : []
  })
  return Object.fromEntries(entries)
}

const missing = (of: string, name: string) =>
  mistake(`${of} is missing`, `Give \`${name}\` with \`${versionOf(name)}\`, or \`${of}\`.`)

const twice = (of: string, name: string) =>
  mistake('Given twice', `Give either \`${of}\` or \`${name}\`, not both.`, [name])

const noVersion = (name: string) =>
  mistake(
    `${name} has no version`,
    `Say \`${versionOf(name)} = 1\`, and another number whenever the value changes: nothing else tells a plan.`,
    [name],
  )

const tooOld = (of: string, name: string) =>
  mistake(
    `${name} would be kept in the state`,
    `Write-only attributes need Terraform 1.11 or OpenTofu 1.11, or later. With this one, use \`${of}\`.`,
    [name],
  )
