// Platform keys: 32 bytes, never twice the same, and an id that is of the bytes.
import { expect, test } from 'vitest'
import { keyIdOf, newKey } from './rules.ts'

test('a key has 256 bits of its own', () => {
  const all = Array.from({ length: 100 }, newKey)
  expect(all.every((key) => key.length === 32)).toBe(true)
  expect(new Set(all.map((key) => key.toString('hex'))).size).toBe(100)
})

test('its id is of the bytes, and another key has another', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
  expect(keyIdOf(key)).toBe('306aea7bc92b5a04')
  expect(keyIdOf(Buffer.from(key.toString('hex')))).not.toBe('306aea7bc92b5a04')
})
