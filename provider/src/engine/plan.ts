// What will be: the plan of one resource, from its configuration and what is there.
import { isUnknown, unknown, unknownNotNull } from '../wire/values.ts'
import type { ObjectValue, Value } from '../wire/values.ts'
import { refuse } from './diagnostics.ts'
import type { Path } from './diagnostics.ts'
import { isEqual } from './equal.ts'
import { needsReplacement } from './model.ts'
import type { Attribute, Json, Resource } from './model.ts'
import { isDue } from './rotate.ts'
import { fromJson, sameJson } from './translate.ts'

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
  if (resource.found && !prior)
    refuse(
      `A ${resource.name} is not made by an apply`,
      'It can be listed (`terraform query`) and imported to be looked at. ' + resource.description,
    )
  const same = settle(attributes, config, prior, () => true)
  if (!prior) return { planned: same, requiresReplace: [] }
  const changed = attributes.filter(
    ({ name, type }) => !isEqual(same[name]!, prior[name] ?? null, type),
  )
  const rotates = isDue(resource, prior)
  const keeps = (it: Attribute) => isPromised(it) && !(rotates && it.rotates)
  const planned = changed.length > 0 || rotates ? settle(attributes, config, prior, keeps) : same
  const requiresReplace = changed.filter(needsReplacement).map(({ name }) => [name])
  return { planned, requiresReplace }
}

/**
 * An update may change what the broker computes, so then a plan promises only what is steady (docs/terraform.md), and
 * what the broker chose where the configuration might have.
 */
function isPromised({ steady, optional }: Attribute): boolean {
  return Boolean(steady ?? optional)
}

/** The configuration, completed by defaults and by what is there or, where nothing is, by unknowns. */
function settle(
  attributes: Attribute[],
  config: ObjectValue,
  prior: ObjectValue | null,
  keeps: (attribute: Attribute) => boolean,
): ObjectValue {
  const entries = attributes.map((attribute): [string, Value] => {
    const { name, type } = attribute
    const [given, before] = [config[name] ?? null, prior?.[name] ?? null]
    if (attribute.instead) return [name, null]
    if (given !== null) return [name, inside(attribute, given, before, keeps)]
    if (attribute.default !== undefined) return [name, fromJson(attribute.default as Json, type)]
    if (!attribute.computed) return [name, null]
    return [name, prior && keeps(attribute) ? before : notKnownYet(attribute)]
  })
  return Object.fromEntries(entries)
}

/** The members of a nested object have defaults and computed values of their own. */
function inside(
  { nested, json }: Attribute,
  given: Value,
  before: Value,
  keeps: (attribute: Attribute) => boolean,
): Value {
  if (isUnknown(given)) return given
  // Spelled in another way, as after an import: Terraform lets a plan keep what is there.
  if (json && typeof before === 'string' && sameJson(given as string, before)) return before
  if (!nested) return given
  const { mode, attributes } = nested
  const member = (item: Value, old: Value = null): Value =>
    item === null || isUnknown(item)
      ? item
      : settle(attributes, item as ObjectValue, old as ObjectValue | null, keeps)
  if (mode === 'single') return member(given, before)
  if (mode === 'map') {
    const olds = (before ?? {}) as ObjectValue
    const items = Object.entries(given as ObjectValue)
    return Object.fromEntries(items.map(([key, item]) => [key, member(item, olds[key])]))
  }
  const olds = (before ?? []) as Value[]
  const oldOf = (item: Value, index: number) =>
    mode === 'list' ? olds[index] : olds.find((old) => like(attributes, item, old))
  return (given as Value[]).map((item, index) => member(item, oldOf(item, index)))
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
