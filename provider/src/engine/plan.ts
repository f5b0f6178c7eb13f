// What will be: the plan of one resource, from its configuration and what is there.
import { isUnknown, unknown, unknownNotNull } from '../wire/values.ts'
import type { ObjectValue, Value } from '../wire/values.ts'
import type { Path } from './diagnostics.ts'
import { isEqual } from './equal.ts'
import { needsReplacement } from './model.ts'
import type { Attribute, Json, Resource } from './model.ts'
import { fromJson } from './translate.ts'

export interface Plan {
  planned: ObjectValue
  requiresReplace: Path[]
}

export function planChange(
  resource: Resource,
  config: ObjectValue,
  prior: ObjectValue | null,
): Plan {
  const { attributes } = resource
  const settled = settle(attributes, config, prior)
  if (!prior) return { planned: settled, requiresReplace: [] }
  const changed = attributes.filter(
    ({ name, type }) => !isEqual(settled[name]!, prior[name] ?? null, type),
  )
  const planned = changed.length > 0 ? forget(attributes, config, settled) : settled
  const requiresReplace = changed.filter(needsReplacement).map(({ name }) => [name])
  return { planned, requiresReplace }
}

/** The configuration, completed by defaults and by what is there or, where nothing is, by unknowns. */
function settle(
  attributes: Attribute[],
  config: ObjectValue,
  prior: ObjectValue | null,
): ObjectValue {
  const entries = attributes.map((attribute): [string, Value] => {
    const { name, type } = attribute
    const given = config[name] ?? null
    const before = prior ? (prior[name] ?? null) : undefined
    if (given !== null) return [name, inside(attribute, given, before ?? null)]
    if (attribute.default !== undefined) return [name, fromJson(attribute.default as Json, type)]
    if (!attribute.computed) return [name, null]
    return [name, before ?? (prior ? null : notKnownYet(attribute))]
  })
  return Object.fromEntries(entries)
}

/**
 * An update may change what the broker computes, so a plan promises only what is steady (docs/terraform.md). What the
 * configuration says, or a default, is promised in any case.
 */
function forget(attributes: Attribute[], config: ObjectValue, settled: ObjectValue): ObjectValue {
  const forgotten = attributes
    .filter((it) => it.computed && it.default === undefined && !it.steady)
    .filter((it) => (config[it.name] ?? null) === null && !it.optional)
  return { ...settled, ...Object.fromEntries(forgotten.map((it) => [it.name, notKnownYet(it)])) }
}

/** The members of a nested object have defaults and computed values of their own. */
function inside(attribute: Attribute, given: Value, before: Value): Value {
  const { nested } = attribute
  if (!nested || isUnknown(given)) return given
  const within = (item: Value, old: Value | undefined): Value =>
    item === null || isUnknown(item)
      ? item
      : settle(nested.attributes, item as ObjectValue, (old ?? null) as ObjectValue | null)
  if (nested.mode === 'single') return within(given, before)
  const [items, olds] = [given as Value[], before as Value[] | null]
  if (nested.mode === 'list') return items.map((item, index) => within(item, olds?.[index]))
  if (nested.mode === 'set')
    return items.map((item) =>
      within(
        item,
        olds?.find((old) => like(nested.attributes, item, old)),
      ),
    )
  const entries = Object.entries(given as ObjectValue)
  const before_ = before as ObjectValue | null
  return Object.fromEntries(entries.map(([key, item]) => [key, within(item, before_?.[key])]))
}

/** An element of a set has no place; it is the one whose configured members are the same. */
function like(attributes: Attribute[], item: Value, old: Value): boolean {
  if (item === null || old === null || isUnknown(item)) return false
  const [given, before] = [item as ObjectValue, old as ObjectValue]
  return attributes.every(
    ({ name, type }) =>
      (given[name] ?? null) === null || isEqual(given[name]!, before[name] ?? null, type),
  )
}

function notKnownYet({ nullable }: Attribute): Value {
  return nullable ? unknown : unknownNotNull
}
