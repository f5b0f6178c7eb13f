// Whether two of Terraform's values are the same to a person: the order of a set does not count.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue, Type, Value } from '../wire/values.ts'

export function isEqual(a: Value, b: Value, type: Type): boolean {
  if (isUnknown(a) || isUnknown(b)) return false
  if (a === null || b === null) return a === b
  if (typeof type === 'string') return a === b
  const [kind, inner] = type
  if (kind === 'list') return isEqualList(a as Value[], b as Value[], inner)
  if (kind === 'set') return isEqualSet(a as Value[], b as Value[], inner)
  const [left, right] = [a as ObjectValue, b as ObjectValue]
  const names = kind === 'map' ? Object.keys({ ...left, ...right }) : Object.keys(inner)
  return names.every((name) => {
    if (kind === 'object') return isEqual(left[name] ?? null, right[name] ?? null, inner[name]!)
    return name in left && name in right && isEqual(left[name]!, right[name]!, inner)
  })
}

function isEqualList(a: Value[], b: Value[], type: Type): boolean {
  return a.length === b.length && a.every((item, index) => isEqual(item, b[index]!, type))
}

function isEqualSet(a: Value[], b: Value[], type: Type): boolean {
  const others = (items: Value[]) => (item: Value) =>
    items.some((other) => isEqual(item, other, type))
  return a.length === b.length && a.every(others(b)) && b.every(others(a))
}
