// Terraform's values: what comes in must go out the same, to the last digit.
import { expect, test } from 'vitest'
import { decodeValue, encodeValue, isUnknown, unknown, unknownNotNull } from './values.ts'
import type { Type, Value } from './values.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytes = (text: string) => Buffer.from(text, 'hex')
const round = (value: Value, type: Type) => decodeValue(encodeValue(value, type), type)

test('null and unknown have their own bytes', () => {
  expect(hex(encodeValue(null, 'string'))).toBe('c0')
  expect(hex(encodeValue(unknown, 'string'))).toBe('d40000')
  expect(isUnknown(decodeValue(bytes('d40000'), 'string'))).toBe(true)
  expect(decodeValue(new Uint8Array(), 'string')).toBe(null)
})

test('what Terraform knows of an unknown is handed back', () => {
  expect(hex(encodeValue(unknownNotNull, 'string'))).toBe('c7030c8101c2')
  const prefixed = 'c7090c8201c202a461636d65' // not null, starts with "acme"
  expect(hex(encodeValue(decodeValue(bytes(prefixed), 'string'), 'string'))).toBe(prefixed)
})

test('whole numbers are exact up to 64 bits', () => {
  for (const number of [0, -1, 127, 2 ** 32, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) {
    expect(round(number, 'number')).toBe(number)
  }
  for (const digits of [2n ** 53n + 1n, 2n ** 63n, -(2n ** 63n), 2n ** 64n - 1n]) {
    expect(round(digits, 'number')).toBe(digits)
  }
})

test('a fraction travels as its digits, since float64 has no 0.1', () => {
  expect(hex(encodeValue(0.1, 'number'))).toBe('a3' + Buffer.from('0.1').toString('hex'))
  expect(round(0.1, 'number')).toBe(0.1)
  const long = '0.1000000000000000000000001'
  expect(round(long, 'number')).toBe(long)
})

test('digits of a string are no number', () => {
  expect(round('5', 'string')).toBe('5')
  expect(decodeValue(encodeValue('5', 'string'), 'number')).toBe(5)
})

test('an object has all its members, a map only its own', () => {
  const type: Type = [
    'object',
    { a: 'string', b: ['map', 'number'], c: ['set', ['object', { d: 'bool' }]] },
  ]
  expect(round({ b: { x: 1 }, c: [{ d: true }, {}] }, type)).toEqual({
    a: null,
    b: { x: 1 },
    c: [{ d: true }, { d: null }],
  })
})
