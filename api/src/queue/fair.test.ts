// Fairness as a property: whatever comes and goes, nobody who could be served waits longer than the bound.
import { expect, test } from 'vitest'
import { bound, createTurns, type Lane, lapse, resize, sum } from './fair.ts'

/** A generator of numbers in [0, 1) that a failing test can repeat (mulberry32). */
function randomOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

interface Simulated {
  tenant: string
  weight: number
  queued: number
  held: number
  limit: number
  member: boolean
  /** Whether it could be served when the last batch ended. */
  ready: boolean
  turn: number
  since: number
  /** Claims of others since it could be served, and the most that it competed with meanwhile. */
  waited: number
  weights: number
  classes: number
}

interface World {
  random: () => number
  tenants: Simulated[]
  lane: Lane
  /** What should not have been. */
  mistakes: string[]
}

const servable = ({ queued, held, limit }: Simulated) => queued > 0 && held < limit

function worldOf(seed: number, most: number, weightOf: (random: () => number) => number): World {
  const random = randomOf(seed)
  const tenants = Array.from({ length: 2 + Math.floor(random() * most) }, (_, index) => ({
    tenant: `t${index}`,
    weight: weightOf(random),
    queued: 0,
    held: 0,
    limit: random() < 0.3 ? 1 + Math.floor(random() * 5) : Infinity,
    member: false,
    ready: false,
    turn: 0,
    since: 0,
    ...{ waited: 0, weights: 0, classes: 0 },
  }))
  return { random, tenants, lane: { clock: 0, turn: 0, classes: [] }, mistakes: [] }
}

/** One floods, most come one job at a time, some with many, at times all at once; what is held ends in bursts. */
function live({ random, tenants }: World, step: number): void {
  for (const one of tenants) {
    if (one.tenant === 't0') one.queued = Math.max(one.queued, 300)
    else if (random() < (step % 300 < 3 ? 0.9 : 0.02)) one.queued += random() < 0.2 ? 20 : 1
    if (one.held > 0 && random() < 0.1) one.held -= 1 + Math.floor(random() * one.held)
  }
}

/** What the claim's statements `lapse` and `join` do. */
function enter({ tenants, lane, mistakes }: World): void {
  for (const one of tenants) {
    const { idle, stuck } = lapse(lane, one.weight)
    const wasReady = one.ready && servable(one)
    if (!one.member || one.since > idle) continue
    if (!wasReady) leave(lane, one)
    else if (one.since <= stuck) mistakes.push(`${one.tenant} can be served and was given up`)
  }
  for (const one of tenants) {
    if (one.member || !servable(one)) continue
    resize(lane, one.weight, 1)
    lane.turn += 1
    Object.assign(one, { member: true, turn: lane.turn, since: lane.clock })
  }
}

function leave(lane: Lane, one: Simulated): void {
  resize(lane, one.weight, -1)
  one.member = false
}

/** One claim of up to `size` jobs, which sees only the first tenants of each weight. */
function claim(world: World, size: number): void {
  const { random, tenants, lane } = world
  const able = tenants.filter(servable).toSorted((a, b) => a.turn - b.turn)
  const queues = [...new Set(able.map(({ weight }) => weight))].map((weight) => {
    const all = able.filter((one) => one.weight === weight)
    const quota = 3 + Math.floor(random() * 20)
    return { weight, waiting: all.slice(0, quota), more: all.length > quota }
  })
  const turns = createTurns(lane, queues)
  for (let given = 0; given < size; given++) {
    const next = turns.next()
    if (!next) break
    count(world, next)
    next.queued -= 1
    next.held += 1
    const { turn, clock: since } = turns.served(servable(next))
    Object.assign(next, { turn, since })
  }
  for (const one of tenants) {
    one.ready = servable(one)
    if (!one.ready) Object.assign(one, { waited: 0, weights: 0, classes: 0 })
  }
}

function count({ lane, tenants, mistakes }: World, served: Simulated): void {
  const weightsNow = sum(lane)
  for (const one of tenants) {
    if (!servable(one)) continue
    one.weights = Math.max(one.weights, weightsNow)
    one.classes = Math.max(one.classes, lane.classes.length)
    if (one !== served) one.waited += 1
  }
  const { waited, weights, classes, weight } = served
  const most = bound(weights, classes, weight)
  if (waited > most) mistakes.push(`${served.tenant}, ${weight} of ${weights}: ${waited} > ${most}`)
  Object.assign(served, { waited: 0, weights: 0, classes: 0 })
}

