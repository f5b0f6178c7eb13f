// Terraform's rules for a plan: what it proposes to the provider, and what it refuses to take back
// (docs/resource-instance-change-lifecycle.md of hashicorp/terraform, in own words).
import { isUnknown } from '../../../provider/src/wire/values.ts'
import type { ObjectValue, Value } from '../../../provider/src/wire/values.ts'
import type { Field } from './schema.ts'
import { canonical, same } from './values.ts'

/** The configuration, completed by what is there wherever the provider may choose. */
export function proposedNew(
  fields: Field[],
  prior: ObjectValue | null,
  config: ObjectValue,
): ObjectValue {
  const entries = fields.map((field): [string, Value] => {
    const [given, before] = [config[field.name] ?? null, prior?.[field.name] ?? null]
    if (field.writeOnly) return [field.name, null]
    if (given === null) return [field.name, field.computed ? before : null]
    return [field.name, proposedInside(field, before, given)]
  })
  return Object.fromEntries(entries)
}

function proposedInside({ nested }: Field, before: Value, given: Value): Value {
  if (!nested || isUnknown(given)) return given
  const { mode, fields } = nested
  const member = (item: Value, old: Value): Value =>
    item === null || isUnknown(item)
      ? item
      : proposedNew(fields, old as ObjectValue | null, item as ObjectValue)
  if (mode === 'single') return member(given, before)
  if (mode === 'set') return (given as Value[]).map((item) => member(item, null))
  const olds = (before ?? {}) as ObjectValue
  if (mode === 'list') return (given as Value[]).map((item, i) => member(item, olds[i] ?? null))
  const items = Object.entries(given as ObjectValue)
  return Object.fromEntries(items.map(([key, item]) => [key, member(item, olds[key] ?? null)]))
}

/** What Terraform would say of a plan that it does not take. */
export function invalidIn(
  fields: Field[],
  prior: ObjectValue | null,
  config: ObjectValue,
  planned: ObjectValue,
  at = '',
): string[] {
  return fields.flatMap((field) => {
    const { name, type, computed, writeOnly } = field
    const [before, given, now] = [
      prior?.[name] ?? null,
      config[name] ?? null,
      planned[name] ?? null,
    ]
    if (writeOnly) return now === null ? [] : [`${at}.${name} is write-only and was planned`]
    if (same(now, given, type)) return []
    if (given === null) return computed ? [] : [`${at}.${name} is not set and was planned`]
    // another spelling of what is there already
    if (before !== null && same(now, before, type)) return []
    return invalidInside(field, { before, given, now }, `${at}.${name}`)
  })
}

interface Three {
  before: Value
  given: Value
  now: Value
}

function invalidInside(
  { nested, type }: Field,
  { before, given, now }: Three,
  at: string,
): string[] {
  const told = `${at} is ${canonical(given, type)} in the configuration, ${canonical(now, type)} in the plan`
  if (!nested || isUnknown(given) || isUnknown(now) || now === null) return [told]
  const { mode, fields } = nested
  const member = (item: Value, old: Value, planned: Value, place: string): string[] => {
    if (item === null || isUnknown(item) || planned === null || isUnknown(planned))
      return canonical(item, 'string') === canonical(planned, 'string') ? [] : [told]
    return invalidIn(
      fields,
      old as ObjectValue | null,
      item as ObjectValue,
      planned as ObjectValue,
      place,
    )
  }
  if (mode === 'single') return member(given, before, now, at)
  if (Object.keys(given as object).length !== Object.keys(now).length) return [told]
  if (mode === 'set') {
    const given_ = given as Value[]
    const fits = (item: Value) => given_.some((it) => member(it, null, item, at).length === 0)
    return (now as Value[]).every(fits) ? [] : [told]
  }
  const [items, olds, plans] = [given, before ?? {}, now] as ObjectValue[]
  return Object.keys(items!).flatMap((key) =>
    key in plans! ? member(items![key]!, olds![key] ?? null, plans![key]!, `${at}[${key}]`) : told,
  )
}
