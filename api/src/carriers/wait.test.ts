// What becomes of a job that the dispatcher hands over at the wrong moment.
import { setImmediate as settled } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { problem } from '../problem.ts'
import type { Handed, House } from './session.ts'
import { Wait } from './wait.ts'

/** As much of a house as a wait needs: it notes what is given back. */
function setUp() {
  const back: string[] = []
  let woken = 0
  const query = {
    many: async (_: unknown, values: { jobs?: string[]; attempts?: number[] }) => {
      if (values.jobs) back.push(...values.jobs)
      return values.jobs ?? []
    },
  }
  const house = {
    db: { as: () => query },
    dispatcher: { wake: () => (woken += 1) },
    log: pino({ level: 'silent' }),
  } as unknown as House
  const gone = new AbortController()
  return { wait: new Wait(house, 'agent-1', gone.signal), gone, back, woken: () => woken }
}

const work = (job: string, payload: unknown = null): Handed => ({
  job,
  attempt: 1,
  tenant: 'acme',
  type: 'script',
  payload,
  job_token: 'token',
  timeout_ms: 1000,
  lease_ms: 1000,
})

test('what is handed over at once is answered together', async () => {
  const { wait, back } = setUp()
  wait.carrier.assign(work('a'))
  wait.carrier.assign(work('b'))
  expect(await wait.answer).toEqual({ jobs: [work('a'), work('b')], cancelled: [], lost: [] })
  expect(back).toEqual([])
})

test('what comes after the answer goes back, and somebody else is looked for', async () => {
  const { wait, back, woken } = setUp()
  wait.endAfter(0)
  expect(await wait.answer).toEqual({ jobs: [], cancelled: [], lost: [] })
  wait.carrier.assign(work('a'))
  await settled()
  expect([back, woken()]).toEqual([['a'], 1])
})

test('a client that goes away before or after the answer leaves no job behind', async () => {
  const before = setUp()
  before.wait.carrier.assign(work('a'))
  before.gone.abort()
  await settled()
  expect(before.back).toEqual(['a'])
  expect(before.wait.left()).toBe(true)
  const after = setUp()
  after.wait.carrier.assign(work('b'))
  await after.wait.answer
  after.gone.abort()
  after.wait.carrier.assign(work('c'))
  await settled()
  expect(new Set(after.back)).toEqual(new Set(['b', 'c']))
})

test('a session that ends with jobs in hand gives them back and says why', async () => {
  const { wait, back } = setUp()
  wait.carrier.assign(work('a'))
  wait.carrier.close(problem('conflict', 'replaced'))
  await expect(wait.answer).rejects.toThrow('replaced')
  await settled()
  expect(back).toEqual(['a'])
})

test('a broker that drains answers with what there is', async () => {
  const { wait } = setUp()
  wait.carrier.close(problem('unavailable', 'stops'))
  expect(await wait.answer).toEqual({ jobs: [], cancelled: [], lost: [] })
  expect(wait.left()).toBe(true)
})

test('one answer is not larger than an agent takes', async () => {
  const { wait, back } = setUp()
  const large = 'x'.repeat(6 << 20)
  for (const job of ['a', 'b', 'c', 'd']) wait.carrier.assign(work(job, large))
  const { jobs } = await wait.answer
  await settled()
  expect([jobs.map(({ job }) => job), back]).toEqual([['a', 'b', 'c'], ['d']])
})
