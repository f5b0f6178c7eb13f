// The back-off: its range doubles up to the most, and the jitter is full.
import { expect, test } from 'vitest'
import { createBackoff } from './backoff.ts'

test('the range doubles up to the most, and begins anew after a reset', () => {
  const backoff = createBackoff({ random: () => 1 })
  const first = Array.from({ length: 8 }, () => backoff.next())
  expect(first).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  backoff.reset()
  expect(backoff.next()).toBe(500)
})

test('the wait is drawn from the whole range', () => {
  const draws = [0, 0.5, 0.999]
  const backoff = createBackoff({ base_ms: 100, random: () => draws.shift() ?? 0 })
  expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([0, 100, expect.closeTo(399.6)])
})
