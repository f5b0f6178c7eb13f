// Attributes that hold any JSON as text: sent as JSON, and the same however the text is spelled.
import { expect, test } from 'vitest'
import type { Attribute } from './model.ts'
import { bodyFrom, stateFrom } from './translate.ts'

const input: Attribute = {
  name: 'input',
  description: '',
  type: 'string',
  json: true,
  optional: true,
  nullable: true,
  inUpdate: true,
  inAnswer: true,
}
const sent = (value: string | null) => bodyFrom([input], { input: value }, 'inUpdate')
const read = (shown: object | string | number | null, before: string | null) =>
  stateFrom([input], { input: shown as never }, { input: before })

test('text becomes the JSON it spells; null is null', () => {
  expect(sent('{"a":[1,"\\u003c"]}')).toEqual({ input: { a: [1, '<'] } })
  expect(sent('"text"')).toEqual({ input: 'text' })
  expect(sent(null)).toEqual({ input: null })
})

test('what means the same stays as it was written', () => {
  const before = '{"b": 1, "a": "\\u003cmain\\u003e"}'
  expect(read({ a: '<main>', b: 1 }, before)).toEqual({ input: before })
})

test('what has changed is spelled as jsonencode does it, members by name', () => {
  expect(read({ b: 2, a: { d: 1, c: 1 } }, '{"b":1}')).toEqual({
    input: '{"a":{"c":1,"d":1},"b":2}',
  })
  expect(read(null, '{}')).toEqual({ input: null })
  expect(read('text', null)).toEqual({ input: '"text"' })
})
