// That figures are what they say: rates, quantiles, medians by turns.
import { expect, test } from 'vitest'
import { inTurns, measure, quantile, roundOf } from './rounds.ts'

test('a quantile is a value that was measured', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(3)
  expect(quantile([1, 2, 3, 4], 0.99)).toBe(4)
  expect(quantile([], 0.5)).toBeNaN()
})

test('a round knows its rate and its quantiles', () => {
  expect(roundOf([3, 1, 2], 2)).toEqual({ per_second: 1.5, p50_ms: 2, p99_ms: 3 })
})

test('callers call again as soon as they were answered', async () => {
  let most = 0
  let open = 0
  const { per_second } = await measure(4, 0.05, async () => {
    most = Math.max(most, ++open)
    await new Promise((resolve) => setImmediate(resolve))
    open--
  })
  expect(most).toBe(4)
  expect(per_second).toBeGreaterThan(4)
})

test('sides take turns, the first turn is dropped, and of the others the median counts', async () => {
  const turns: string[] = []
  const side = (name: string, values: number[]) => ({
    name,
    round: async () => {
      turns.push(name)
      return { figure: values.shift()! }
    },
  })
  const medians = await inTurns([side('a', [99, 5, 1, 3]), side('b', [99, 20, 40, 30])], {
    rounds: 3,
    seconds: 0,
  })
  expect(turns.join('')).toBe('abababab')
  expect(medians).toEqual({ a: { figure: 3 }, b: { figure: 30 } })
})
