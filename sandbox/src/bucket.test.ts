// The token bucket, by a clock the test turns.
import { expect, test } from 'vitest'
import { bucket } from './bucket.js'

test('a bucket gives its burst, then its rate, and never more than it holds', () => {
  let now = 0
  const take = bucket({ burst: 3, per_second: 2 }, () => now)
  expect([take(1), take(2), take(1)]).toEqual([true, true, false])
  now = 500
  expect([take(1), take(1)]).toEqual([true, false])
  now = 60_000
  expect([take(4), take(3), take(1)]).toEqual([false, true, false])
})
