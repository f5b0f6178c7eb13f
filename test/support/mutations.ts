// Every small thing that can be wrong with a body by its schema, and where the answer must point.
import { resolve, type Sample } from './contract.ts'
import type { Schema } from '@reeve/openapi'

export interface Mutation {
  what: string
  pointer: string
  body: unknown
}

interface Spot {
  schema: Schema
  pointer: string
  /** The body with another value at this spot; undefined takes it out. */
  put: (value: unknown) => unknown
}

/** All single mistakes in a body that is right as it stands. */
export function mutationsOf(schema: Schema, body: Sample): Mutation[] {
  return inObject({ schema: resolve(schema), pointer: '', put: (value) => value }, body)
}

function inObject({ schema, pointer, put }: Spot, value: Sample): Mutation[] {
  if (!schema.properties) return [] // what is in it, another schema says
  const extra = 'sur/prise~'
  const found: Mutation[] = [
    {
      what: 'an extra property',
      pointer: `${pointer}/sur~1prise~0`,
      body: put({ ...value, [extra]: 1 }),
    },
  ]
  for (const [name, property] of Object.entries(schema.properties)) {
    const without = Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
    const spot: Spot = {
      schema: resolve(property),
      pointer: `${pointer}/${name}`,
      put: (given) => put(given === undefined ? without : { ...value, [name]: given }),
    }
    if (schema.required?.includes(name))
      found.push({ what: 'missing', pointer: spot.pointer, body: spot.put(undefined) })
    found.push(...inValue(spot, value[name]))
  }
  return found
}

function inValue(spot: Spot, value: unknown): Mutation[] {
  const { schema, pointer, put } = spot
  const types = [schema.type ?? []].flat()
  const wrong = wrongFor(schema, types).map(([what, given]) => ({
    what,
    pointer,
    body: put(given),
  }))
  if (schema['uniqueItems'] && Array.isArray(value))
    wrong.push({ what: 'the same twice', pointer, body: put([...value, value[0]]) })
  if (types.includes('object')) wrong.push(...inObject(spot, value as Sample))
  if (!types.includes('array')) return wrong
  const items = (given: unknown) => put([given])
  const [item] = Array.isArray(value) ? (value as unknown[]) : []
  return [
    ...wrong,
    ...inValue({ schema: resolve(schema.items!), pointer: `${pointer}/0`, put: items }, item),
  ]
}

/** Values of other types, and just past each bound. A schema without a type takes anything. */
function wrongFor(schema: Schema, types: string[]): Array<[what: string, value: unknown]> {
  if (types.length === 0) return []
  const of = (keyword: string) => schema[keyword] as number
  const others = { string: 'text', integer: 7, boolean: true, object: {}, array: [], null: null }
  const wrong: Array<[string, unknown]> = Object.entries(others)
    .filter(([type]) => !types.includes(type))
    .map(([type, value]) => [type === 'null' ? 'null' : `${type} for ${types.join('/')}`, value])
  if (types.includes('integer')) wrong.push(['a fraction', 1.5], ['a number as text', '1'])
  if ('minimum' in schema) wrong.push(['below the minimum', of('minimum') - 1])
  if ('maximum' in schema) wrong.push(['above the maximum', of('maximum') + 1])
  if ('maxLength' in schema && of('maxLength') < 100_000)
    wrong.push(['too long', 'a'.repeat(of('maxLength') + 1)])
  if (schema['minLength'] === 1) wrong.push(['empty', ''])
  if ('pattern' in schema) wrong.push(['off the pattern', 'A b!'])
  if (schema['format'] === 'uuid') wrong.push(['no uuid', 'x'])
  if (schema.enum) wrong.push(['not in the enum', 'none of these'])
  if (schema['minItems'] === 1) wrong.push(['no items', []])
  return wrong
}
