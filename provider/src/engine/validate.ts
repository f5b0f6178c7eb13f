// The contract's rules, checked before anything is planned; what is unknown is checked later, by the broker.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue, Type, Value } from '../wire/values.ts'
import { mistake } from './diagnostics.ts'
import type { Diagnostic, Path } from './diagnostics.ts'
import type { Attribute, DataSource, Rules } from './model.ts'

export function validate(attributes: Attribute[], config: ObjectValue, at: Path = []): Diagnostic[] {
  return attributes.flatMap((attribute) => {
    const value = config[attribute.name] ?? null
    return validateValue(attribute, value, [...at, attribute.name])
  })
}

function validateValue(attribute: Attribute, value: Value, path: Path): Diagnostic[] {
  if (value === null || isUnknown(value)) return []
  const { type, rules = {}, sensitive, name } = attribute
  const wrong = broken(type, rules, value).map((rule) => {
    const shown = sensitive || typeof value === 'object' ? '' : `; it is ${JSON.stringify(printable(value))}`
    return mistake(`${name} is not valid`, `${path.join('.')} ${rule}${shown}.`, path)
  })
  return [...wrong, ...validateParts(attribute, value, path)]
}

/** The members of an object, the elements of a collection. An element of a set has no path of its own. */
function validateParts(attribute: Attribute, value: Value, path: Path): Diagnostic[] {
  const { type, nested, rules = {}, name } = attribute
  if (typeof type === 'string') return []
  if (nested?.mode === 'single') return validate(nested.attributes, value as ObjectValue, path)
  const element: Attribute = {
    name,
    description: '',
    type: type[1] as Type,
    ...(rules.items && { rules: rules.items }),
    ...(nested && { nested: { ...nested, mode: 'single' } }),
  }
  const parts: [string | number, Value][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value as ObjectValue)
  return parts.flatMap(([step, part]) => validateValue(element, part, type[0] === 'set' ? path : [...path, step]))
}

/** The rules that a value breaks, each as the end of a sentence that starts with the attribute. */
function broken(type: Type, rules: Rules, value: Value): string[] {
  if (type === 'string') return brokenText(rules, value as string)
  if (type === 'number') return brokenNumber(rules, value as number | bigint | string)
  if (!Array.isArray(value)) return []
  const { minItems = 0, maxItems = Infinity } = rules
  return [
    ...(value.length < minItems ? [`must have at least ${minItems} elements`] : []),
    ...(value.length > maxItems ? [`must have at most ${maxItems} elements`] : []),
  ]
}

function brokenText(rules: Rules, value: string): string[] {
  const { minLength = 0, maxLength = Infinity, pattern, enum: allowed, reserved, format } = rules
  const length = [...value].length
  return [
    ...(length < minLength ? [`must have at least ${minLength} characters`] : []),
    ...(length > maxLength ? [`must have at most ${maxLength} characters`] : []),
    ...(pattern && !new RegExp(pattern, 'u').test(value) ? [`must match ${pattern}`] : []),
    ...(allowed && !allowed.includes(value) ? [`must be one of ${list(allowed)}`] : []),
    ...(reserved?.includes(value) ? [`must not be one of ${list(reserved)}, which are reserved`] : []),
    ...(format === 'date-time' && Number.isNaN(Date.parse(value)) ? ['must be a time (RFC 3339)'] : []),
  ]
}

function brokenNumber(rules: Rules, value: number | bigint | string): string[] {
  const { minimum = -Infinity, maximum = Infinity, integer, enum: allowed } = rules
  const number = Number(value)
  const limits = [
    ...(number < minimum ? [`must be at least ${minimum}`] : []),
    ...(number > maximum ? [`must be at most ${maximum}`] : []),
  ]
  if (limits.length > 0) return limits
  if (typeof value !== 'number') return ['has more digits than JSON carries exactly (2^53 for whole numbers)']
  return [
    ...(integer && !Number.isInteger(value) ? ['must be a whole number'] : []),
    ...(allowed && !allowed.includes(value) ? [`must be one of ${list(allowed)}`] : []),
  ]
}

/** A data source of one object is asked for by its id or by its natural key. */
export function validateKey({ key, attributes }: DataSource, config: ObjectValue): Diagnostic[] {
  const names = attributes.filter((it) => it.optional && (it.name === 'id' || it.name === key)).map((it) => it.name)
  const given = names.filter((name) => (config[name] ?? null) !== null)
  if (names.length === 0 || given.length === 1) return []
  const choice = names.map((name) => `\`${name}\``).join(' or ')
  return given.length === 0
    ? [mistake('What should be read?', `Give ${choice}.`)]
    : [mistake('Asked for twice', `Give either ${choice}, not both.`, [given[0]!])]
}

function list(values: unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ')
}

function printable(value: Value): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
