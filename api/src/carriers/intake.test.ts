// How much one stream may have under way.
import { setImmediate as settled } from 'node:timers/promises'
import type { ReportOutput } from '@reeve/openapi/agent'
import { expect, test } from 'vitest'
import { Intake } from './intake.ts'

function work() {
  let end = (): void => undefined
  const done = new Promise<void>((resolve) => (end = resolve))
  return { done, end }
}

const report = (job: string, bytes = 0) =>
  ({
    attempt: { job, attempt: 1 },
    result: { result: Buffer.alloc(bytes), error: Buffer.alloc(0) },
  }) as unknown as ReportOutput

async function isOpen(promise: Promise<void>): Promise<boolean> {
  let open = true
  void promise.then(() => (open = false))
  await settled()
  return open
}

test('a stream that said too much is not read until something of it was answered', async () => {
  const intake = new Intake()
  const all = Array.from({ length: 256 }, work)
  for (const { done } of all) intake.add(done)
  const room = intake.room()
  expect(await isOpen(room)).toBe(true)
  all[7]!.end()
  await room
})

test('large results count by their size', async () => {
  const intake = new Intake()
  const [large, small] = [work(), work()]
  intake.add(large.done, report('a', 8 << 20))
  intake.add(small.done, report('b'))
  const room = intake.room()
  small.end()
  expect(await isOpen(room)).toBe(true)
  large.end()
  await room
})

test('it knows which attempts are spoken of, and when all was answered', async () => {
  const intake = new Intake()
  const [one, two] = [work(), work()]
  intake.add(one.done, report('a'))
  intake.add(two.done, report('a'))
  const idle = intake.idle()
  one.end()
  await settled()
  expect(intake.reported()).toEqual([{ job: 'a', attempt: 1 }])
  expect(await isOpen(idle)).toBe(true)
  two.end()
  await idle
  expect(intake.reported()).toEqual([])
})
