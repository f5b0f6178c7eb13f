// What an agent holds: an attempt from its start to its acknowledged result, the bound of slots, and stopping.
import { describe, expect, test } from 'vitest'
import { scriptRunner } from './handlers/script.ts'
import { Slots } from './slots.ts'
import {
  assignmentOf,
  handSlots,
  keptLog,
  nowhere,
  reportsOf,
  settled,
  turnedClock,
} from './testing.ts'

const one = { job: 'job-1', attempt: 1 }

describe('an attempt', () => {
  test('starts, reports, and is held until its result is acknowledged', async () => {
    const { slots, running, reports, acknowledge } = handSlots()
    slots.take(assignmentOf({ script: 'return 7' }))
    expect(slots.held()).toEqual([one])
    expect(running[0]?.options).toMatchObject({ script: 'return 7', timeout_ms: 60_000 })
    running[0]?.end({ status: 'completed', result: { seven: 7 } })
    await settled()
    expect(reports).toEqual([
      { sequence: 1, attempt: one, job_token: 'secret-job-token', started: {} },
      {
        sequence: 2,
        attempt: one,
        job_token: 'secret-job-token',
        result: { status: 'completed', result: Buffer.from('{"seven":7}') },
      },
    ])
    expect(slots.held()).toEqual([one])
    acknowledge()
    expect(slots.held()).toEqual([])
    await slots.empty()
  })

  test.each([
    [{ type: 'sculpture' }, 'unsupported-type'],
    [{ payload: Buffer.from('not json') }, 'invalid-payload'],
    [{ payload: Buffer.from('{"script":7}') }, 'invalid-payload'],
    [{ payload: Buffer.from('null') }, 'invalid-payload'],
  ])('that makes no sense fails in words: %j', async (given, code) => {
    const { slots, running, results } = handSlots()
    slots.take(assignmentOf(given))
    await settled()
    expect(running).toEqual([])
    expect(JSON.parse(String(results()[0]?.result?.error))).toMatchObject({ code })
  })

  test('whose sandbox breaks fails, and the log says why', async () => {
    const { logger, text } = keptLog()
    const runScript = () => Promise.reject(new Error('no more threads'))
    const runners = new Map([['script', scriptRunner(runScript, nowhere)]])
    const slots = new Slots({ max_concurrent: 1, clock: turnedClock(), logger, runners })
    const reports = reportsOf(slots)
    slots.take(assignmentOf())
    await settled()
    expect(String(reports.at(-1)?.result?.error)).toContain('sandbox-failed')
    expect(text()).toContain('no more threads')
    expect(text()).not.toContain('secret-job-token')
  })
})

describe('slots', () => {
  test('run no more than they are; what comes early waits for the next to be free', async () => {
    const { slots, running, reports } = handSlots(2)
    for (const job of ['job-1', 'job-2', 'job-3', 'job-4']) slots.take(assignmentOf({ job }))
    expect(running.length).toBe(2)
    expect(slots.held().map(({ job }) => job)).toEqual(['job-1', 'job-2', 'job-3', 'job-4'])
    expect(reports.map(({ attempt }) => attempt?.job)).toEqual(['job-1', 'job-2'])
    slots.cancel({ job: 'job-3', attempt: 1 }, 'test')
    running[1]?.end({ status: 'completed', result: null })
    running[0]?.end({ status: 'completed', result: null })
    await settled()
    const begun = reports.filter(({ started }) => started)
    expect(begun.map(({ attempt }) => attempt?.job)).toEqual(['job-1', 'job-2', 'job-3', 'job-4'])
    expect(running[2]?.options.signal?.aborted).toBe(true)
  })

  test('give up what came early with its lease', async () => {
    const { slots, running, clock } = handSlots(1)
    slots.take(assignmentOf())
    slots.take(assignmentOf({ job: 'job-2', lease_ms: 1_000 }))
    await clock.turn(2_000)
    expect(slots.held().map(({ job }) => job)).toEqual(['job-1'])
    running[0]?.end({ status: 'completed', result: null })
    await settled()
    expect(running.length).toBe(1)
  })

  test('refuse more than may come early, and call it a protocol error', () => {
    const { slots, log } = handSlots(1)
    for (const job of ['job-1', 'job-2', 'job-3']) slots.take(assignmentOf({ job }))
    expect(slots.held().map(({ job }) => job)).toEqual(['job-1', 'job-2'])
    expect(log.lines.at(-1)).toMatchObject({ level: 50, operation: 'takeJob', job: 'job-3' })
  })

  test('are free when the script has ended, before the broker has acknowledged', async () => {
    const { slots, running } = handSlots(1)
    slots.take(assignmentOf())
    running[0]?.end({ status: 'completed', result: null })
    await settled()
    slots.take(assignmentOf({ job: 'job-2' }))
    expect(running.length).toBe(2)
  })

  test('take the same attempt once, and a later one instead of an earlier', () => {
    const { slots, running } = handSlots(1)
    slots.take(assignmentOf())
    slots.take(assignmentOf())
    expect(running.length).toBe(1)
    slots.take(assignmentOf({ attempt: 2 }))
    expect(running.length).toBe(2)
    expect(running[0]?.options.signal?.aborted).toBe(true)
    expect(slots.held()).toEqual([{ job: 'job-1', attempt: 2 }])
  })
})

describe('stopping', () => {
  test('a cancelled attempt reports that it was cancelled', async () => {
    const { slots, results, running } = handSlots()
    slots.take(assignmentOf())
    slots.cancel(one, 'by an operator')
    await settled()
    expect(running[0]?.options.signal?.aborted).toBe(true)
    expect(results().map(({ result }) => result)).toEqual([{ status: 'cancelled' }])
  })

  test('a cancellation of another attempt is not heard', () => {
    const { slots, running } = handSlots()
    slots.take(assignmentOf({ attempt: 2 }))
    slots.cancel(one, 'late')
    expect(running[0]?.options.signal?.aborted).toBe(false)
  })

  test('the agent fails what runs as agent-stopped and takes nothing new', async () => {
    const { slots, results, running } = handSlots()
    slots.take(assignmentOf())
    slots.stopAll('agent-stopped')
    slots.take(assignmentOf({ job: 'job-2' }))
    await settled()
    expect(running.length).toBe(1)
    expect(JSON.parse(String(results()[0]?.result?.error))).toMatchObject({ code: 'agent-stopped' })
  })

  test('a script that had ended when it was stopped keeps its outcome', async () => {
    const { slots, results, running } = handSlots()
    slots.take(assignmentOf())
    running[0]?.end({ status: 'completed', result: 1 })
    slots.stopAll('agent-stopped')
    await settled()
    expect(results().map(({ result }) => result?.status)).toEqual(['completed'])
  })
})
