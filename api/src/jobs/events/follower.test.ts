// One follower: read from only as it is taken, woken, stopped.
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createFollower, type Follower } from './follower.ts'

function follower(lifetime = 60_000) {
  const gone = new AbortController()
  const ended: Follower[] = []
  const one = createFollower({
    job: 'a job',
    principal: 'somebody',
    recheck: async () => {},
    lifetime,
    gone: gone.signal,
    over: (it) => ended.push(it),
  })
  return { one, gone, ended }
}

test('nothing is read for a reader that takes nothing', async () => {
  const { one } = follower()
  let read = 0
  const stream = one.carry(
    (async function* () {
      for (;;) {
        read += 1
        yield 'x'.repeat(10_000)
      }
    })(),
  )
  stream.read(0) // as a pipe to a full socket does
  for (let i = 0; i < 100; i++) await turn()
  expect(read).toBe(2) // what one buffer holds, and no more
  expect(one.stalledSince()).toBeTypeOf('number')
  stream.read()
  expect(one.stalledSince()).toBeUndefined()
  stream.destroy()
})

test('whoever waits is woken by a change, the end of its patience, and the stop', async () => {
  const { one } = follower()
  const woken = one.past(one.changes, 60_000)
  one.wake()
  await woken
  expect(one.changes).toBe(1)
  await one.past(0, 60_000) // what has changed meanwhile is not waited for
  await one.past(1, 1)
  const stopped = one.past(1, 60_000)
  one.stop()
  await stopped
  expect(one.stopped).toBe(true)
})

test('it is over once, whether its life ends, its reader goes or its pieces do', async () => {
  const forever = async function* (one: Follower): AsyncGenerator<string, void, void> {
    yield ': '
    while (!one.stopped) await one.past(one.changes, 60_000)
  }
  const short = follower(10)
  const stream = short.one.carry(forever(short.one)).resume()
  await once(stream, 'close')
  expect(short.ended).toEqual([short.one])

  const left = follower()
  const lost = left.one.carry(forever(left.one)).resume()
  left.gone.abort()
  await once(lost, 'close')
  expect([left.ended, left.one.stopped]).toEqual([[left.one], true])
})
