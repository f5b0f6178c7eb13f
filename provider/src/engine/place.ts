// The address of one object: which of a noun's places, and with what in its path.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import { refuse } from './diagnostics.ts'
import { parametersOf } from './model.ts'
import type { Place, Thing } from './model.ts'

export type Values = Record<string, string>

/** The place of which every parameter has a value; `id` is not looked at, since not all have one yet. */
export function placeOf(
  thing: Thing,
  values: ObjectValue,
): { place: Place; given: Values } | undefined {
  for (const place of thing.places) {
    const names = parametersOf(place.item)
    const given = texts(values, names)
    if (names.every((name) => name === 'id' || name in given)) return { place, given }
  }
  return undefined
}

export function fill(template: string, values: Values): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(name, values[name] ?? ''))
}

/** `..` would lead to another place, however it is encoded; so would nothing. */
function segment(name: string, value: string): string {
  if (['', '.', '..'].includes(value)) {
    refuse(`${name} is not valid`, `${JSON.stringify(value)} names nothing.`, [name])
  }
  return encodeURIComponent(value)
}

function texts(values: ObjectValue, names: string[]): Values {
  const found = names.map((name) => [name, values[name] ?? null] as const)
  return Object.fromEntries(
    found.filter(([, value]) => value !== null && !isUnknown(value)),
  ) as Values
}
