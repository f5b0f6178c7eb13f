// Callers that share a call: who goes with whom, what each gets, and what is refused.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { problem } from '../problem.ts'
import { grouped, type Grouping } from './grouped.ts'

type Answer = number | Error

/** Calls wait until they are let go; each answers with its items, doubled. */
function setUp(more: Partial<Grouping<number, number>> = {}) {
  const calls: Array<{ key: string; items: number[]; end: (fail?: Error) => void }> = []
  const run = (key: string, items: number[]) =>
    new Promise<Answer[]>((resolve, reject) => {
      const end = (fail?: Error) => (fail ? reject(fail) : resolve(items.map((item) => item * 2)))
      calls.push({ key, items, end })
    })
  const submit = grouped({ run, most: 3, waiting: 10, lanes: 1, patience: 1_000, ...more })
  const all = (...items: number[]) => items.map((item) => submit('a', item))
  return { submit, calls, all, seen: () => calls.map(({ items }) => items) }
}

/** All that is due has happened: promises settle within a turn. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: Error) => error.message,
  )

test('who comes in one turn goes together, who comes during a call with the next', async () => {
  const { all, calls, seen } = setUp()
  const first = all(1, 2)
  await turns()
  const second = all(3, 4)
  await turns()
  expect(seen()).toEqual([[1, 2]])
  calls[0]!.end()
  expect(await Promise.all(first)).toEqual([2, 4])
  await turns()
  expect(seen()).toEqual([
    [1, 2],
    [3, 4],
  ])
  calls[1]!.end()
  expect(await Promise.all(second)).toEqual([6, 8])
})

test('a call for few waits a moment for those who were just answered', async () => {
  const { submit, calls, all, seen } = setUp({ worthwhile: 3 })
  const again = all(1, 2).map((first) => first.then((answer) => submit('a', answer + 8)))
  await turns()
  const other = all(3)
  calls[0]!.end()
  await turns()
  expect(seen()).toEqual([
    [1, 2],
    [3, 10, 12],
  ])
  calls[1]!.end()
  expect(await Promise.all([...other, ...again])).toEqual([6, 20, 24])
})

test('a call for many goes out before those of the last are answered', async () => {
  let sent = 0
  const ends: Array<() => void> = []
  const run = (_: string, items: number[]) => {
    process.nextTick(() => (sent += 1)) // as a connection does, which writes once for all statements of a moment
    return new Promise<number[]>((resolve) => ends.push(() => resolve(items)))
  }
  const how = { most: 10, waiting: 10, lanes: 1, patience: 1_000, worthwhile: 3 }
  const submit = grouped<number, number>({ run, ...how })
  const first = submit('a', 1).then(() => sent)
  await turns()
  const others = [2, 3, 4].map((item) => submit('a', item))
  ends[0]!()
  expect(await first).toBe(2)
  ends[1]!()
  expect(await Promise.all(others)).toEqual([2, 3, 4])
})

test('a call carries no more than it may, in the order of arrival, and one that is heavier goes alone', async () => {
  const { all, calls, seen } = setUp({ weight: (item) => item, most: 5, waiting: 100 })
  const answers = all(2, 2, 2, 9, 1)
  for (let call = 0; call < 4; call += 1) {
    await turns()
    calls[call]!.end()
  }
  expect(await Promise.all(answers)).toEqual([4, 4, 4, 18, 2])
  expect(seen()).toEqual([[2, 2], [2], [9], [1]])
})

test('keys do not wait for each other, lanes of a key are bounded', async () => {
  const { submit, calls } = setUp({ lanes: 2, most: 1 })
  const answers = [submit('a', 1), submit('a', 2), submit('a', 3), submit('b', 4)]
  await turns()
  expect(calls.map(({ key, items }) => [key, ...items])).toEqual([
    ['a', 1],
    ['a', 2],
    ['b', 4],
  ])
  calls[1]!.end()
  await turns()
  expect(calls.at(-1)).toMatchObject({ key: 'a', items: [3] })
  for (const { end } of calls) end()
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8])
})

test('a lane that is free is used while another is busy', async () => {
  const { all, calls, seen } = setUp({ lanes: 2 })
  const first = all(1)
  await turns()
  const second = all(2)
  await turns()
  expect(seen()).toEqual([[1], [2]])
  for (const { end } of calls) end()
  expect(await Promise.all([...first, ...second])).toEqual([2, 4])
})

test('each gets its own result or error', async () => {
  const run = async (_: string, items: number[]) =>
    items.map((item) => (item === 2 ? new Error('not two') : item))
  const { all } = setUp({ run })
  const [one, two, three] = all(1, 2, 3)
  expect(await failureOf(two!)).toBe('not two')
  expect([await one, await three]).toEqual([1, 3])
})

test('when a shared call fails, each is tried alone: only who is to blame fails', async () => {
  const tried: number[][] = []
  const run = async (_: string, items: number[]) => {
    tried.push(items)
    if (items.includes(2)) throw new Error('not two')
    return items
  }
  const { all } = setUp({ run })
  const [one, two, three] = all(1, 2, 3)
  expect(await failureOf(two!)).toBe('not two')
  expect([await one, await three]).toEqual([1, 3])
  expect(tried).toEqual([[1, 2, 3], [1], [2], [3]])
})

test('when the database is away all are told at once, and nothing is tried again', async () => {
  const { all, calls } = setUp()
  const answers = all(1, 2)
  await turns()
  calls[0]!.end(problem('unavailable', 'away'))
  expect(await Promise.all(answers.map(failureOf))).toEqual(['away', 'away'])
  expect(calls).toHaveLength(1)
})

test('what would wait above the bound is refused, and there is room again later', async () => {
  const { all, calls } = setUp({ waiting: 3 })
  const first = all(1)
  await turns() // under way, so that it waits no more
  const waiting = all(2, 3, 4)
  expect(await failureOf(all(5)[0]!)).toContain('Too many requests')
  calls[0]!.end()
  await first[0]
  await turns()
  const again = all(6)
  calls[1]!.end()
  await Promise.all(waiting)
  await turns()
  calls[2]!.end()
  expect(await Promise.all(again)).toEqual([12])
})

test('who waited too long is refused and does not go along', async () => {
  let clock = 0
  const { all, calls, seen } = setUp({ now: () => clock })
  const first = all(1)
  await turns()
  const late = all(2)
  clock = 600
  const inTime = all(3)
  clock = 1_200
  const refused = failureOf(late[0]!)
  calls[0]!.end()
  await Promise.all(first)
  expect(await refused).toContain('come in time')
  await turns()
  calls[1]!.end()
  expect(await Promise.all(inTime)).toEqual([6])
  expect(seen()).toEqual([[1], [3]])
})

test('who waited too long by the time it would be tried alone is refused', async () => {
  let clock = 0
  const { all, calls } = setUp({ now: () => clock })
  const answers = all(1, 2)
  await turns()
  clock = 1_200
  calls[0]!.end(new Error('no'))
  for (const answer of answers) expect(await failureOf(answer)).toContain('come in time')
  expect(calls).toHaveLength(1)
})

test('a waiter may be taken back; one under way is told its result', async () => {
  const { submit, calls, seen } = setUp()
  const gone = new AbortController()
  const under = submit('a', 1, gone.signal)
  await turns()
  const back = submit('a', 2, gone.signal)
  const stays = submit('a', 3)
  gone.abort(new Error('gone'))
  expect(await failureOf(back)).toBe('gone')
  expect(await failureOf(submit('a', 4, gone.signal))).toBe('gone')
  calls[0]!.end()
  expect(await under).toBe(2)
  await turns()
  calls[1]!.end()
  expect(await stays).toBe(6)
  expect(seen()).toEqual([[1], [3]])
})

test('a call that leaves out a result fails for who lacks one, and is not repeated', async () => {
  const tried: number[][] = []
  const run = async (_: string, items: number[]) => {
    tried.push(items)
    return items.slice(1)
  }
  const { all } = setUp({ run })
  const [one, two] = all(1, 2)
  expect(await one).toBe(2)
  expect(await failureOf(two!)).toContain('left out')
  expect(tried).toHaveLength(1)
})
