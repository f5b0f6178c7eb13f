// Failures and bans on a clock that the test turns.
import { expect, test } from 'vitest'
import { type Count, isBanned, isOver, withFailure } from './counts.ts'

const minute = 60_000
const limits = { most: 5, window_ms: 15 * minute, ban_ms: 15 * minute }

/** Failures at these minutes. */
const after = (...minutes: number[]): Count =>
  minutes.reduce<Count | undefined>(
    (count, at) => withFailure(count, at * minute, limits),
    undefined,
  )!

test('the fifth failure within a quarter of an hour bans for a quarter of an hour', () => {
  expect(after(0, 1, 2, 3).bannedUntil).toBe(0)
  const banned = after(0, 1, 2, 3, 14)
  expect(banned.bannedUntil).toBe(29 * minute)
  expect(isBanned(banned, 29 * minute - 1)).toBe(true)
  expect(isBanned(banned, 29 * minute)).toBe(false)
})

test('the window begins with the first failure and does not move', () => {
  expect(after(0, 4, 8, 12, 15)).toEqual({ windowAt: 15 * minute, failures: 1, bannedUntil: 0 })
})

test('failures during a ban neither count nor lengthen it', () => {
  const banned = after(0, 0, 0, 0, 0)
  expect(after(0, 0, 0, 0, 0, 5, 10, 14.9)).toEqual(banned)
})

test('after a ban it takes five failures again', () => {
  const again = after(0, 0, 0, 0, 0, 15)
  expect(again).toEqual({ windowAt: 15 * minute, failures: 1, bannedUntil: 0 })
  expect(after(0, 0, 0, 0, 0, 15, 16, 17, 18, 19).bannedUntil).toBe(34 * minute)
})

test('what is over can be forgotten, and nothing else', () => {
  expect(isOver(after(0), 15 * minute - 1, limits)).toBe(false)
  expect(isOver(after(0), 15 * minute, limits)).toBe(true)
  expect(isOver(after(14, 14, 14, 14, 14), 28 * minute, limits)).toBe(false)
  expect(isOver(after(14, 14, 14, 14, 14), 29 * minute, limits)).toBe(true)
})

test('whenever failures come, nobody is banned before five of one window, nor later', () => {
  let seed = 7
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  for (let round = 0; round < 200; round++) {
    let count: Count | undefined
    let window: number[] = []
    let until = 0
    for (let at = 0; at < 90 * minute; at += random() * 9 * minute) {
      count = withFailure(count, at, limits)
      if (at < until) {
        expect(count.bannedUntil).toBe(until)
        continue
      }
      if (until > 0 || (window.length > 0 && at - window[0]! >= limits.window_ms)) window = []
      window.push(at)
      until = window.length >= 5 ? at + limits.ban_ms : 0
      expect(count.bannedUntil).toBe(until)
    }
  }
})
