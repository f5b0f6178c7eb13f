// Configurations by chance, from the contract alone: what its schemas allow, its own examples, and what is there to be
// referred to. A new noun is among them without a line.
import fc from 'fast-check'
import type { Attribute, Json, Resource, Rules } from '../../../provider/src/engine/model.ts'
import { deliverTo } from '../../../provider/src/engine/sink.ts'
import { fromJson } from '../../../provider/src/engine/translate.ts'
import { unknown } from '../../../provider/src/wire/values.ts'
import type { ObjectValue, Type, Value } from '../../../provider/src/wire/values.ts'
import type { TestBroker } from '../broker.ts'
import { operations, sampleOf, schemas } from '../contract.ts'
import { done } from '../enrol.ts'

/** Names of what is there, by the attribute that refers to it: `pool`, `tenants`, `join_pool`. */
export type There = Record<string, string[]>

/** Two of each platform's noun that another refers to by its name, made over the API. */
export async function furnished(broker: TestBroker, resources: Resource[]): Promise<There> {
  const there: There = {}
  const all = resources.flatMap(({ attributes }) => attributes)
  for (const { name, key, places, noun } of resources) {
    const collection = places[0]?.collection
    if (!key || !collection || collection.includes('{')) continue
    const own = { [name.replace('reeve_', '')]: [] }
    if (!all.some((attribute) => referredTo(attribute, own))) continue
    const create = operations.find((it) => it.method === 'post' && it.path === collection)!
    const made = [sampleOf(create.body!), sampleOf(schemas[`${noun}Create`]!)]
    for (const body of made) done(await broker.request('POST', collection, { body }))
    there[name.replace('reeve_', '')] = made.map((body) => String(body[key]))
  }
  return there
}

/** Every attribute that can be written; null is "left out". */
export function configurations(resource: Resource, there: There): fc.Arbitrary<ObjectValue> {
  const examples = ['Create', 'Update', ''].flatMap(
    (suffix) => (schemas[resource.noun + suffix]?.examples ?? []) as Record<string, Json>[],
  )
  return objects(resource.attributes, there, examples)
}

function objects(
  attributes: Attribute[],
  there: There,
  examples: Record<string, Json>[],
): fc.Arbitrary<ObjectValue> {
  const entries = attributes.map((attribute): [string, fc.Arbitrary<Value>] => {
    const { name, optional } = attribute
    const twin = attributes.find((it) => it.instead?.of === name)
    const required = attribute.required ?? twin?.instead?.needed
    if ((!required && !optional) || isElsewhere(attribute)) return [name, fc.constant(null)]
    const shown = examples.flatMap((it) => (it[name] === undefined ? [] : [it[name]]))
    const some = values(attribute, there, shown)
    return [name, required ? some : fc.option(some, { nil: null })]
  })
  return fc.record(Object.fromEntries(entries))
}

/** What is never in a state, or not only there: tests of its own look at it. */
const isElsewhere = ({ name, instead }: Attribute): boolean =>
  Boolean(instead) || name === deliverTo

/** The contract's own example with all that it says, referring to what is there. */
export function exampleOf({ noun, attributes }: Resource, there: There): ObjectValue {
  const [create, update] = ['Create', 'Update'].map((it) => schemas[noun + it]?.examples?.[0])
  const shown = { ...(update as object), ...(create as object) } as Record<string, Json>
  const entries = attributes.map((attribute): [string, Value] => {
    const { name, type, json, required, optional } = attribute
    if (!required && !optional) return [name, null]
    const [known] = referredTo(attribute, there) ?? []
    if (known !== undefined) return [name, Array.isArray(type) ? [known] : known]
    const value = shown[name] ?? null
    return [name, json && value !== null ? JSON.stringify(value) : fromJson(value, type)]
  })
  return Object.fromEntries(entries)
}

/** Names of what is there, if the attribute is one of another noun. */
export function referredTo({ name, rules }: Attribute, there: There): string[] | undefined {
  if (rules?.enum) return undefined
  return there[name] ?? there[name.replace(/^.*_/, '')] ?? there[name.replace(/s$/, '')]
}

/** A value of the contract's own examples fits more often than one by its schema. */
function values(attribute: Attribute, there: There, shown: Json[]): fc.Arbitrary<Value> {
  const { type, json, parameter, nested } = attribute
  const known = referredTo(attribute, there)
  if (known) return referring(type, known)
  // the natural key is made unique by whoever takes it; a parameter that refers to nothing has no other value
  const given = shown
    .filter((it) => it !== null)
    .map((it) => (json ? JSON.stringify(it, undefined, 1) : fromJson(it, type)))
  const some = nested ? inside(attribute, there, shown) : byRules(attribute)
  if (given.length === 0) return some
  const weight = isLoose(attribute) ? 1 : 4
  return parameter
    ? fc.constantFrom(...given)
    : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...given) }, { weight, arbitrary: some })
}

