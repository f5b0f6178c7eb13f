// Schemas of job types: what is refused and where, and that no payload can hold up the process.
import { describe, expect, test } from 'vitest'
import type { Problem } from '../problem.ts'
import { checkOf, schemaCompiles } from './schema.ts'

function refusalOf(schema: object): { pointer: string | undefined; detail: string } {
  try {
    schemaCompiles(schema)
  } catch (error) {
    const [first] = (error as Problem).errors ?? []
    return { pointer: first?.pointer, detail: first?.detail ?? String(error) }
  }
  return { pointer: undefined, detail: '' }
}

const deep = (levels: number): object => (levels === 0 ? {} : { not: deep(levels - 1) })

describe('a schema', () => {
  test.each([
    [{ type: 'text' }, '/payload_schema/type', /must be equal to|must match|must be/],
    [{ properties: { a: { minimum: '1' } } }, '/payload_schema/properties/a/minimum', /number/],
    [
      { properties: { a: { typ: 'string' } } },
      '/payload_schema/properties/a/typ',
      /unknown keyword/,
    ],
    [
      { properties: { a: { pattern: '(' } } },
      '/payload_schema/properties/a/pattern',
      /Invalid reg/,
    ],
    [{ $ref: 'https://example.com/a.json' }, '/payload_schema/$ref', /can't resolve reference/],
    [{ items: { $ref: '#/$defs/b' } }, '/payload_schema/items/$ref', /can't resolve reference/],
    [{ format: 'colour' }, '/payload_schema/format', /unknown format/],
    [{ $schema: 'https://example.com/own' }, '/payload_schema/$schema', /no schema/],
    [{ $async: true }, '/payload_schema/$async', /is not allowed/],
    [{ pattern: 'a'.repeat(501) }, '/payload_schema/pattern', /more than 500/],
    [
      { patternProperties: { ['b'.repeat(501)]: {} } },
      `/payload_schema/patternProperties/${'b'.repeat(501)}`,
      /more than 500/,
    ],
    [{ description: 'x'.repeat(70_000) }, '/payload_schema', /has 70018 bytes/],
    [deep(40), '/payload_schema', /nested deeper than 32/],
  ] as [object, string, RegExp][])(
    'a mistake is refused at its place: %#',
    (schema, pointer, detail) => {
      const refusal = refusalOf(schema)
      expect(refusal.detail).toMatch(detail)
      expect(refusal.pointer).toBe(pointer)
    },
  )

  test.each([
    [{}],
    [{ type: 'object', properties: { at: { type: 'string', format: 'date-time' } } }],
    [
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        definitions: { a: {} },
        $ref: '#/definitions/a',
      },
    ],
    [
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        prefixItems: [{ type: 'string' }],
      },
    ],
    [
      {
        $id: 'https://example.com/a',
        $defs: { b: { type: 'string' } },
        properties: { b: { $ref: '#/$defs/b' } },
      },
    ],
    [{ type: ['object', 'null'], required: ['a'] }],
    [deep(25)],
  ])('one that is right is taken: %#', (schema) => {
    expect(refusalOf(schema)).toEqual({ pointer: undefined, detail: '' })
    expect(refusalOf(schema).pointer).toBeUndefined() // again: a second $id of the same name is no matter
  })
})

describe('a payload', () => {
  test('is told by its pointer what is wrong, in the schema’s own words', () => {
    const pattern = { type: 'string', pattern: '^[a-z]+$', description: 'A word in small letters.' }
    const check = checkOf({ properties: { list: { type: 'array', items: pattern } } }, false)
    expect(check({ list: ['a', 'B'] })).toEqual([
      { in: 'body', pointer: '/payload/list/1', detail: 'must match the pattern ^[a-z]+$ (A word in small letters)' }, // prettier-ignore
    ])
  })

  test('gets the defaults', () => {
    const payload = {}
    expect(checkOf({ properties: { a: { default: [1] } } }, false)(payload)).toEqual([])
    expect(payload).toEqual({ a: [1] })
  })

  const strings = Array.from({ length: 60_000 }, (_, index) => ({ index }))
  let nested: unknown = {}
  for (let i = 0; i < 100_000; i += 1) nested = { a: nested }
  test.each([
    [{ properties: { a: { pattern: '^(a+)+$' } } }, { a: `${'a'.repeat(40)}!` }, /took longer/],
    [{ properties: { a: { pattern: '^(a|aa)+$' } } }, { a: `${'a'.repeat(60)}!` }, /took longer/],
    [{ properties: { a: { uniqueItems: true } } }, { a: strings }, /took longer/],
    [{ properties: { a: { $ref: '#' } } }, nested, /nested too deeply/],
  ])('that would take for ever is refused soon: %#', (schema, payload, detail) => {
    const check = checkOf(schema, false)
    const begun = performance.now()
    expect(check(payload)[0]?.detail).toMatch(detail)
    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(check({})).toEqual([])
  })
})
