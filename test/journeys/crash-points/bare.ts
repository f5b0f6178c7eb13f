// An agent that says exactly what a test lets it say, over either carrier.
import { request } from '../../support/broker.ts'
import { openStream } from '../../support/stream.ts'
import { until } from '../../support/wait.ts'
import type { Scene } from './scene.ts'

export interface Given {
  job: string
  attempt: number
  job_token: string
}

export interface Bare extends AsyncDisposable {
  id: string
  /** The next job it is given. */
  take: () => Promise<Given>
  /** Answers with the problem's code, or `taken`. */
  report: (given: Given, what: Report) => Promise<string>
  /** Answers with the attempts that it lost. */
  heartbeat: (running: Given[]) => Promise<string[]>
}

export type Report = 'started' | 'completed'

export async function enrolBare({ world, token }: Scene, name: string) {
  const proof = { token }
  const body = { method: 'agent_token', proof, agent: { name, max_concurrent: 2 } }
  const { url } = world.brokers.at(-1)!
  const enrolled = await request(url, '', 'POST', '/api/v1/agent/enrolments', { body })
  return enrolled.body as { agent: string; token: string }
}

export async function openBare(scene: Scene, name: string): Promise<Bare> {
  const { agent: id, token } = await enrolBare(scene, name)
  const place = scene.world.brokers.at(-1)!
  return scene.carrier === 'stream'
    ? overStream(place.grpcAddress, id, token)
    : overHttp(place.url, id, token)
}

const result = Buffer.from('"bare"')

async function overStream(address: string, id: string, session: string): Promise<Bare> {
  const stream = await openStream(address, session, { types: ['gate'], max_concurrent: 2 })
  const taken = new Set<string>()
  let sequence = 0
  const heartbeat = async (running: Given[]) => {
    const own = ++sequence
    void stream.say({ heartbeat: { sequence: own, running: running.map(named) } })
    const { lost } = await stream.next('leases', (one) => one.sequence === own)
    return lost.map(({ job }) => job)
  }
  const untaken = () =>
    stream.received
      .map(({ assignment }) => assignment)
      .find((one) => one && !taken.has(`${one.job}:${one.attempt}`))
  return {
    id,
    heartbeat,
    async take() {
      // While it waits it is present, but names nothing that it holds.
      const given = await until(
        () => untaken() ?? heartbeat([]).then(untaken),
        (one) => one !== undefined,
      )
      taken.add(`${given!.job}:${given!.attempt}`)
      return given!
    },
    async report({ job, attempt, job_token }, what) {
      const own = ++sequence
      const event =
        what === 'started' ? { started: {} } : { result: { status: 'completed', result } }
      void stream.say({ report: { sequence: own, attempt: { job, attempt }, job_token, ...event } })
      const answer = await stream.next('acknowledgement', (one) => one.sequence === own)
      return answer.accepted ? 'taken' : answer.code
    },
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  }
}

async function overHttp(url: string, id: string, session: string): Promise<Bare> {
  const ask = (path: string, body: object, headers = {}) =>
    request(url, session, 'POST', `/api/v1/agent/${path}`, { body, headers })
  return {
    id,
    async take() {
      const polled = await ask('poll', { types: ['gate'], max_concurrent: 2 })
      return polled.body.jobs[0] as Given
    },
    async report({ job, attempt, job_token }, what) {
      const said = what === 'started' ? {} : { status: 'completed', result: 'bare' }
      const path = `jobs/${job}/${what === 'started' ? 'ack' : 'result'}`
      const { status, body } = await ask(path, { attempt, ...said }, { 'x-job-token': job_token })
      return status === 204 ? 'taken' : (body.code as string)
    },
    async heartbeat(running) {
      const { body } = await ask('heartbeat', { running: running.map(named) })
      return (body.lost as Given[]).map(({ job }) => job)
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

const named = ({ job, attempt }: Given) => ({ job, attempt })
