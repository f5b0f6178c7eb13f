// The contract's rules, checked before anything is planned; what is unknown is checked later, by the broker.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue, Type, Value } from '../wire/values.ts'
import { mistake, toText } from './diagnostics.ts'
import type { Diagnostic, Path } from './diagnostics.ts'
import type { Attribute, DataSource, Rules } from './model.ts'

export function validate(
  attributes: Attribute[],
  config: ObjectValue,
  at: Path = [],
): Diagnostic[] {
  return attributes.flatMap((attribute) => {
    const value = config[attribute.name] ?? null
    return validateValue(attribute, value, [...at, attribute.name])
  })
}

function validateValue(attribute: Attribute, value: Value, path: Path): Diagnostic[] {
  if (value === null || isUnknown(value)) return []
  const { type, rules = {}, sensitive, name } = attribute
  const wrong = broken(type, rules, value).map((rule) => {
    const shown =
      sensitive || typeof value === 'object' ? '' : `; it is ${JSON.stringify(printable(value))}`
    return mistake(`${name} is not valid`, `${toText(path)} ${rule}${shown}.`, path)
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
  const parts: [Path[number], Value][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value as ObjectValue).map(([key, item]) => [{ key }, item])
  return parts.flatMap(([step, part]) =>
    validateValue(element, part, type[0] === 'set' ? path : [...path, step]),
  )
}

/** The rules that a value breaks, each as the end of a sentence that starts with the attribute. */
function broken(type: Type, rules: Rules, value: Value): string[] {
  const said =
    type === 'string'
      ? ofText.map((check) => check(rules, value as string))
      : type === 'number'
        ? ofNumber.map((check) => check(rules, value as number | bigint | string))
        : Array.isArray(value)
          ? ofElements.map((check) => check(rules, value))
          : []
  return said.filter((sentence) => typeof sentence === 'string')
}

type Check<T> = (rules: Rules, value: T) => string | false | undefined

const ofText: Check<string>[] = [
  ({ minLength = 0 }, text) =>
    lengthOf(text) < minLength &&
    (minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`),
  ({ maxLength = Infinity }, text) =>
    lengthOf(text) > maxLength && `must have at most ${maxLength} characters`,
  ({ pattern }, text) => pattern && !new RegExp(pattern, 'u').test(text) && `must match ${pattern}`,
  ({ enum: allowed }, text) =>
    allowed && !allowed.includes(text) && `must be one of ${list(allowed)}`,
  ({ reserved }, text) =>
    reserved?.includes(text) && `must not be one of ${list(reserved)}, which are reserved`,
  ({ json }, text) => json && !isJson(text) && 'must be JSON; write it with jsonencode()',
  ({ format }, text) =>
    format === 'date-time' && Number.isNaN(Date.parse(text)) && 'must be a time (RFC 3339)',
]

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const ofNumber: Check<number | bigint | string>[] = [
  ({ minimum = -Infinity }, value) => Number(value) < minimum && `must be at least ${minimum}`,
  ({ maximum = Infinity }, value) => Number(value) > maximum && `must be at most ${maximum}`,
  (_, value) =>
    typeof value !== 'number' &&
    'has more digits than JSON carries exactly (2^53 for whole numbers)',
  ({ integer }, value) =>
    integer && typeof value === 'number' && !Number.isInteger(value) && 'must be a whole number',
  ({ enum: allowed }, value) =>
    allowed && !allowed.includes(Number(value)) && `must be one of ${list(allowed)}`,
]

const ofElements: Check<Value[]>[] = [
  ({ minItems = 0 }, value) => value.length < minItems && `must have at least ${minItems} elements`,
  ({ maxItems = Infinity }, value) =>
    value.length > maxItems && `must have at most ${maxItems} elements`,
]

/** As JSON Schema counts: code points. */
function lengthOf(text: string): number {
  return Array.from(text).length
}

/** A data source of one object is asked for by its id or by its natural key. */
export function validateKey({ key, attributes }: DataSource, config: ObjectValue): Diagnostic[] {
  const names = attributes
    .filter((it) => it.optional && (it.name === 'id' || it.name === key))
    .map((it) => it.name)
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
