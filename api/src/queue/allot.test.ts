// What a claim concludes from what it saw: who is to be looked at again, and whether there may be more.
import { expect, test } from 'vitest'
import { allot, emptyOf, quotasOf } from './allot.ts'
import type { Lane } from './fair.ts'
import type { Demand, Head } from './lanes/store.ts'

const wanted = { type: 'scan', capabilities: [], tools: [], labels: [], region: null }
const head = (id: string | null, given: Partial<Head> = {}): Head => ({
  ...{ id, tenant: 'acme', weight: 1, requirement: 'scans', is_run: false, ...wanted },
  ...{ room: 10, run_room: null, asked: 5, preferred_region: null, affinity: null, agent_id: null },
  ...given,
})
const out = (...ids: string[]) => new Set(ids)

test('a requirement all of whose jobs went out is empty, unless more were there than were asked for', () => {
  expect(emptyOf([head('a'), head('b')], out('a', 'b'))).toEqual(['acme'])
  expect(emptyOf([head('a'), head('b')], out('a'))).toEqual([])
  expect(emptyOf([head('a', { asked: 2 }), head('b', { asked: 2 })], out('a', 'b'))).toEqual([])
  const collect = { requirement: 'collects' }
  expect(emptyOf([head('a'), head('b', collect), head('c')], out('b'))).toEqual(['acme'])
})

test('a tenant is looked at again when nothing was found, and when it came to its limit', () => {
  expect(emptyOf([head(null)], out())).toEqual(['acme'])
  expect(emptyOf([head('a', { room: 1, asked: 1 })], out('a'))).toEqual(['acme'])
  expect(emptyOf([head('a', { room: 2, asked: 2 })], out('a'))).toEqual(['acme'])
  expect(emptyOf([head('a', { room: 2, asked: 1 })], out('a'))).toEqual([])
})

const agents = [
  {
    ...{ id: 'one', free: 4, held: 0, types: ['scan'], region: null },
    ...{ capabilities: [], tools: [], labels: [] },
  },
]
const demands: Demand[] = [{ ...wanted, requirement: 'scans', weight: 1 }]
const laneOf = (members: number): Lane => ({
  ...{ clock: 0, turn: 0 },
  classes: [{ weight: 1, members, tag: 0, open: false }],
})
const planOf = (heads: Head[], quota = 4) =>
  allot(laneOf(1), { heads, quotas: new Map([[1, quota]]), agents, limit: 4 })

test('there may be more when a tenant had as many jobs as were asked for, or tenants as many as there are turns', () => {
  expect(planOf([head('a'), head('b')]).more).toBe(false)
  expect(planOf([head('a', { asked: 1 })]).more).toBe(true)
  expect(planOf([head('a', { asked: 1, room: 1 })]).more).toBe(false)
  expect(planOf([head('a')], 1).more).toBe(true)
  expect(quotasOf(laneOf(1), demands, 4)).toEqual(new Map([[1, 4]]))
})
