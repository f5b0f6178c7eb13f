// Agents on either carrier whose every step a test decides: what they begin, how it ends, and when they fall silent.
import type { TestBroker } from './broker.ts'
import { enrol, type HttpAgent } from './http-agents.ts'
import { openStream, type RawStream } from './stream.ts'

export interface Place {
  url: string
  grpcAddress: string
}

export interface Work {
  job: string
  attempt: number
  job_token: string
}

export interface Puppet {
  id: string
  slots: number
  /** What it was given and has not ended, as far as it knows. */
  works: Work[]
  /** What it held when it fell silent. */
  lost: Work[]
  /** Whether the broker took it. */
  begin: (work: Work) => Promise<boolean>
  end: (work: Work, status: 'completed' | 'failed') => Promise<boolean>
  /** Falls silent with all that it holds, and comes back at a replica with nothing. */
  restart: (place: Place) => Promise<void>
  stop: () => Promise<void>
}

/** What differs between the carriers. */
interface Line {
  report: (work: Work, what: 'ack' | 'completed' | 'failed') => Promise<boolean>
  close: () => Promise<void>
}

export async function puppet(
  broker: TestBroker,
  token: string,
  its: { name: string; slots: number; carrier: 'stream' | 'poll' },
  place: Place,
): Promise<Puppet> {
  const agent = await enrol(broker, token, its.name)
  const open = its.carrier === 'stream' ? streamOf : pollsOf
  const [works, lost]: [Work[], Work[]] = [[], []]
  let line = open(agent, its.slots, works, place)
  await line
  const drop = (work: Work) => {
    if (works.includes(work)) works.splice(works.indexOf(work), 1)
  }
  return {
    id: agent.id,
    slots: its.slots,
    works,
    lost,
    begin: async (work) => (await line).report(work, 'ack'),
    async end(work, status) {
      drop(work)
      return (await line).report(work, status)
    },
    async restart(to) {
      line = line.then(async (earlier) => {
        await earlier.close()
        lost.push(...works.splice(0))
        return open(agent, its.slots, works, to)
      })
      await line
    },
    stop: async () => (await line).close(),
  }
}

const without = (works: Work[], gone: Array<{ job: string; attempt: number }>) => {
  for (const one of gone) {
    const at = works.findIndex(({ job, attempt }) => job === one.job && attempt === one.attempt)
    if (at >= 0) works.splice(at, 1)
  }
}

const named = (works: Work[]) => works.map(({ job, attempt }) => ({ job, attempt }))

/** As often as the shortest lease asks for. */
const rhythm = 300

async function streamOf(
  { session }: HttpAgent,
  slots: number,
  works: Work[],
  { grpcAddress }: Place,
): Promise<Line> {
  const stream = await openStream(grpcAddress, session, { max_concurrent: slots })
  let sequence = 0
  let seen = 0
  const read = () => {
    for (; seen < stream.received.length; seen += 1) {
      const { assignment, cancellation, leases } = stream.received[seen]!
      if (assignment) works.push(assignment)
      if (cancellation?.attempt) without(works, [cancellation.attempt])
      if (leases) without(works, leases.lost)
    }
  }
  const reads = setInterval(read, 5)
  const beats = setInterval(
    () => void stream.say({ heartbeat: { sequence: ++sequence, running: named(works) } }),
    rhythm,
  )
  return {
    async report({ job, attempt, job_token }, what) {
      const own = ++sequence
      const event = what === 'ack' ? { started: {} } : { result: resultOf(what) }
      void stream.say({
        report: { sequence: own, attempt: { job, attempt }, job_token, ...event },
      })
      return answerTo(stream, own)
    },
    async close() {
      clearInterval(reads)
      clearInterval(beats)
      await stream[Symbol.asyncDispose]()
    },
  }
}

const resultOf = (status: 'completed' | 'failed') => ({
  status,
  ...(status === 'completed' ? { result: Buffer.from('1') } : { error: Buffer.from('{}') }),
})

/** What was said on a stream that ended may or may not have counted: the tables know. */
async function answerTo(stream: RawStream, own: number): Promise<boolean> {
  const answered = stream.next('acknowledgement', ({ sequence }) => sequence === own)
  const gone = stream.ended.then(() => undefined)
  return (await Promise.race([answered, gone]))?.accepted ?? false
}

async function pollsOf(
  agent: HttpAgent,
  slots: number,
  works: Work[],
  { url }: Place,
): Promise<Line> {
  let open = true
  const ask = async () => {
    while (open) {
      const body = { timeout: 1, max_concurrent: slots, running: named(works) }
      const { status, body: answer } = await agent.ask('poll', body, {}, url)
      if (status !== 200 || !open) continue
      without(works, [...answer.cancelled, ...answer.lost])
      works.push(...answer.jobs)
    }
  }
  const asking = ask()
  return {
    async report({ job, attempt, job_token }, what) {
      const headers = { 'x-job-token': job_token }
      const verb = what === 'ack' ? 'ack' : 'result'
      const error = { code: 'no', message: 'it failed' }
      const result =
        what === 'ack'
          ? {}
          : what === 'failed'
            ? { status: what, error }
            : { status: what, result: 1 }
      const path = `jobs/${job}/${verb}`
      return (await agent.ask(path, { attempt, ...result }, { headers }, url)).status === 204
    },
    async close() {
      open = false
      await asking
    },
  }
}
