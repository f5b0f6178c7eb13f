// Least loaded first, ties at random, never more than there is room for.
import { expect, test } from 'vitest'
import { choose } from './choose.ts'

const nothing = { capabilities: [], tools: [], labels: [], region: null }
const able = { ...nothing, types: ['script'] }
const wanted = { ...nothing, type: 'script', preferred_region: null }
const jobs = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...wanted, id: `job-${index}` }))

test('the least loaded agent gets the next job', () => {
  const agents = [
    { ...able, id: 'busy', held: 2, free: 2 },
    { ...able, id: 'idle', held: 0, free: 4 },
  ]
  expect(
    choose(jobs(3), agents)
      .map(({ agent }) => agent)
      .slice(0, 2),
  ).toEqual(['idle', 'idle'])
})

test('no agent gets more than it has room for, and the rest waits', () => {
  const agents = [
    { ...able, id: 'a', held: 0, free: 1 },
    { ...able, id: 'b', held: 5, free: 2 },
  ]
  const choices = choose(jobs(10), agents)
  expect(choices.map(({ job }) => job)).toEqual(['job-0', 'job-1', 'job-2'])
  expect(choices.filter(({ agent }) => agent === 'a')).toHaveLength(1)
})

test('ties fall on each of the equals alike', () => {
  const agents = ['a', 'b', 'c'].map((id) => ({ ...able, id, held: 0, free: 1 }))
  const counts = new Map<string, number>()
  for (let round = 0; round < 3000; round++) {
    const { agent } = choose(jobs(1), agents)[0]!
    counts.set(agent, (counts.get(agent) ?? 0) + 1)
  }
  // Binomial with p = 1/3: five standard deviations are 129.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130)
  expect(counts.size).toBe(3)
})

test('the candidates given are left as they are', () => {
  const agents = [{ ...able, id: 'a', held: 0, free: 1 }]
  choose(jobs(1), agents)
  expect(agents).toEqual([{ ...able, id: 'a', held: 0, free: 1 }])
})

test('a job goes only to an agent that has all it asks for', () => {
  const gpu = {
    ...able,
    id: 'gpu',
    held: 9,
    free: 1,
    capabilities: ['gpu'],
    tools: ['nmap'],
    labels: ['eu'],
    region: 'eu-west',
  }
  const idle = { ...able, id: 'idle', held: 0, free: 9 }
  const chosen = (more: object) =>
    choose([{ ...wanted, id: 'job', ...more }], [gpu, idle])[0]?.agent
  expect(chosen({})).toBe('idle')
  expect(
    chosen({ capabilities: ['gpu'], tools: ['nmap'], labels: ['eu'], region: 'eu-west' }),
  ).toBe('gpu')
  for (const more of [
    { capabilities: ['gpu', 'tpu'] },
    { tools: ['nuclei'] },
    { labels: ['us'] },
    { region: 'us-east' },
    { type: 'scan' },
  ])
    expect(chosen(more), JSON.stringify(more)).toBeUndefined()
})

test('a preferred region is a wish: it is granted when there is room, and otherwise forgotten', () => {
  const near = { ...able, id: 'near', held: 3, free: 1, region: 'eu' }
  const far = { ...able, id: 'far', held: 0, free: 5, region: 'us' }
  const two = jobs(2).map((job) => ({ ...job, preferred_region: 'eu' }))
  expect(choose(two, [near, far]).map(({ agent }) => agent)).toEqual(['near', 'far'])
  expect(choose([{ ...wanted, id: 'x', preferred_region: 'asia' }], [near, far])[0]?.agent).toBe(
    'far',
  )
})

test('when it is tried again a job may prefer the agent that had it, or any other', () => {
  const last = { ...able, id: 'last', held: 3, free: 2 }
  const other = { ...able, id: 'other', held: 5, free: 2 }
  const idle = { ...able, id: 'idle', held: 0, free: 2 }
  const chosen = (affinity: 'prefer-different' | 'prefer-warm' | null, agents: (typeof last)[]) =>
    choose([{ ...wanted, id: 'job', affinity, agent_id: 'last' }], agents)[0]?.agent
  expect(chosen('prefer-warm', [last, idle])).toBe('last')
  expect(chosen('prefer-different', [last, other])).toBe('other')
  expect(chosen(null, [last, other])).toBe('last')
  expect(chosen('prefer-warm', [idle])).toBe('idle')
  expect(chosen('prefer-different', [last])).toBe('last')
})

test('a job that nobody can do holds up no other', () => {
  const agents = [{ ...able, id: 'a', held: 0, free: 1 }]
  const mixed = [{ ...wanted, id: 'odd', capabilities: ['gpu'] }, ...jobs(1)]
  expect(choose(mixed, agents)).toEqual([{ job: 'job-0', agent: 'a' }])
})
