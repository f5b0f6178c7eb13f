// What Terraform asks about two values: whether they are the same, and whether one keeps the promises of the other.
import { isUnknown, unknownNotNull } from '../../../provider/src/wire/values.ts'
import type { ObjectValue, Type, Unknown, Value } from '../../../provider/src/wire/values.ts'

/** The same text for the same value; the order of a set does not count, and one unknown is as another. */
export function canonical(value: Value, type: Type): string {
  if (isUnknown(value)) return '(unknown)'
  if (value === null || typeof type === 'string') return JSON.stringify(value, bigAsText)
  const [kind, inner] = type
  if (kind === 'list' || kind === 'set') {
    const items = (value as Value[]).map((item) => canonical(item, inner))
    return `[${kind === 'set' ? items.toSorted().join() : items.join()}]`
  }
  const parts = Object.keys(value).toSorted()
  const typeOf = (name: string): Type => (kind === 'object' ? inner[name]! : (inner as Type))
  const members = parts.map(
    (name) => `${JSON.stringify(name)}:${canonical((value as ObjectValue)[name]!, typeOf(name))}`,
  )
  return `{${members.join()}}`
}

export const same = (a: Value, b: Value, type: Type): boolean =>
  canonical(a, type) === canonical(b, type)

const bigAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

export function isWhollyKnown(value: Value): boolean {
  if (isUnknown(value)) return false
  if (value === null || typeof value !== 'object') return true
  return Object.values(value).every((part: Value) => isWhollyKnown(part))
}

/** Where `actual` breaks what `planned` promised. Of an unknown only "not null" is a promise. */
export function broken(planned: Value, actual: Value, type: Type, at = ''): string[] {
  if (isUnknown(planned)) return brokenUnknown(planned, actual, at)
  if (same(planned, actual, type)) return []
  const told = `${at} was promised as ${canonical(planned, type)} and is ${canonical(actual, type)}`
  if (planned === null || actual === null || isUnknown(actual) || typeof type === 'string')
    return [told]
  if (type[0] === 'set') return isWhollyKnown(planned) ? [told] : []
  return brokenParts(planned as ObjectValue, actual as ObjectValue, type, at) ?? [told]
}

function brokenUnknown({ type }: Unknown, actual: Value, at: string): string[] {
  const never = type === unknownNotNull.type && actual === null
  return never ? [`${at} was promised not to be null`] : []
}

/** Undefined when they have not the same parts. */
function brokenParts(
  planned: ObjectValue,
  actual: ObjectValue,
  [kind, inner]: Exclude<Type, string>,
  at: string,
): string[] | undefined {
  const names = Object.keys(planned)
  if (names.length !== Object.keys(actual).length || !names.every((name) => name in actual))
    return undefined
  const typeOf = (name: string) => (kind === 'object' ? inner[name]! : inner) as Type
  return names.flatMap((name) =>
    broken(planned[name]!, actual[name]!, typeOf(name), `${at}.${name}`),
  )
}
