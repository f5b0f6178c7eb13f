// A property of the contract by itself: references followed, null or not, and the rules for its values.
import type { document as contract, Schema } from '@reeve/openapi'
import type { Json, Rules } from './model.ts'
import { has } from './overlay.ts'

export type Document = typeof contract

/** The schemas in which a noun travels: the answer to a read, to a create, and the two bodies. */
export interface Shapes {
  answer: Schema
  created?: Schema
  create?: Schema
  update?: Schema
}

/** The same part of each schema, with references followed. */
export function within(
  document: Document,
  shapes: Partial<Shapes>,
  part: (shape: Schema) => Schema | undefined,
): Partial<Shapes> {
  const found = Object.entries(shapes).map(([name, shape]: [string, Schema]) => {
    const inner = part(shape)
    return [name, inner && resolve(document, inner)]
  })
  return Object.fromEntries(found.filter(([, inner]) => inner)) as Partial<Shapes>
}

/** Follows a reference, also one that may be null (`anyOf: [{ $ref }, { type: 'null' }]`). */
export function resolve(document: Document, schema: Schema): Schema {
  const options = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
  const option = options?.find((it) => it.type !== 'null')
  if (option) {
    const { type = 'object', ...rest } = resolve(document, option)
    const nullable = options!.some((it) => it.type === 'null')
    return { ...rest, ...schema, type: nullable ? [type, 'null'].flat() : type }
  }
  if (!schema.$ref) return schema
  const { $ref, ...beside } = schema
  const target = document.components.schemas[$ref.split('/').at(-1)!]
  if (!target) throw new Error(`The contract has no ${$ref}`)
  return { ...resolve(document, target), ...beside }
}

export function isNullable(schema: Schema | undefined): boolean {
  return [schema?.type].flat().includes('null')
}

const limits = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const
const kept = ['pattern', 'format', 'enum', ...limits] as const

export function rulesOf(document: Document, property: Schema): Rules {
  const own = kept
    .filter((rule) => property[rule] !== undefined)
    .map((rule) => [rule, property[rule]])
  const not = property['not'] as Schema | undefined
  const items = property.items && rulesOf(document, resolve(document, property.items))
  return {
    ...(Object.fromEntries(own) as Rules),
    ...([property.type].flat().includes('integer') && { integer: true }),
    ...(has(property, 'json') && { json: true }),
    ...(not?.enum && { reserved: not.enum as Json[] }),
    ...(items && Object.keys(items).length > 0 && { items }),
  }
}

/** One line for each paragraph: the contract's text is folded for its own file. */
export function describe(property: Schema, name: string): string {
  return (property.description ?? name).trim().replaceAll(/(?<!\n)\n(?!\n)/g, ' ')
}
