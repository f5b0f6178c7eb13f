// The measures of fairness, on sharings whose answer is known.
import { expect, test } from 'vitest'
import { contested, jain, longestWait, type Claim } from './shares.ts'

/** Every job ready at 0 unless said otherwise, a claim each ms. */
const inOrder = (tenants: number[], ready: (place: number) => number = () => 0): Claim[] =>
  tenants.map((tenant, place) => ({ tenant, ready: ready(place), at: place + 1 }))

test('Jain’s index is 1 when all get the same for their weight, and a share when one gets all', () => {
  expect(jain(inOrder([0, 1, 0, 1, 0]), [1, 1])).toBe(1)
  expect(jain(inOrder([0, 0, 1, 0, 0, 1, 0]), [2, 1])).toBe(1)
  expect(jain(inOrder([0, 0, 0, 0, 1]), [1, 1])).toBe(0.5)
})

test('only claims made while everybody wanted one count', () => {
  const late = inOrder([0, 0, 0, 1, 0, 1, 1], (place) => (place === 3 ? 3 : 0))
  expect(contested(late, 2).map(({ tenant }) => tenant)).toEqual([0, 0, 0, 1, 0])
  const later = inOrder([0, 0, 0, 1, 0], (place) => (place === 3 ? 3 : 0))
  expect(contested(later, 2).map(({ at }) => at)).toEqual([3, 4])
})

test('a wait counts the claims of others since the job was there or the tenant was served', () => {
  const bound = () => 2
  expect(longestWait(inOrder([0, 1, 0, 1]), [1, 1], bound)).toBe(0.5)
  expect(longestWait(inOrder([0, 0, 0, 1]), [1, 1], bound)).toBe(1.5)
  const late = inOrder([0, 0, 0, 1], (place) => (place === 3 ? 2.5 : 0))
  expect(longestWait(late, [1, 1], bound)).toBe(0.5)
})

test('a wait is a part of the bound of the tenant’s weight', () => {
  const bound = (weight: number) => 4 / weight
  expect(longestWait(inOrder([0, 0, 1, 0, 0, 1]), [2, 1], bound)).toBe(0.5)
})
