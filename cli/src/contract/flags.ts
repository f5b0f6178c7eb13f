// From the contract's properties and query parameters to flags, and from typed flags back to values.
import { readFileSync } from 'node:fs'
import type { Schema } from '@reeve/openapi'
import { InvalidArgumentError } from 'commander'
import { resolve, typesOf } from './schemas.ts'

export interface Flag {
  /** As typed, without the dashes. */
  name: string
  /** As in the contract. */
  property: string
  where: 'body' | 'query'
  schema: Schema
  required: boolean
  kind: 'text' | 'number' | 'switch' | 'list' | 'json'
  /** Not to be typed where others see it. */
  secret: boolean
  /** Whether `--no-<name>` says something: false, null or no items. */
  negatable: boolean
}

export function flag(property: string, where: Flag['where'], raw: Schema, required: boolean): Flag {
  const schema = resolve(raw)
  const kind = kindOf(schema)
  const emptiable = kind === 'list' && !schema['minItems']
  const negatable = where === 'body' && (emptiable || typesOf(schema).includes('null'))
  const name = property.replaceAll('_', '-')
  return {
    name,
    property,
    where,
    schema,
    required,
    kind,
    secret: where === 'body' && schema['x-secret'] === true,
    negatable: negatable || kind === 'switch',
  }
}

/** Flags of all properties that a body's schema names. */
export function bodyFlags(body: Schema): Flag[] {
  const { properties = {}, required = [] } = resolve(body)
  return Object.entries(properties)
    .filter(([, schema]) => resolve(schema)['readOnly'] !== true)
    .map(([name, schema]) =>
      flag(name, 'body', schema, required.includes(name) && only(schema) === undefined),
    )
}

/** The value of a property that allows just one: nobody needs to type it. */
export function only(schema: Schema): unknown {
  const { enum: values } = resolve(schema)
  return values?.length === 1 ? values[0] : undefined
}

/** What a flag's argument means; throws what commander reports as a mistake of usage. */
export function parse({ kind, schema }: Flag, text: string, before: unknown): unknown {
  if (kind === 'number') return number(text, typesOf(schema).includes('integer'))
  if (kind === 'list') return [...(Array.isArray(before) ? before : []), ...text.split(',')]
  if (kind === 'json') return json(text)
  const { enum: values } = schema
  if (values && !values.includes(text)) {
    throw new InvalidArgumentError(`It must be one of ${values.join(', ')}.`)
  }
  return text
}

/** What `--no-<name>` and a bare switch mean. */
export function meaning({ kind }: Flag, value: unknown): unknown {
  return value !== false || kind === 'switch' ? value : kind === 'list' ? [] : null
}

function number(text: string, whole: boolean): number {
  const value = Number(text)
  if (text.trim() !== '' && (whole ? Number.isSafeInteger(value) : Number.isFinite(value)))
    return value
  throw new InvalidArgumentError(`It must be a ${whole ? 'whole ' : ''}number.`)
}

/** JSON, or `@file` that holds it. */
export function json(text: string): unknown {
  const file = text.startsWith('@') ? text.slice(1) : undefined
  try {
    return JSON.parse(file === undefined ? text : readFileSync(file, 'utf8'))
  } catch (error) {
    const what = file === undefined ? 'It is not JSON' : `${file} cannot be read as JSON`
    throw new InvalidArgumentError(`${what}: ${(error as Error).message}`)
  }
}

function kindOf(schema: Schema): Flag['kind'] {
  const types = typesOf(schema).filter((type) => type !== 'null')
  if (types.length !== 1) return 'json'
  const kinds = { string: 'text', integer: 'number', number: 'number', boolean: 'switch' } as const
  if (types[0] === 'array') {
    return schema.items && kindOf(resolve(schema.items)) === 'text' ? 'list' : 'json'
  }
  return kinds[types[0] as keyof typeof kinds] ?? 'json'
}