/** Any text will not do where the schema says little: a time zone, a schedule, a scope. */
function isLoose({ type, rules = {} }: Attribute): boolean {
  const { enum: allowed, pattern, minLength, maxLength } = rules
  if (type === 'string') return !allowed && Boolean(pattern ?? minLength ?? !maxLength)
  return Array.isArray(type)
}

function referring(type: Type, known: string[]): fc.Arbitrary<Value> {
  const one = fc.constantFrom(...known)
  return Array.isArray(type) ? fc.uniqueArray(one, { maxLength: 2 }) : one
}

function inside({ nested }: Attribute, there: There, shown: Json[]): fc.Arbitrary<Value> {
  const { mode, attributes } = nested!
  const examples = shown.flat().filter((it) => it !== null) as Record<string, Json>[]
  const member = objects(attributes, there, examples)
  if (mode === 'single') return member
  if (mode === 'map') return fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), member)
  return fc.array(member, { maxLength: 3 })
}

type Ruled = Pick<Attribute, 'name' | 'type' | 'rules' | 'json'>

function byRules({ name, type, rules = {}, json }: Ruled): fc.Arbitrary<Value> {
  if (json) return fc.jsonValue({ maxDepth: 2 }).map((it) => JSON.stringify(it))
  if (Array.isArray(type)) return collections(name, type as ['list' | 'set' | 'map', Type], rules)
  if (type === 'bool') return fc.boolean()
  if (type === 'number') return fc.integer({ min: rules.minimum ?? 0, max: rules.maximum ?? 1e9 })
  if (rules.format === 'date-time') return times(name.startsWith('end') ? 2030 : 2027)
  return texts(rules)
}

function collections(
  name: string,
  [kind, inner]: ['list' | 'set' | 'map', Type],
  { minItems, items }: Rules,
): fc.Arbitrary<Value> {
  const item = byRules({ name, type: inner, rules: items ?? {} })
  if (kind === 'map') return fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), item)
  const size = { minLength: minItems ?? 0, maxLength: 4 }
  return kind === 'set' ? fc.uniqueArray(item, size) : fc.array(item, size)
}

/** Within a year; what ends, ends after what starts. */
function times(year: number): fc.Arbitrary<Value> {
  const [min, max] = [new Date(`${year}-01-01`), new Date(`${year}-12-31`)]
  return fc.date({ min, max, noInvalidDate: true }).map((it) => it.toISOString())
}

/** What people write, and what has broken programs before. */
const odd = [
  ' ',
  'a\nb',
  '\t',
  '"',
  '\\',
  '${x}',
  '%{if}',
  "'; drop table",
  '💥',
  'ﷺ',
  '\u2028',
  '{}',
  '0',
]

/** Terraform's texts are normalised (NFC), whoever writes them. */
function texts({ enum: allowed, pattern, minLength = 0, maxLength = 200 }: Rules) {
  if (allowed) return fc.constantFrom(...allowed.filter((it) => it !== null)) as fc.Arbitrary<Value>
  const size = { minLength, maxLength: Math.min(maxLength, 40) }
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength
  if (pattern) return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' }).filter(fits)
  const free = fc.string({ unit: 'grapheme', ...size })
  return fc
    .oneof(free, fc.constantFrom(...odd))
    .map((it) => it.normalize('NFC'))
    .filter(fits)
}

/** The configuration with some of it not known yet: whole attributes, or what is inside of one. */
export function veiled(config: ObjectValue, attributes: Attribute[], bits: boolean[]): ObjectValue {
  let at = 0
  const next = () => bits[at++ % bits.length]!
  const inner = (value: Value): Value => {
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value))
      return next() ? unknown : value
    if (Array.isArray(value)) return value.map(inner)
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, inner(part as Value)]),
    )
  }
  const entries = attributes.map((attribute): [string, Value] => {
    const { name, required, optional } = attribute
    const value = config[name] ?? null
    if ((!required && !optional) || isElsewhere(attribute)) return [name, value]
    if (next()) return [name, unknown]
    return [name, value !== null && typeof value === 'object' && next() ? inner(value) : value]
  })
  return Object.fromEntries(entries)
}