const plans = (random: () => number) => [1, 2, 4, 8][Math.floor(random() * 4)]!
const any = (random: () => number) => 1 + Math.floor(random() * 16)

test.each([
  ['the plans’ weights, few tenants', plans, 5, 40],
  ['the plans’ weights, some tenants', plans, 30, 40],
  ['the plans’ weights, many tenants', plans, 200, 4],
  ['any weights, few tenants', any, 5, 40],
  ['any weights, some tenants', any, 30, 40],
  ['any weights, many tenants', any, 200, 4],
] as const)('nobody waits longer than the bound: %s', (_name, weightOf, most, seeds) => {
  for (let seed = 0; seed < seeds; seed++) {
    const world = worldOf(seed, most, weightOf)
    for (let step = 0; step < 700; step++) {
      live(world, step)
      enter(world)
      claim(world, 1 + Math.floor(world.random() * (step % 2 === 0 ? 1 : 100)))
    }
    expect(world.mistakes, `seed ${seed}`).toEqual([])
  }
})

/** Tenants that always have work, served one by one. */
function crowd(weights: number[], claims: number): number[] {
  const lane: Lane = { clock: 0, turn: 0, classes: [] }
  for (const weight of weights) resize(lane, weight, 1)
  const counts = weights.map(() => 0)
  const queues = [...new Set(weights)].map((weight) => ({
    weight,
    waiting: weights.flatMap((one, index) =>
      one === weight ? { tenant: `${index}`, weight } : [],
    ),
    more: false,
  }))
  const turns = createTurns(lane, queues)
  for (let claim = 0; claim < claims; claim++) {
    counts[Number(turns.next()!.tenant)]! += 1
    turns.served(true)
  }
  return counts
}

test('equal weights get equal shares, to the job', () => {
  expect(
    new Set(
      crowd(
        Array.from({ length: 100 }, () => 1),
        5000,
      ),
    ),
  ).toEqual(new Set([50]))
})

test('weights are shares', () => {
  expect(crowd([1, 2, 4, 8, 1], 1600)).toEqual([100, 200, 400, 800, 100])
})

test('a weight that had nobody to serve has saved nothing up', () => {
  const lane: Lane = { clock: 0, turn: 0, classes: [] }
  resize(lane, 1, 1)
  resize(lane, 8, 1)
  const light = { weight: 1, waiting: [{ tenant: 'light', weight: 1 }], more: false }
  const alone = createTurns(lane, [light])
  for (let claim = 0; claim < 100; claim++) {
    alone.next()
    alone.served(true)
  }
  const both = createTurns(lane, [
    light,
    { weight: 8, waiting: [{ tenant: 'heavy', weight: 8 }], more: false },
  ])
  const order = Array.from({ length: 18 }, () => {
    const { tenant } = both.next()!
    both.served(true)
    return tenant
  })
  expect(order.filter((tenant) => tenant === 'light')).toHaveLength(2)
})

test('whoever cannot be served is passed over and costs nobody a turn', () => {
  const lane: Lane = { clock: 0, turn: 0, classes: [] }
  resize(lane, 1, 2)
  const waiting = ['a', 'b'].map((tenant) => ({ tenant, weight: 1 }))
  const turns = createTurns(lane, [{ weight: 1, waiting, more: false }])
  turns.next()
  turns.skipped()
  expect(lane).toMatchObject({ clock: 0, turn: 0 })
  expect(turns.next()?.tenant).toBe('b')
  turns.served(false)
  expect(turns.next()).toBeUndefined()
})

test('of whom nothing is known nobody is served', () => {
  const lane: Lane = { clock: 0, turn: 0, classes: [] }
  resize(lane, 1, 9)
  const turns = createTurns(lane, [
    { weight: 1, waiting: [{ tenant: 'a', weight: 1 }], more: true },
  ])
  expect(turns.next()?.tenant).toBe('a')
  turns.served(true)
  expect(turns.next()).toBeUndefined()
})
