// What many agents say at one moment over their streams: taken together, answered to each alone.
import { setTimeout as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { httpAgents } from '../support/http-agents.ts'
import { openStream, type FromBroker, type RawStream, type ToBroker } from '../support/stream.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { job, submit } from '../support/work.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

type Assignment = NonNullable<FromBroker['assignment']>
type Report = Omit<NonNullable<ToBroker['report']>, 'sequence' | 'attempt' | 'job_token'>

interface Holder extends RawStream {
  work: Assignment
  /** Resolves to the acknowledgement. */
  report: (what: Report, about?: Partial<Assignment>) => Promise<FromBroker['acknowledgement']>
  beat: (running: object[]) => Promise<FromBroker['leases']>
}

/** So many agents of one tenant, each with one job. */
async function holders(slug: string, count: number): Promise<Holder[]> {
  const names = Array.from({ length: count }, (_, index) => `agent-${index}`)
  const { all } = await httpAgents(broker, names, slug)
  const streams = await Promise.all(
    all.map(({ session }) => openStream(broker.grpcAddress, session, { max_concurrent: 1 })),
  )
  await Promise.all(streams.map(() => submit(broker, slug, 'return 1')))
  return Promise.all(
    streams.map(async (stream) => holderOf(stream, await stream.next('assignment'))),
  )
}

function holderOf(stream: RawStream, work: Assignment): Holder {
  let sequence = 0
  return {
    ...stream,
    work,
    async report(what, about = {}) {
      const own = ++sequence
      const { job: id, attempt, job_token } = { ...work, ...about }
      const said = { sequence: own, attempt: { job: id, attempt }, job_token }
      void stream.say({ report: { ...said, ...what } })
      return stream.next('acknowledgement', (one) => one.sequence === own)
    },
    async beat(running) {
      const own = ++sequence
      void stream.say({ heartbeat: { sequence: own, running } })
      return stream.next('leases', (one) => one.sequence === own)
    },
  }
}

const result = (value: string) => ({
  result: { status: 'completed', result: Buffer.from(value) },
})
const line = { number: 1, level: 'info', text: 'hello', at: '2026-01-02T03:04:05.678Z' }
const end = (all: Holder[]) => Promise.all(all.map((one) => one[Symbol.asyncDispose]()))

test('the whole lives of many attempts, said without waiting, are taken in their order', async () => {
  const all = await holders('many', 12)
  const answers = await Promise.all(
    all.flatMap((one, index) => [
      one.report({ started: {} }),
      one.report({ progress: { percent: 10, message: 'begun' } }),
      one.report({ progress: { percent: 50, message: 'half' } }),
      one.report({ lines: { lines: [line] } }),
      one.report(result(`${index}`)),
      one.report({ started: {} }), // too late
    ]),
  )
  expect(answers.map((answer) => answer!.accepted)).toEqual(
    all.flatMap(() => [true, true, true, true, true, false]),
  )
  for (const [index, { work }] of all.entries()) {
    const done = await job(broker, 'many', work.job)
    expect(done).toMatchObject({ status: 'completed', result: index, progress: 50 })
    expect(Date.parse(done.started_at)).toBeLessThanOrEqual(Date.parse(done.finished_at))
  }
  const { rows } = await tables.client.query('select distinct job_id from job_line')
  expect(rows).toHaveLength(all.length)
  await end(all)
})

test('a job that is over at once has begun when its agent said so', async () => {
  const all = await holders('short', 12)
  await Promise.all(
    all.flatMap((one) => [
      one.report({ started: {} }),
      nextTurn(5).then(() => one.report(result('1'))),
    ]),
  )
  for (const { work } of all) {
    const { assigned_at, started_at, finished_at } = await job(broker, 'short', work.job)
    expect(started_at < finished_at).toBe(true)
    expect(started_at >= assigned_at).toBe(true)
  }
  await end(all)
})

test('a start that nothing follows is taken all the same', async () => {
  const [one, ...others] = await holders('alone', 1)
  expect(await one!.report({ started: {} })).toMatchObject({ accepted: true })
  expect(await job(broker, 'alone', one!.work.job)).toMatchObject({ status: 'running' })
  await end([one!, ...others])
})

test('a result that cannot be kept is refused to its agent alone', async () => {
  const all = await holders('deep', 3)
  const [deep, odd, good] = all as [Holder, Holder, Holder]
  const answers = await Promise.all([
    deep.report(result('['.repeat(5000) + ']'.repeat(5000))),
    odd.report(result('{')),
    good.report(result('1')),
  ])
  expect(answers.map((answer) => answer!.code)).toEqual(['invalid-request', 'invalid-request', ''])
  await end(all)
})

test('a job that somebody has locked holds up its own agent alone', async () => {
  const all = await holders('locked', 2)
  const [held, free] = all as [Holder, Holder]
  const { job: id, attempt } = held.work
  await tables.client.query('begin')
  await tables.client.query('select from job where id = $1 for update', [id])
  const order: string[] = []
  const waits = held.report(result('1')).then((answer) => {
    order.push('locked')
    return answer
  })
  const renews = held.beat([{ job: id, attempt }])
  expect(await free.beat([{ job: free.work.job, attempt: free.work.attempt }])).toMatchObject({
    renewed: [{ job: free.work.job }],
    lost: [],
  })
  expect(await free.report(result('2'))).toMatchObject({ accepted: true })
  order.push('free')
  await tables.client.query('rollback')
  expect(await waits).toMatchObject({ accepted: true })
  // Its heartbeat came while its result was under way: whatever that found, it is not told to stop.
  expect((await renews)!.lost).toEqual([])
  expect(order).toEqual(['free', 'locked'])
  await end(all)
})

test('what a heartbeat names and does not hold is lost, be it no job at all', async () => {
  const all = await holders('named', 2)
  const [odd, other] = all as [Holder, Holder]
  const own = { job: odd.work.job, attempt: odd.work.attempt }
  const wrong = [
    { job: 'no-uuid', attempt: 1 },
    { job: other.work.job, attempt: other.work.attempt },
    { ...own, attempt: own.attempt + 1 },
  ]
  const [first, second] = await Promise.all([odd.beat([own, ...wrong]), other.beat([wrong[1]!])])
  expect(first).toMatchObject({ renewed: [own], lost: wrong })
  expect(second).toMatchObject({ renewed: [wrong[1]], lost: [] })
  await end(all)
})
