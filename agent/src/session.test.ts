// What each message of the broker means, over a carrier in memory.
import type { Outcome, RunOptions } from '@reeve/sandbox'
import { describe, expect, test } from 'vitest'
import { scriptRunner } from './handlers/script.ts'
import { Session } from './session.ts'
import { Slots } from './slots.ts'
import { assignmentOf, keptLog, memoryCarrier, nowhere, settled, turnedClock } from './testing.ts'

const hello = {
  version: '1.0.0',
  worker_type: 'task',
  max_concurrent: 2,
  region: 'eu-1',
  capabilities: ['gpu'],
  tools: [],
  labels: [],
  types: ['script'],
}
const welcome = { agent: 'a-1', tenant: 'acme', heartbeat_interval_ms: 1_000, lease_ms: 10_000 }
const one = { job: 'job-1', attempt: 1 }

function setUp() {
  const clock = turnedClock()
  const { logger } = keptLog()
  const signals: (AbortSignal | undefined)[] = []
  const runScript = ({ signal }: RunOptions) =>
    new Promise<Outcome>((end) => {
      signals.push(signal)
      signal?.addEventListener('abort', () => end({ status: 'cancelled' }))
    })
  const runners = new Map([['script', scriptRunner(runScript, nowhere)]])
  const slots = new Slots({ max_concurrent: 2, clock, logger, runners })
  const { carrier, latest } = memoryCarrier()
  const open = () => new Session({ carrier, token: 'jwt', hello, slots, clock, logger })
  const session = open()
  const sent = (kind: string) => latest().sent.filter((message) => kind in message)
  return { clock, slots, session, open, line: latest, sent, signals }
}

describe('a session', () => {
  test('begins with hello and what still runs, then waits for the welcome', async () => {
    const { clock, line, session, open } = setUp()
    expect(line().token).toBe('jwt')
    expect(line().sent).toEqual([{ hello: { ...hello, running: [] } }])
    line().say({ welcome })
    line().say({ assignment: assignmentOf() })
    line().end({ kind: 'lost', detail: 'gone' })
    expect(await session.ended).toMatchObject({ kind: 'lost', detail: 'gone' })
    open()
    expect(line().sent).toEqual([{ hello: { ...hello, running: [one] } }])
    await clock.turn(15_000)
    expect(line().closed).toBe(true)
  })

  test('without a welcome in time ends', async () => {
    const { clock, session } = setUp()
    await clock.turn(15_000)
    expect(await session.ended).toEqual({ kind: 'lost', detail: 'no welcome in time', lived_ms: 0 })
  })

  test('that begins with anything else ends and takes nothing', async () => {
    const { line, session, signals } = setUp()
    line().say({ assignment: assignmentOf() })
    expect(await session.ended).toMatchObject({ kind: 'lost' })
    expect(signals).toEqual([])
  })

  test('beats at the pace of the welcome and names what it holds', async () => {
    const { clock, line, sent } = setUp()
    line().say({ welcome })
    expect(sent('heartbeat')).toEqual([{ heartbeat: { running: [], sequence: 1 } }])
    line().say({ leases: { lease_ms: 10_000, renewed: [], lost: [], sequence: 1 } })
    line().say({ assignment: assignmentOf() })
    await clock.turn(1_000)
    expect(sent('heartbeat').at(-1)).toEqual({ heartbeat: { running: [one], sequence: 2 } })
  })

  test('counts a renewed lease from the heartbeat that asked for it', async () => {
    const { clock, line, signals } = setUp()
    line().say({ welcome }) // beats at 0
    line().say({ assignment: assignmentOf({ lease_ms: 4_000 }) }) // over at 3200
    await clock.turn(2_500) // beats at 1000 and 2000
    const leases = { lease_ms: 4_000, renewed: [one], lost: [] }
    line().say({ leases: { ...leases, sequence: 2 } }) // to the beat at 1000: until 4200
    line().say({ leases: { ...leases, sequence: 1 } }) // late, to the beat at 0: nothing new
    await clock.turn(1_699)
    expect(signals[0]?.aborted).toBe(false)
    await clock.turn(1)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('may have a lease taken away unasked, but not lengthened', async () => {
    const { clock, line, signals } = setUp()
    line().say({ welcome })
    line().say({ leases: { lease_ms: 4_000, renewed: [], lost: [], sequence: 1 } }) // to the first beat
    line().say({ assignment: assignmentOf({ lease_ms: 1_000 }) })
    line().say({ assignment: assignmentOf({ job: 'job-2' }) })
    const lost = [{ ...one, job: 'job-2' }]
    line().say({ leases: { lease_ms: 90_000, renewed: [one], lost, sequence: 0 } })
    expect(signals.map((signal) => signal?.aborted)).toEqual([false, true])
    await clock.turn(800)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('whose heartbeats are not answered is dead', async () => {
    const { clock, line, session } = setUp()
    line().say({ welcome })
    await clock.turn(3_000)
    expect(await session.ended).toMatchObject({
      kind: 'lost',
      detail: 'heartbeats are not answered',
    })
  })

  test('drained by the broker ends, and what runs goes on', async () => {
    const { line, session, signals, slots, clock } = setUp()
    line().say({ welcome })
    line().say({ assignment: assignmentOf() })
    await clock.turn(500)
    line().say({ drain: { reason: 'upgrade' } })
    line().say({ assignment: assignmentOf({ job: 'job-2' }) }) // too late
    expect(await session.ended).toEqual({ kind: 'drained', detail: 'upgrade', lived_ms: 500 })
    expect(slots.held()).toEqual([one])
    expect(signals[0]?.aborted).toBe(false)
  })

  test('hands cancellations on and reports them', async () => {
    const { line, sent } = setUp()
    line().say({ welcome })
    line().say({ assignment: assignmentOf() })
    line().say({ cancellation: { attempt: one, reason: 'x' } })
    await settled()
    expect(sent('report').at(-1)).toMatchObject({ report: { result: { status: 'cancelled' } } })
  })

  test('carries a fresh token, and the farewell also when it comes before the welcome', () => {
    const { line, session, sent } = setUp()
    session.farewell()
    expect(sent('farewell')).toEqual([])
    line().say({ welcome })
    expect(sent('farewell')).toEqual([{ farewell: {} }])
    session.renew('jwt-2')
    expect(sent('renewal')).toEqual([{ renewal: { token: 'jwt-2' } }])
  })

  test('survives a message that it does not know', () => {
    const { line, sent } = setUp()
    line().say({ welcome })
    line().say({})
    line().say({ cancellation: { attempt: null, reason: '' } })
    line().say({ assignment: assignmentOf() })
    expect(sent('report').length).toBe(1)
  })
})
