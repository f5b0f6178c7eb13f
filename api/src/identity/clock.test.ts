// The database's clock: the quickest answer is believed, a slow one only when what was known has grown old.
import { expect, test } from 'vitest'
import { createClock } from './clock.ts'

test('a slow answer does not move a clock that is known well', () => {
  let mono = 0
  const clock = createClock(() => mono, 500)
  expect(clock.now()).toBe(500)
  clock.told(1_000_001, 0, 2)
  mono = 10
  expect(clock.now()).toBe(1_000_010)
  clock.told(1_002_000, 10, 2_010) // it came after two seconds, and told the time at their end or at their beginning
  expect(clock.now()).toBe(1_000_010)
  clock.told(1_000_105, 100, 102)
  mono = 102
  expect(clock.now()).toBe(1_000_106)
})

test('what was known long ago gives way to an answer that is less sure', () => {
  let mono = 0
  const clock = createClock(() => mono, 0)
  clock.told(1_000, 0, 2)
  mono = 100_000
  clock.told(101_000 + 40, 99_980, 100_000)
  expect(clock.now()).toBe(101_050)
})
