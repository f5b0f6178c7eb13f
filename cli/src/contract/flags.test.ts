// How properties become flags and flags become values.
import type { Schema } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { bodyFlags, flag, json, meaning, parse } from './flags.ts'

const of = (schema: Schema) => flag('some_thing', 'body', schema, false)

test('a flag is the property with dashes, its kind follows the type', () => {
  expect(of({ type: 'string' })).toMatchObject({
    name: 'some-thing',
    kind: 'text',
    negatable: false,
  })
  expect(of({ type: ['integer', 'null'] })).toMatchObject({ kind: 'number', negatable: true })
  expect(of({ type: 'boolean' })).toMatchObject({ kind: 'switch', negatable: true })
  expect(of({ type: 'array', items: { type: 'string' } })).toMatchObject({
    kind: 'list',
    negatable: true,
  })
  expect(of({ type: 'array', items: { type: 'string' }, minItems: 1 })).toMatchObject({
    negatable: false,
  })
  expect(of({ type: 'object' }).kind).toBe('json')
  expect(of({}).kind).toBe('json')
})

test('numbers, choices and lists are read as such', () => {
  expect(parse(of({ type: 'integer' }), '-3', undefined)).toBe(-3)
  expect(parse(of({ type: 'number' }), '1.5', undefined)).toBe(1.5)
  for (const text of ['', ' ', 'x', '1.5', '1e400', '9007199254740993']) {
    expect(() => parse(of({ type: 'integer' }), text, undefined)).toThrow('whole number')
  }
  expect(() => parse(of({ type: 'string', enum: ['a', 'b'] }), 'c', undefined)).toThrow(
    'one of a, b',
  )
  const list = of({ type: 'array', items: { type: 'string' } })
  expect(parse(list, 'c', parse(list, 'a,b', undefined))).toEqual(['a', 'b', 'c'])
})

test('--no is false, null or nothing, by type', () => {
  expect(meaning(of({ type: 'boolean' }), false)).toBe(false)
  expect(meaning(of({ type: ['string', 'null'] }), false)).toBeNull()
  expect(meaning(of({ type: 'array', items: { type: 'string' } }), false)).toEqual([])
})

test('JSON is typed or read from a file', () => {
  expect(json('{"a":[1]}')).toEqual({ a: [1] })
  expect(() => json('{a')).toThrow('It is not JSON')
  expect(() => json('@/no/such/file')).toThrow('/no/such/file cannot be read')
})

test('what allows one value only is not required of anybody', () => {
  const body = {
    required: ['type', 'name'],
    properties: { type: { type: 'string', enum: ['x'] }, name: { type: 'string' } },
  }
  expect(bodyFlags(body).map(({ name, required }) => [name, required])).toEqual([
    ['type', false],
    ['name', true],
  ])
})
