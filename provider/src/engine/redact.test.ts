// What a log may show of a body.
import { expect, test } from 'vitest'
import { redactor } from './redact.ts'
import type { Attribute, Model } from './model.ts'

const text = (name: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  description: '',
  type: 'string',
  ...more,
})
const thing = (name: string, attributes: Attribute[]) => ({
  name,
  noun: name,
  description: '',
  attributes,
  places: [],
})
const model: Model = {
  resources: {
    a: thing('a', [
      text('name'),
      text('value', { sensitive: true }),
      text('labels', { type: ['map', 'string'] }),
      text('schema', { json: true }),
      text('login', {
        type: ['object', { url: 'string', password: 'string' }],
        nested: {
          mode: 'single',
          attributes: [text('url'), text('password', { sensitive: true })],
        },
      }),
    ]),
  },
  dataSources: { b: thing('b', [text('name'), text('value')]) },
  ephemerals: {},
  actions: {},
}

test('what is known and never secret is shown, at any depth', () => {
  const redact = redactor(model)
  expect(redact({ name: 'n', login: { url: 'u', password: 'p' } })).toEqual({
    name: 'n',
    login: { url: 'u', password: '(hidden)' },
  })
  expect(redact({ items: [{ name: 'n', value: 'v' }], next_cursor: null })).toEqual({
    items: [{ name: 'n', value: '(hidden)' }],
    next_cursor: null,
  })
})

test('a name that is secret somewhere, free forms, and what no schema names are hidden', () => {
  const redact = redactor(model)
  expect(redact({ value: 'v', labels: { a: 'b' }, schema: { c: 1 }, stranger: 7 })).toEqual({
    value: '(hidden)',
    labels: '(hidden)',
    schema: '(hidden)',
    stranger: '(hidden)',
  })
  expect(redact(undefined)).toBe(null)
  expect(redact({ name: 'x'.repeat(300) })).toEqual({ name: `${'x'.repeat(200)}…` })
})
