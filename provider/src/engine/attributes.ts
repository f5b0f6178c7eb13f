// Attributes from the contract's properties, by the rules in docs/terraform.md.
import type { Schema } from '@reeve/openapi'
import type { Type } from '../wire/values.ts'
import { objectType } from './model.ts'
import type { Attribute, Json } from './model.ts'
import { has } from './overlay.ts'
import type { Overlay } from './overlay.ts'
import { describe, isNullable, rulesOf, within } from './property.ts'
import type { Document, Shapes } from './property.ts'

type Gone = Overlay['gone']

/** Terraform's own words in every resource. */
const reserved = [
  'count',
  'for_each',
  'provider',
  'lifecycle',
  'depends_on',
  'connection',
  'provisioner',
]
/** Sent as If-Match, never shown: it would be a change of its own in every plan. */
const hidden = ['revision']

/** `given` are the path's attributes; a property of the same name is the same thing. */
export function attributesOf(
  document: Document,
  shapes: Shapes,
  given: Attribute[],
  gone?: Gone,
): Attribute[] {
  const names = Object.values(shapes).flatMap((shape: Schema) =>
    Object.keys(shape.properties ?? {}),
  )
  const others = [...new Set(names)].filter((name) => !given.some((it) => it.name === name))
  const found = others.flatMap((name) => attribute(document, name, shapes, gone))
  const shown = Object.keys(shapes.answer.properties ?? {})
  return [...given.map((it) => ({ ...it, inAnswer: shown.includes(it.name) })), ...found]
}

function attribute(document: Document, name: string, shapes: Shapes, gone: Gone): Attribute[] {
  const parts = within(document, shapes, (shape) => shape.properties?.[name])
  const property = firstOf(parts)
  if (isOmitted(name, property, shapes)) return []
  if (reserved.includes(name))
    throw new Error(`${name} is Terraform's own word; say x-terraform: omit`)
  const [inCreate, inUpdate, inAnswer] = [
    Boolean(parts.create),
    Boolean(parts.update),
    Boolean(parts.answer),
  ]
  const rules = rulesOf(document, property)
  return [
    {
      name,
      description: describe(property, name),
      ...typeOf(document, name, parts),
      ...roleOf(name, shapes, parts),
      ...(Object.keys(rules).length > 0 && (inCreate || inUpdate) && { rules }),
      ...onlyTrue({
        sensitive: property['x-secret'] === true,
        inCreate,
        inUpdate,
        inAnswer,
        nullable:
          isNullable(parts.update ?? parts.create ?? property) ||
          !isCertain(name, shapes) ||
          has(property, 'json'),
        steady: isSteady(name, property, inAnswer, gone),
        rotates: has(property, 'rotates') || isShownOnce(property, inAnswer),
        replace: has(property, 'replace'),
        writeOnly: has(property, 'write-only'),
      }),
    },
  ]
}

/** Of a resource there is an answer to its creation; data sources are read alone. */
function isOmitted(name: string, property: Schema, { created }: Shapes): boolean {
  if (has(property, 'omit') || hidden.includes(name)) return true
  return created !== undefined && has(property, 'data-only')
}

/** Required, optional or computed. What has a default, or gets one from the broker, is computed as well. */
function roleOf(name: string, { create, answer }: Shapes, parts: Partial<Shapes>) {
  if (create?.required?.includes(name)) return { required: true }
  if (!parts.create && !parts.update) return { computed: true }
  const preset = firstOf(parts).default as Json | undefined
  if (preset !== undefined && preset !== null) {
    return { optional: true, computed: true, default: preset }
  }
  const chosen = isChosen(name, answer, parts)
  return { optional: true, ...(chosen && { computed: true }) }
}

/** Whether the broker chooses what the configuration leaves out. */
function isChosen(name: string, answer: Schema, parts: Partial<Shapes>): boolean {
  const property = firstOf(parts)
  if (has(property, 'json')) return false
  if (has(property, 'computed')) return true
  return !parts.create || Boolean(answer.required?.includes(name) && !isNullable(parts.answer))
}

/**
 * Which computed values a plan may promise over an update: identity, birth, secrets that are shown once, what the
 * contract calls steady, and a state of which only one value is not "gone".
 */
function isSteady(name: string, property: Schema, inAnswer: boolean, gone: Gone): boolean {
  const left = property.enum?.filter((value) => !gone?.[name]?.includes(value as Json))
  const born = ['id', 'created_at'].includes(name)
  const marked = has(property, 'steady') || has(property, 'rotates')
  return born || isShownOnce(property, inAnswer) || marked || left?.length === 1
}

function isShownOnce(property: Schema, inAnswer: boolean): boolean {
  return property['x-secret'] === true && !inAnswer
}

/** What is computed is sure to be in the answer; of what is given, the configuration decides. */
function isCertain(name: string, { create, update, created, answer }: Shapes): boolean {
  const given = create?.properties?.[name] ?? update?.properties?.[name]
  return Boolean(given) || Boolean((created ?? answer).required?.includes(name))
}

const simpleTypes: Record<string, 'string' | 'bool' | 'number'> = {
  string: 'string',
  boolean: 'bool',
  integer: 'number',
  number: 'number',
}

type Typed = Pick<Attribute, 'type' | 'nested' | 'json'>

function typeOf(document: Document, name: string, parts: Partial<Shapes>): Typed {
  const property = firstOf(parts)
  const kind = [property.type].flat().find((it) => it !== 'null')
  if (has(property, 'json')) return { type: 'string', json: true }
  const simple = simpleTypes[kind ?? '']
  if (simple) return { type: simple }
  const elements = (inner: (shape: Schema) => Schema | undefined) =>
    typeOf(document, name, within(document, parts, inner))
  if (kind === 'array' && property.items) {
    return many(
      isSet(property) ? 'set' : 'list',
      elements((shape) => shape.items),
    )
  }
  if (kind === 'object' && property.properties) {
    const attributes = attributesOf(document, { answer: {}, ...parts }, [])
    return { type: objectType(attributes), nested: { mode: 'single', attributes } }
  }
  if (kind === 'object' && typeof property['additionalProperties'] === 'object') {
    return many(
      'map',
      elements((shape) => shape['additionalProperties'] as Schema | undefined),
    )
  }
  throw new Error(`${name} has no type that Terraform knows; say x-terraform: omit`)
}

function isSet(property: Schema): boolean {
  if (has(property, 'set')) return true
  return property['uniqueItems'] === true && !has(property, 'list')
}

function many(mode: 'list' | 'set' | 'map', element: Typed): Typed {
  const type: Type = [mode, element.type]
  return element.nested ? { type, nested: { ...element.nested, mode } } : { type }
}

/** The create says most about a property: its rules and its default. */
function firstOf({ create, update, created, answer }: Partial<Shapes>): Schema {
  return (create ?? update ?? created ?? answer)!
}

function onlyTrue<T extends Record<string, boolean>>(flags: T): Partial<T> {
  return Object.fromEntries(Object.entries(flags).filter(([, on]) => on)) as Partial<T>
}
