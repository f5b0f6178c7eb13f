// What is taken as a result.
import { expect, test } from 'vitest'
import { errorOf, resultOf } from './outcome.ts'

const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels))

test('a result is kept as it was sent, to the digit', () => {
  const text = '{"n": 1.50, "a": [1, "\\u0000"]}'
  expect(resultOf(Buffer.from(text))).toBe(text)
})

test('what is no JSON, too large or too deep is refused', () => {
  expect(() => resultOf(Buffer.from('{'))).toThrow('not JSON')
  expect(() => resultOf(Buffer.from(`"${'x'.repeat(1 << 20)}"`))).toThrow('1048576 bytes')
  expect(resultOf(nested(1000))).toHaveLength(2000)
  expect(() => resultOf(nested(1001))).toThrow('1000 levels')
})

test('brackets in strings are no levels', () => {
  const text = JSON.stringify({ a: '\\"['.repeat(2000) })
  expect(resultOf(Buffer.from(text))).toBe(text)
})

test('an error has a code and a message whatever was sent', () => {
  expect(JSON.parse(errorOf(Buffer.from('{"line": -1, "code": 7}')))).toEqual({
    code: 'script-error',
    message: 'The agent did not say why.',
  })
})
