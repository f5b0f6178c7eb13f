// The rules by which a property of the contract becomes an attribute, one by one.
import { document } from '@reeve/openapi'
import type { Schema } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { attributesOf } from './attributes.ts'
import type { Attribute } from './model.ts'
import { needsReplacement } from './model.ts'
import type { Shapes } from './property.ts'

/** The attribute `it` of a noun whose schemas hold that property alone. */
function attributeOf(
  parts: Partial<Record<keyof Shapes, Schema>>,
  required: (keyof Shapes)[] = [],
): Attribute {
  const shapes = Object.entries(parts).map(([name, it]) => [
    name,
    { properties: { it }, required: required.includes(name as keyof Shapes) ? ['it'] : [] },
  ])
  const [found] = attributesOf(
    document,
    { answer: {}, ...Object.fromEntries(shapes) } as Shapes,
    [],
  )
  return found!
}
const text = { type: 'string' }
const roles = ({ required, optional, computed }: Attribute) => ({ required, optional, computed })

test('required in the create is Required', () => {
  const found = attributeOf({ create: text, update: text, answer: text }, ['create', 'answer'])
  expect(roles(found)).toEqual({ required: true })
})

test('not required and null in the answer is Optional', () => {
  const nullable = { type: ['string', 'null'] }
  const found = attributeOf({ create: nullable, answer: nullable }, ['answer'])
  expect(roles(found)).toEqual({ optional: true })
})

test('a default makes it computed as well; a default of null is none', () => {
  const found = attributeOf({ create: { ...text, default: '' }, answer: text })
  expect(roles(found)).toEqual({ optional: true, computed: true })
  expect(found.default).toBe('')
  const none = attributeOf({ create: { type: ['string', 'null'], default: null }, answer: text })
  expect(roles(none)).toEqual({ optional: true })
  expect(none.default).toBeUndefined()
})

test('what the broker always answers and need not be given is chosen by the broker', () => {
  const found = attributeOf({ create: text, answer: text }, ['answer'])
  expect(roles(found)).toEqual({ optional: true, computed: true })
})

test('only in the answer is Computed', () => {
  expect(roles(attributeOf({ answer: text }))).toEqual({ computed: true })
})

test('any JSON, if the contract says so, is Optional text with its own check', () => {
  const any = { default: null, 'x-terraform': 'json' }
  const found = attributeOf({ create: any, update: any, answer: any }, ['update', 'answer'])
  expect(roles(found)).toEqual({ optional: true })
  expect(found).toMatchObject({ type: 'string', json: true, nullable: true, rules: { json: true } })
})

test('absent from the update needs a new object', () => {
  expect(needsReplacement(attributeOf({ create: text, answer: text }))).toBe(true)
  expect(needsReplacement(attributeOf({ create: text, update: text, answer: text }))).toBe(false)
  expect(needsReplacement(attributeOf({ answer: text }))).toBe(false)
})

test('a secret is sensitive, and steady if it is shown once', () => {
  const secret = { ...text, 'x-secret': true }
  expect(attributeOf({ created: secret })).toMatchObject({ sensitive: true, steady: true })
  expect(attributeOf({ create: secret, update: secret }).sensitive).toBe(true)
})

test('types follow: set, list, map, nested object, and what may be null', () => {
  const of = (answer: Schema) => attributeOf({ answer }).type
  expect(of({ type: 'array', uniqueItems: true, items: text })).toEqual(['set', 'string'])
  expect(of({ type: 'array', items: { type: 'integer' } })).toEqual(['list', 'number'])
  expect(of({ type: 'object', additionalProperties: { type: 'boolean' } })).toEqual(['map', 'bool'])
  const point = { type: 'object', properties: { x: { type: 'number' } } }
  expect(of(point)).toEqual(['object', { x: 'number' }])
  const points = attributeOf({ answer: { type: ['array', 'null'], items: point } })
  expect(points).toMatchObject({
    type: ['list', ['object', { x: 'number' }]],
    nested: { mode: 'list' },
    nullable: true,
  })
  const reference = attributeOf({
    answer: { anyOf: [{ $ref: '#/components/schemas/Mistake' }, { type: 'null' }] },
  })
  expect(reference).toMatchObject({ nested: { mode: 'single' }, nullable: true })
})

test('what Terraform cannot say is an error when the schema is made, not when it is used', () => {
  expect(() => attributeOf({ answer: { type: 'object' } })).toThrow('x-terraform: omit')
  const shapes = { answer: { properties: { count: { type: 'integer' } } } }
  expect(() => attributesOf(document, shapes, [])).toThrow("Terraform's own word")
})

test('omitted properties and the revision are not offered', () => {
  expect(attributeOf({ answer: { ...text, 'x-terraform': 'omit' } })).toBeUndefined()
  const shapes = { answer: { properties: { revision: { type: 'integer' } } } }
  expect(attributesOf(document, shapes, [])).toEqual([])
})

test('what the rules do not say is said in words', () => {
  const many = { type: 'array', items: text }
  const said = (property: Schema, word: string | string[]) => ({ ...property, 'x-terraform': word })
  expect(attributeOf({ answer: said(many, 'set') }).type).toEqual(['set', 'string'])
  const ordered = { ...many, uniqueItems: true }
  expect(attributeOf({ answer: said(ordered, 'list') }).type).toEqual(['list', 'string'])
  const both = said(text, ['replace', 'steady'])
  const found = attributeOf({ create: both, update: both, answer: both })
  expect(found).toMatchObject({ replace: true, steady: true })
  expect(needsReplacement(found)).toBe(true)
  expect(attributeOf({ create: said(text, 'write-only') }).writeOnly).toBe(true)
  const none = said({ type: ['string', 'null'], default: null }, 'computed')
  expect(roles(attributeOf({ create: none, answer: none }))).toEqual({
    optional: true,
    computed: true,
  })
})

test('what is for data sources alone is not in the resource', () => {
  const answer = { ...text, 'x-terraform': 'data-only' }
  expect(attributeOf({ answer })).toMatchObject({ name: 'it' })
  expect(attributeOf({ answer, created: answer })).toBeUndefined()
})

test('words that exclude each other are refused', () => {
  expect(() => attributeOf({ answer: { ...text, 'x-terraform': ['json', 'set'] } })).toThrow(
    'only one can be meant',
  )
})

test('a state of which only one value is not gone is steady', () => {
  const shapes = {
    answer: { properties: { status: { type: 'string', enum: ['active', 'expired'] } } },
  }
  expect(attributesOf(document, shapes, [], { status: ['expired'] })[0]!.steady).toBe(true)
  expect(attributesOf(document, shapes, [])[0]!.steady).toBeUndefined()
})
