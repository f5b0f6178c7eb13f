// What a broker, or a gateway before it, says about how fast it wants to be asked.
import { expect, test } from 'vitest'
import { askedPause, createPace } from './limits.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const pause = (status: number, headers: Record<string, string>) =>
  askedPause({ status, headers, text: '' }, now)

test('Retry-After is a number of seconds or a date', () => {
  expect(pause(429, { 'retry-after': '7' })).toBe(7_000)
  expect(pause(503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' })).toBe(30_000)
  expect(pause(503, { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' })).toBe(0)
  expect(pause(503, { 'retry-after': 'soon' })).toBe(0)
})

test('the RateLimit headers say when a spent quota is there again', () => {
  expect(pause(429, { 'ratelimit-reset': '9' })).toBe(9_000)
  expect(pause(200, { 'ratelimit-remaining': '0', 'ratelimit-reset': '4' })).toBe(4_000)
  expect(pause(200, { 'ratelimit-remaining': '3', 'ratelimit-reset': '4' })).toBe(0)
  expect(pause(200, { ratelimit: '"default";r=0;t=12' })).toBe(12_000)
  expect(pause(200, { ratelimit: '"default";r=10;t=12' })).toBe(0)
})

test('who was told to wait waits for all, but no longer than anybody is patient', async () => {
  const pace = createPace()
  const { signal } = new AbortController()
  await pace.turn(60_000, signal)
  pace.heed({ status: 429, headers: { 'retry-after': '60' }, text: '' })
  const from = performance.now()
  await pace.turn(50, signal)
  expect(performance.now() - from).toBeGreaterThan(40)
  await expect(pace.turn(60_000, AbortSignal.abort())).rejects.toThrow()
})
