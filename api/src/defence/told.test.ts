// Bounds on what strangers can write into the audit trail, on a clock that the test turns.
import { expect, test } from 'vitest'
import { createTold } from './told.ts'

let clock = 0
const told = () => createTold(() => clock)
const times = (count: number, ask: (at: number) => boolean): number =>
  Array.from({ length: count }, (_, at) => ask(at)).filter(Boolean).length

test('ten of a kind from an address in a quarter of an hour', () => {
  const { may } = told()
  expect(times(50, () => may('a', '192.0.2.7'))).toBe(10)
  expect(times(50, () => may('b', '192.0.2.7'))).toBe(10)
  expect(times(50, () => may('a', '192.0.2.8'))).toBe(10)
  clock += 899_999
  expect(may('a', '192.0.2.7')).toBe(false)
  clock += 1
  expect(times(50, () => may('a', '192.0.2.7'))).toBe(10)
})

test('a hundred a minute in all, from however many addresses', () => {
  const { may } = told()
  expect(times(20_000, (at) => may('a', `192.0.2.${at}`))).toBe(100)
  clock += 60_000
  expect(times(20_000, (at) => may('a', `198.51.100.${at}`))).toBe(100)
})

test('what was left out is counted by its kind, and told once', () => {
  const { leave, leftOut } = told()
  for (const kind of ['a', 'b', 'a']) leave(kind)
  expect(leftOut()).toEqual([
    ['a', 2],
    ['b', 1],
  ])
  expect(leftOut()).toEqual([])
})
