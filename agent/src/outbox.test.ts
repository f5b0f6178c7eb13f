// What an attempt reports: order, batches, bounds, and what goes again.
import { expect, test } from 'vitest'
import type { Event } from './messages.ts'
import { bounds, Outbox } from './outbox.ts'
import { turnedClock } from './testing.ts'

function setUp() {
  const clock = turnedClock()
  const sent: { sequence: number; event: Event }[] = []
  const stream = { up: true, sequence: 0 }
  const outbox = new Outbox(clock, (event) => {
    if (!stream.up) return undefined
    stream.sequence += 1
    sent.push({ sequence: stream.sequence, event: structuredClone(event) })
    return stream.sequence
  })
  const kinds = () => sent.map(({ event }) => Object.keys(event)[0])
  const numbers = () => sent.flatMap(({ event }) => event.lines?.lines ?? []).map((l) => l.number)
  return { clock, sent, stream, outbox, kinds, numbers }
}

test('lines wait for a tenth of a second or for a hundred of them', async () => {
  const { clock, sent, outbox, numbers } = setUp()
  outbox.line('info', 'a')
  await clock.turn(bounds.batch_ms - 1)
  expect(sent).toEqual([])
  await clock.turn(1)
  expect(numbers()).toEqual([1])
  for (let i = 0; i < 250; i += 1) outbox.line('info', String(i))
  expect(sent.map(({ event }) => event.lines?.lines?.length)).toEqual([1, 100, 100])
  await clock.turn(bounds.batch_ms)
  expect(numbers()).toEqual(Array.from({ length: 251 }, (_, i) => i + 1))
})

test('a batch is bounded in size too', () => {
  const { sent, outbox } = setUp()
  for (let i = 0; i < 4; i += 1) outbox.line('info', 'x'.repeat(100_000))
  expect(sent.map(({ event }) => event.lines?.lines?.length)).toEqual([2])
})

test('a result goes at once, after the lines before it', () => {
  const { outbox, kinds } = setUp()
  outbox.started()
  outbox.line('info', 'a')
  outbox.result({ status: 'completed' })
  expect(kinds()).toEqual(['started', 'lines', 'result'])
})

test('only so many reports are in flight, and progress that waits is replaced', () => {
  const { sent, outbox } = setUp()
  for (let i = 1; i <= 50; i += 1) outbox.progress(i, '')
  const percents = () => sent.map(({ event }) => event.progress?.percent)
  expect(percents()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  outbox.settled(1)
  expect(percents().slice(8)).toEqual([50])
})

test('what was not acknowledged goes again on a new stream, in its order, and only that', () => {
  const { outbox, stream, sent, kinds } = setUp()
  outbox.started()
  outbox.line('info', 'a')
  outbox.result({ status: 'completed' })
  outbox.settled(1)
  stream.up = false
  sent.length = 0
  outbox.resend()
  expect(sent).toEqual([])
  stream.up = true
  outbox.resend()
  expect(kinds()).toEqual(['lines', 'result'])
  expect(outbox.settled(4)).toBe(false)
  expect(outbox.settled(5)).toBe(true)
})

test('without a stream lines are kept up to a bound, and the loss is told', () => {
  const { outbox, stream, sent, numbers } = setUp()
  stream.up = false
  for (let i = 0; i < bounds.held_lines + 50; i += 1) outbox.line('info', 'x')
  outbox.result({ status: 'completed' })
  stream.up = true
  outbox.resend()
  for (let i = 0; i < sent.length; i += 1) outbox.settled(sent[i]?.sequence ?? 0)
  expect(numbers()).toEqual(Array.from({ length: bounds.held_lines + 1 }, (_, i) => i + 1))
  const last = sent.flatMap(({ event }) => event.lines?.lines ?? []).at(-1)
  expect(last).toMatchObject({ level: 'warn', text: expect.stringMatching(/^50 log lines were/) })
  expect(sent.at(-1)?.event.result).toBeDefined()
})

test('what the broker cannot take now goes again after a moment', async () => {
  const { clock, outbox, kinds } = setUp()
  outbox.result({ status: 'completed' })
  outbox.postponed(1)
  expect(kinds()).toEqual(['result'])
  await clock.turn(bounds.again_ms)
  expect(kinds()).toEqual(['result', 'result'])
  expect(outbox.settled(2)).toBe(true)
})

test('a closed outbox sends nothing more', async () => {
  const { clock, outbox, sent } = setUp()
  outbox.line('info', 'a')
  outbox.close()
  await clock.turn(60_000)
  outbox.resend()
  expect(sent).toEqual([])
})
