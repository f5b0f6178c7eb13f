// How foreign text is made safe and measured.
import { expect, test } from 'vitest'
import { asJson, cell, fit, plain, widthOf } from './text.ts'

test('control and reordering characters become visible', () => {
  expect(plain('a\u001b[31m\r\n\tb\u009b\u202e')).toBe('a\\u001b[31m\\r\\n\\tb\\u009b\\u202e')
})

test('JSON stays the same value', () => {
  const value = { a: 'x\u009b\u2028\u202e\n', b: [1, null] }
  expect(JSON.parse(asJson(value))).toEqual(value)
  expect(asJson(value)).not.toMatch(/[\u009b\u2028\u202e]/)
})

test('a cell is one line, whatever the value', () => {
  expect([null, undefined, true, 3, 'x', ['a', 'b'], [], { a: [1] }, [{ a: 1 }]].map(cell)).toEqual(
    ['-', '-', 'true', '3', 'x', 'a,b', '', '{"a":[1]}', '[{"a":1}]'],
  )
})

test('width counts columns: wide characters two, marks none', () => {
  expect(['abc', '株式', 'e\u0301', '🚀'].map(widthOf)).toEqual([3, 4, 1, 2])
})

test('a text that is too wide is cut with an ellipsis', () => {
  expect(fit('abcdef', 6)).toBe('abcdef')
  expect(fit('abcdefg', 6)).toBe('abcde…')
  expect(widthOf(fit('株式会社', 6))).toBeLessThanOrEqual(6)
})
