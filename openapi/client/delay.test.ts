// How long the client waits between attempts.
import { expect, test } from 'vitest'
import { backoff, pause, retryAfterOf } from './delay.ts'

test('the wait doubles up to five seconds, half of it at random', () => {
  expect([1, 2, 3, 10].map((attempt) => backoff(attempt, () => 0))).toEqual([50, 100, 200, 2500])
  expect([1, 2, 3, 10].map((attempt) => backoff(attempt, () => 1))).toEqual([100, 200, 400, 5000])
})

test('Retry-After is a number of seconds or a date', () => {
  const of = (value: string) =>
    retryAfterOf(new Headers({ 'retry-after': value }), Date.UTC(2026, 0, 1))
  expect(of('7')).toBe(7)
  expect(of('Thu, 01 Jan 2026 00:00:09 GMT')).toBe(9)
  expect(of('Wed, 31 Dec 2025 23:59:59 GMT')).toBe(0)
  expect(of('soon')).toBeUndefined()
  expect(retryAfterOf(new Headers())).toBeUndefined()
})

test('a pause ends as soon as its signal is aborted', async () => {
  const stop = new AbortController()
  const paused = pause(60_000, stop.signal)
  stop.abort(new Error('enough'))
  await expect(paused).rejects.toThrow('enough')
})
