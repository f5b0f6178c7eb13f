// A configuration from what is there, for `-generate-config-out`: as short as somebody would have written it.
import type { ObjectValue, Value } from '../wire/values.ts'
import { isEqual } from './equal.ts'
import type { Attribute, Json } from './model.ts'
import { fromJson } from './translate.ts'

/** What the broker computes, what is its default and what is secret stays out. */
export function generate(attributes: Attribute[], state: ObjectValue): ObjectValue {
  return Object.fromEntries(
    attributes.map((attribute) => [attribute.name, said(attribute, state[attribute.name] ?? null)]),
  )
}

function said(attribute: Attribute, value: Value): Value {
  const { required, optional, sensitive, type, nested } = attribute
  if (value === null || !(required ?? optional) || sensitive) return null
  const preset = attribute.default
  if (preset !== undefined && isEqual(value, fromJson(preset as Json, type), type)) return null
  if (!nested) return value
  const member = (item: Value): Value => generate(nested.attributes, item as ObjectValue)
  if (nested.mode === 'single') return member(value)
  if (Array.isArray(value)) return value.map(member)
  const items = Object.entries(value as ObjectValue)
  return Object.fromEntries(items.map(([key, item]) => [key, member(item)]))
}
