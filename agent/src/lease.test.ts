// The agent's view of a lease, by a clock the test turns.
import { expect, test, vi } from 'vitest'
import { createLease, marginOf } from './lease.ts'
import { turnedClock } from './testing.ts'

test('the margin is a fifth, at most five seconds', () => {
  expect([marginOf(1_000), marginOf(25_000), marginOf(60_000)]).toEqual([200, 5_000, 5_000])
})

test('a lease is over a margin early, and says so once', async () => {
  const clock = turnedClock()
  const onOver = vi.fn()
  const lease = createLease(clock, 10_000, onOver)
  await clock.turn(7_999)
  expect([lease.held(), onOver.mock.calls.length]).toEqual([true, 0])
  await clock.turn(1)
  expect([lease.held(), onOver.mock.calls.length]).toEqual([false, 1])
  await clock.turn(60_000)
  expect(onOver).toHaveBeenCalledTimes(1)
})

test('a renewal counts from when it was asked for, not from when it was answered', async () => {
  const clock = turnedClock()
  const onOver = vi.fn()
  const lease = createLease(clock, 10_000, onOver)
  const sent = clock.now()
  await clock.turn(6_000)
  lease.renew(sent + 1_000, 10_000)
  await clock.turn(2_999)
  expect(lease.held()).toBe(true)
  await clock.turn(1)
  expect([lease.held(), onOver.mock.calls.length]).toEqual([false, 1])
})

test('an answer that comes late never shortens a lease', async () => {
  const clock = turnedClock()
  const lease = createLease(clock, 10_000, () => {})
  lease.renew(clock.now() - 5_000, 10_000)
  await clock.turn(7_999)
  expect(lease.held()).toBe(true)
})

test('a lease that was ended is not held and calls nobody', async () => {
  const clock = turnedClock()
  const onOver = vi.fn()
  const lease = createLease(clock, 10_000, onOver)
  lease.end()
  expect(lease.held()).toBe(false)
  await clock.turn(60_000)
  expect(onOver).not.toHaveBeenCalled()
})
