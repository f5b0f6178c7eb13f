// What an agent holds: bounds, leases, cancelling, acknowledgements – by a turned clock and scripts the test ends.
import type { Outcome, RunOptions } from '@reeve/sandbox'
import { describe, expect, test } from 'vitest'
import { scriptRunner } from './handlers/script.ts'
import type { Report } from './messages.ts'
import { Slots } from './slots.ts'
import { assignmentOf, keptLog, nowhere, settled, turnedClock } from './testing.ts'

/** A script the test ends by hand; like the real one it is `cancelled` when its signal aborts. */
function handScripts() {
  const running: { options: RunOptions; end(outcome: Outcome): void }[] = []
  const runScript = (options: RunOptions) =>
    new Promise<Outcome>((end) => {
      running.push({ options, end })
      options.signal?.addEventListener('abort', () => end({ status: 'cancelled' }))
    })
  return { running, runScript }
}

function setUp(max_concurrent = 2) {
  const clock = turnedClock()
  const { running, runScript } = handScripts()
  const runners = new Map([['script', scriptRunner(runScript, nowhere)]])
  const log = keptLog()
  const slots = new Slots({ max_concurrent, clock, logger: log.logger, runners })
  const reports: Report[] = []
  slots.attach((report) => void reports.push(report), 90_000)
  const acknowledge = (code = '') =>
    slots.acknowledge({
      sequence: Number(reports.at(-1)?.sequence),
      accepted: code === '',
      code,
      detail: 'because',
    })
  const results = () => reports.filter(({ result }) => result)
  return { clock, running, slots, reports, results, acknowledge, log }
}

const one = { job: 'job-1', attempt: 1 }

describe('an attempt', () => {
  test('starts, reports, and is held until its result is acknowledged', async () => {
    const { slots, running, reports, acknowledge } = setUp()
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
    const { slots, running, results } = setUp()
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
    const reports: Report[] = []
    slots.attach((report) => void reports.push(report), 90_000)
    slots.take(assignmentOf())
    await settled()
    expect(String(reports.at(-1)?.result?.error)).toContain('sandbox-failed')
    expect(text()).toContain('no more threads')
    expect(text()).not.toContain('secret-job-token')
  })
})

describe('slots', () => {
  test('run no more than they are, and call it a protocol error', () => {
    const { slots, running, reports, log } = setUp(2)
    for (const job of ['job-1', 'job-2', 'job-3']) slots.take(assignmentOf({ job }))
    expect(running.length).toBe(2)
    expect(slots.held().map(({ job }) => job)).toEqual(['job-1', 'job-2'])
    expect(reports.every(({ attempt }) => attempt?.job !== 'job-3')).toBe(true)
    expect(log.lines.at(-1)).toMatchObject({ level: 50, operation: 'takeJob', job: 'job-3' })
  })

  test('are free when the script has ended, before the broker has acknowledged', async () => {
    const { slots, running } = setUp(1)
    slots.take(assignmentOf())
    running[0]?.end({ status: 'completed', result: null })
    await settled()
    slots.take(assignmentOf({ job: 'job-2' }))
    expect(running.length).toBe(2)
  })

  test('take the same attempt once, and a later one instead of an earlier', () => {
    const { slots, running } = setUp(1)
    slots.take(assignmentOf())
    slots.take(assignmentOf())
    expect(running.length).toBe(1)
    slots.take(assignmentOf({ attempt: 2 }))
    expect(running.length).toBe(2)
    expect(running[0]?.options.signal?.aborted).toBe(true)
    expect(slots.held()).toEqual([{ job: 'job-1', attempt: 2 }])
  })
})

describe('a lease', () => {
  test('that is not renewed ends the attempt before the broker gives it away, without a report', async () => {
    const { slots, clock, running, results } = setUp()
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
    const { slots, clock, running } = setUp()
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
    const { slots, clock, running, acknowledge } = setUp()
    slots.take(assignmentOf({ lease_ms: 10_000 })) // the report that it begins is sent now
    await clock.turn(5_000)
    acknowledge()
    await clock.turn(79_999)
    expect(running[0]?.options.signal?.aborted).toBe(false)
    await clock.turn(1)
    expect(running[0]?.options.signal?.aborted).toBe(true)
  })

  test('of another attempt renews nothing, and a lost one ends the attempt at once', async () => {
    const { slots, clock, running } = setUp()
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
    const { slots, clock, running, results } = setUp()
    slots.detach()
    slots.take(assignmentOf({ lease_ms: 10_000 }))
    running[0]?.end({ status: 'completed', result: 1 })
    await clock.turn(8_000)
    const late: Report[] = []
    slots.attach((report) => void late.push(report), 90_000)
    expect([results(), late, slots.held()]).toEqual([[], [], []])
  })
})

test('a process that slept through its lease sends no result when it wakes', async () => {
  const { slots, clock, running, results } = setUp()
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
    const { slots, running } = setUp()
    slots.take(assignmentOf())
    slots.detach()
    running[0]?.options.onProgress?.(50, 'half')
    running[0]?.options.onLine?.('info', 'kept')
    running[0]?.end({ status: 'completed', result: 1 })
    await settled()
    const again: Report[] = []
    slots.attach((report) => void again.push(report), 90_000)
    const kinds = again.map(({ sequence, ...report }) => [sequence, Object.keys(report).at(-1)])
    expect(kinds).toEqual([
      [1, 'started'],
      [2, 'progress'],
      [3, 'lines'],
      [4, 'result'],
    ])
  })

  test('refused as a conflict ends the attempt without another word', async () => {
    const { slots, running, acknowledge, results } = setUp()
    slots.take(assignmentOf())
    acknowledge('conflict')
    await settled()
    expect(running[0]?.options.signal?.aborted).toBe(true)
    expect([slots.held(), results()]).toEqual([[], []])
  })

  test('postponed by the broker goes again', async () => {
    const { slots, clock, running, results, acknowledge } = setUp()
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
    const { slots, running, results, acknowledge } = setUp()
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

describe('stopping', () => {
  test('a cancelled attempt reports that it was cancelled', async () => {
    const { slots, results, running } = setUp()
    slots.take(assignmentOf())
    slots.cancel(one, 'by an operator')
    await settled()
    expect(running[0]?.options.signal?.aborted).toBe(true)
    expect(results().map(({ result }) => result)).toEqual([{ status: 'cancelled' }])
  })

  test('a cancellation of another attempt is not heard', () => {
    const { slots, running } = setUp()
    slots.take(assignmentOf({ attempt: 2 }))
    slots.cancel(one, 'late')
    expect(running[0]?.options.signal?.aborted).toBe(false)
  })

  test('the agent fails what runs as agent-stopped and takes nothing new', async () => {
    const { slots, results, running } = setUp()
    slots.take(assignmentOf())
    slots.stopAll('agent-stopped')
    slots.take(assignmentOf({ job: 'job-2' }))
    await settled()
    expect(running.length).toBe(1)
    expect(JSON.parse(String(results()[0]?.result?.error))).toMatchObject({ code: 'agent-stopped' })
  })

  test('a script that had ended when it was stopped keeps its outcome', async () => {
    const { slots, results, running } = setUp()
    slots.take(assignmentOf())
    running[0]?.end({ status: 'completed', result: 1 })
    slots.stopAll('agent-stopped')
    await settled()
    expect(results().map(({ result }) => result?.status)).toEqual(['completed'])
  })
})
