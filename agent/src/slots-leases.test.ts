// How long an agent holds an attempt, and what it says again: leases, sleep, and reports that were not taken.
import { describe, expect, test } from 'vitest'
import { assignmentOf, handSlots, reportsOf, settled } from './testing.ts'

const one = { job: 'job-1', attempt: 1 }

describe('a lease', () => {
  test('that is not renewed ends the attempt before the broker gives it away, without a report', async () => {
    const { slots, clock, running, results } = handSlots()
    slots.take(assignmentOf({ lease_ms: 10_000 }))
    await clock.turn(7_999)
    expect(running[0]?.options.signal?.aborted).toBe(false)
    await clock.turn(1)
    expect(running[0]?.options.signal?.aborted).toBe(true)
    expect(slots.held()).toEqual([])
    await clock.turn(60_000)
    expect(results()).toEqual([])
  })

  test('that is renewed goes on from when the heartbeat was sent', async () => {
    const { slots, clock, running } = handSlots()
    slots.take(assignmentOf({ lease_ms: 10_000 }))
    const sent = clock.now()
    await clock.turn(5_000)
    slots.renew({ lease_ms: 10_000, renewed: [one], lost: [], sequence: 1 }, sent + 2_000)
    await clock.turn(4_999)
    expect(running[0]?.options.signal?.aborted).toBe(false)
    await clock.turn(1)
    expect(running[0]?.options.signal?.aborted).toBe(true)
  })

  test('lasts as long as the session says once the broker knows that the attempt has begun', async () => {
    const { slots, clock, running, acknowledge } = handSlots()
    slots.take(assignmentOf({ lease_ms: 10_000 })) // the report that it begins is sent now
    await clock.turn(5_000)
    acknowledge()
    await clock.turn(79_999)
    expect(running[0]?.options.signal?.aborted).toBe(false)
    await clock.turn(1)
    expect(running[0]?.options.signal?.aborted).toBe(true)
  })

  test('of another attempt renews nothing, and a lost one ends the attempt at once', async () => {
    const { slots, clock, running } = handSlots()
    slots.take(assignmentOf({ attempt: 2, lease_ms: 10_000 }))
    slots.renew({ lease_ms: 60_000, renewed: [one], lost: [one], sequence: 1 }, clock.now())
    await clock.turn(7_000)
    expect(slots.held()).toEqual([{ job: 'job-1', attempt: 2 }])
    slots.renew(
      { lease_ms: 60_000, renewed: [], lost: [{ job: 'job-1', attempt: 2 }], sequence: 2 },
      clock.now(),
    )
    expect(slots.held()).toEqual([])
    expect(running[0]?.options.signal?.aborted).toBe(true)
  })

  test('that is over keeps a finished result from being sent', async () => {
    const { slots, clock, running, results } = handSlots()
    slots.detach()
    slots.take(assignmentOf({ lease_ms: 10_000 }))
    running[0]?.end({ status: 'completed', result: 1 })
    await clock.turn(8_000)
    const late = reportsOf(slots)
    expect([results(), late, slots.held()]).toEqual([[], [], []])
  })
})

test('a process that slept through its lease sends no result when it wakes', async () => {
  const { slots, clock, running, results } = handSlots()
  slots.take(assignmentOf({ lease_ms: 10_000 }))
  clock.jump(8_000)
  running[0]?.end({ status: 'completed', result: 1 })
  await settled()
  expect(results()).toEqual([])
  await clock.turn(0)
  expect(slots.held()).toEqual([])
})

describe('a report', () => {
  test('goes again on a new stream with new sequences, while the lease lasts', async () => {
    const { slots, running } = handSlots()
    slots.take(assignmentOf())
    slots.detach()
    running[0]?.options.onProgress?.(50, 'half')
    running[0]?.options.onLine?.('info', 'kept')
    running[0]?.end({ status: 'completed', result: 1 })
    await settled()
    const again = reportsOf(slots)
    const kinds = again.map(({ sequence, ...report }) => [sequence, Object.keys(report).at(-1)])
    expect(kinds).toEqual([
      [1, 'started'],
      [2, 'progress'],
      [3, 'lines'],
      [4, 'result'],
    ])
  })

  test('refused as a conflict ends the attempt without another word', async () => {
    const { slots, running, acknowledge, results } = handSlots()
    slots.take(assignmentOf())
    acknowledge('conflict')
    await settled()
    expect(running[0]?.options.signal?.aborted).toBe(true)
    expect([slots.held(), results()]).toEqual([[], []])
  })

  test('postponed by the broker goes again', async () => {
    const { slots, clock, running, results, acknowledge } = handSlots()
    slots.take(assignmentOf())
    running[0]?.end({ status: 'completed', result: 1 })
    await settled()
    acknowledge('unavailable')
    await clock.turn(5_000)
    expect(results().map(({ sequence }) => sequence)).toEqual([2, 3])
    acknowledge()
    expect(slots.held()).toEqual([])
  })

  test('of a result that the broker will not have becomes a failure, once', async () => {
    const { slots, running, results, acknowledge } = handSlots()
    slots.take(assignmentOf())
    running[0]?.end({ status: 'completed', result: 'odd' })
    await settled()
    acknowledge('invalid-request')
    const error = { code: 'result-refused', message: 'because' }
    expect(JSON.parse(String(results().at(-1)?.result?.error))).toEqual(error)
    acknowledge('invalid-request')
    expect(results().length).toBe(2)
    expect(slots.held()).toEqual([])
  })
})
