// Least loaded first, ties at random, never more than there is room for.
import { expect, test } from 'vitest'
import { choose } from './choose.ts'

const jobs = (count: number) => Array.from({ length: count }, (_, index) => `job-${index}`)

test('the least loaded agent gets the next job', () => {
  const agents = [
    { id: 'busy', held: 2, free: 2 },
    { id: 'idle', held: 0, free: 4 },
  ]
  expect(
    choose(jobs(3), agents)
      .map(({ agent }) => agent)
      .slice(0, 2),
  ).toEqual(['idle', 'idle'])
})

test('no agent gets more than it has room for, and the rest waits', () => {
  const agents = [
    { id: 'a', held: 0, free: 1 },
    { id: 'b', held: 5, free: 2 },
  ]
  const choices = choose(jobs(10), agents)
  expect(choices.map(({ job }) => job)).toEqual(['job-0', 'job-1', 'job-2'])
  expect(choices.filter(({ agent }) => agent === 'a')).toHaveLength(1)
})

test('ties fall on each of the equals alike', () => {
  const agents = ['a', 'b', 'c'].map((id) => ({ id, held: 0, free: 1 }))
  const counts = new Map<string, number>()
  for (let round = 0; round < 3000; round++) {
    const { agent } = choose(['job'], agents)[0]!
    counts.set(agent, (counts.get(agent) ?? 0) + 1)
  }
  // Binomial with p = 1/3: five standard deviations are 129.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130)
  expect(counts.size).toBe(3)
})

test('the candidates given are left as they are', () => {
  const agents = [{ id: 'a', held: 0, free: 1 }]
  choose(jobs(1), agents)
  expect(agents).toEqual([{ id: 'a', held: 0, free: 1 }])
})
