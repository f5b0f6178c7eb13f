// Between Terraform's values and the contract's JSON.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue, Type, Value } from '../wire/values.ts'
import { isEqual } from './equal.ts'
import type { Attribute, Json } from './model.ts'

type Answer = Record<string, Json>

/**
 * The state after an answer. What the answer does not show (a secret, shown once) or spells in another order stays as
 * it was; path attributes stay as the user spelled them, since `acme` and its id are the same place. What `before`
 * does not name is taken from the answer.
 */
export function stateFrom(
  attributes: Attribute[],
  answer: Answer,
  before: ObjectValue | null,
): ObjectValue {
  const entries = attributes.map((attribute): [string, Value] => {
    const { name } = attribute
    const known = isUnknown(before?.[name]) ? undefined : before?.[name]
    if (attribute.parameter && known) return [name, known]
    const shown = answer[name]
    if (shown === undefined) return [name, known ?? null]
    const now = attribute.json ? textOf(shown) : fromJson(shown, attribute.type)
    return [name, known !== undefined && isSame(attribute, known, now) ? known : now]
  })
  return Object.fromEntries(entries)
}

export function fromJson(json: Json, type: Type): Value {
  if (json === null || typeof type === 'string') return json as Value
  const [kind, inner] = type
  if (kind === 'list' || kind === 'set')
    return (json as Json[]).map((item) => fromJson(item, inner))
  const members = json as Answer
  const typed: [string, Type][] =
    kind === 'map' ? Object.keys(members).map((key) => [key, inner]) : Object.entries(inner)
  return Object.fromEntries(typed.map(([key, of]) => [key, fromJson(members[key] ?? null, of)]))
}

/** A body of everything that can be set (`inCreate`) or changed (`inUpdate`). */
export function bodyFrom(
  attributes: Attribute[],
  values: ObjectValue,
  travels: 'inCreate' | 'inUpdate',
  before: ObjectValue | null = null,
): Answer {
  const entries = attributes
    .filter((attribute) => attribute[travels])
    .map((attribute): [string, Json | undefined] => {
      const value = values[attribute.name] ?? null
      // A secret that is left out stays as it is; one that nobody has set must not be cleared by a null.
      const untouched =
        attribute.sensitive && value === null && (before?.[attribute.name] ?? null) === null
      return [attribute.name, untouched ? undefined : toJson(value, attribute)]
    })
  return Object.fromEntries(entries.filter(([, json]) => json !== undefined)) as Answer
}

/** Undefined is "not said": null where the contract has no null. */
function toJson(
  value: Value,
  attribute: Pick<Attribute, 'type' | 'nested' | 'nullable' | 'json'>,
): Json | undefined {
  if (value === null || isUnknown(value)) return attribute.nullable ? null : undefined
  const { type, nested } = attribute
  if (attribute.json) return JSON.parse(value as string) as Json
  if (type === 'number') return Number(value)
  if (typeof type === 'string') return value as Json
  if (nested?.mode === 'single')
    return bodyFrom(nested.attributes, value as ObjectValue, 'inCreate')
  const element = nested
    ? { type: type[1] as Type, nested: { ...nested, mode: 'single' as const } }
    : { type: type[1] as Type }
  if (Array.isArray(value)) return value.map((item) => toJson(item, element) ?? null)
  const entries = Object.entries(value as ObjectValue)
  return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item, element) ?? null]))
}

/** An empty collection is the broker's way to say "none" where the contract has no null. */
function isSame(attribute: Attribute, before: Value, now: Value): boolean {
  if (isEqual(before, now, attribute.type)) return true
  if (attribute.json && before !== null && now !== null)
    return sameJson(before as string, now as string)
  const none = before === null && attribute.default === undefined && !attribute.nullable
  return none && Array.isArray(now) && now.length === 0
}

/** JSON's own null is Terraform's. */
const textOf = (json: Json): Value => (json === null ? null : JSON.stringify(ordered(json)))

/** However it is spelled: `jsonencode` escapes more than JSON asks for, and people order members as they like. */
export function sameJson(a: string, b: string): boolean {
  try {
    return textOf(JSON.parse(a) as Json) === textOf(JSON.parse(b) as Json)
  } catch {
    return false
  }
}

/** Members by name, as `jsonencode` writes them. */
function ordered(json: Json): Json {
  if (Array.isArray(json)) return json.map(ordered)
  if (typeof json !== 'object' || json === null) return json
  const members = Object.entries(json).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, value]) => [name, ordered(value)]))
}
