// Long-poll over HTTP (openapi/resources/agent-work.yaml), for networks that let no gRPC through.
import { post, type Answer } from '../http.ts'
import type { AgentMessage, Attempt, BrokerMessage, Report } from '../messages.ts'
import type { Carrier, Connection, Ending, Listener } from './carrier.ts'
import { requestOf } from './report.ts'

export interface PollOptions {
  url: string
  /** How long one poll waits, in seconds. */
  poll_timeout: number
  fetch: typeof globalThis.fetch
}

/** What an answer may take beyond its own wait. */
const patience_ms = 15_000
/** Characters: what the broker puts into one answer, and as much again. */
const most_answer = 32 << 20

export function createPollCarrier(options: PollOptions): Carrier {
  return { open: (token, listener) => new Polling(options, token, listener) }
}

/** What the broker says of attempts, in the answer to a poll or a heartbeat. */
interface Told {
  cancelled: (Attempt & { reason: string })[]
  lost: Attempt[]
  lease_ms: number
}
type Begun = Told & { agent: string; tenant: string; heartbeat_interval_ms: number }
type Renewed = Told & { renewed: Attempt[] }
type Given = Omit<NonNullable<BrokerMessage['assignment']>, 'payload' | 'context'> & {
  payload: unknown
  context?: unknown
}
type Hello = NonNullable<AgentMessage['hello']>

class Polling implements Connection {
  readonly #options: PollOptions
  readonly #listener: Listener
  readonly #stop = new AbortController()
  /** By job: attempts to tell the broker of, until it or the agent says that they are over. */
  readonly #running = new Map<string, Attempt>()
  /** By job: one report after the other, as on a stream. */
  readonly #reports = new Map<string, Promise<void>>()
  #token: string
  #draining = false

  constructor(options: PollOptions, token: string, listener: Listener) {
    this.#options = options
    this.#token = token
    this.#listener = listener
  }

  send({ hello, heartbeat, report, renewal, farewell }: AgentMessage): void {
    if (this.#stop.signal.aborted) return
    if (hello) void this.#begin(hello)
    if (heartbeat)
      void this.#beat((heartbeat.running ?? []) as Attempt[], Number(heartbeat.sequence))
    if (report) this.#queue(report)
    if (renewal?.token) this.#token = renewal.token
    if (farewell) {
      this.#draining = true
      void this.#beat([...this.#running.values()], 0)
    }
  }

  close(): void {
    this.#end({ kind: 'lost', detail: 'closed' })
  }

  /** The first heartbeat is the broker's occasion to say welcome; then one poll after the other. */
  async #begin({ running = [], ...hello }: Hello): Promise<void> {
    for (const attempt of running as Attempt[]) this.#running.set(attempt.job, attempt)
    const begun = await this.#ask<Begun>('heartbeat', { running: [...this.#running.values()] })
    if (begun === undefined) return
    const { agent, tenant, heartbeat_interval_ms, lease_ms } = begun
    this.#listener.onMessage({ welcome: { agent, tenant, heartbeat_interval_ms, lease_ms } })
    this.#tell(begun)
    const self = { ...hello, region: hello.region || null }
    for (;;) if (!(await this.#poll(self))) return
  }

  async #poll(self: object): Promise<boolean> {
    const { poll_timeout: timeout } = this.#options
    const running = [...this.#running.values()]
    const body = { ...self, timeout, draining: this.#draining, running }
    const answer = await this.#ask<Told & { jobs: Given[] }>('poll', body, timeout * 1000)
    if (answer === undefined) return false
    for (const { payload, context = null, ...work } of answer.jobs) {
      this.#running.set(work.job, { job: work.job, attempt: work.attempt })
      const json = (value: unknown) => Buffer.from(JSON.stringify(value))
      const lent = context === null ? Buffer.alloc(0) : json(context) // empty, as on a stream
      const assignment = { ...work, payload: json(payload), context: lent }
      this.#listener.onMessage({ assignment })
    }
    this.#tell(answer)
    return !this.#stop.signal.aborted
  }

  async #beat(running: Attempt[], sequence: number): Promise<void> {
    const held = new Set(running.map(({ job, attempt }) => `${job}:${attempt}`))
    for (const { job, attempt } of this.#running.values())
      if (!held.has(`${job}:${attempt}`)) this.#running.delete(job) // it was not taken, or is over
    const answer = await this.#ask<Renewed>('heartbeat', { running, draining: this.#draining })
    if (answer === undefined) return
    const { lease_ms, renewed } = answer
    this.#listener.onMessage({ leases: { lease_ms, renewed, lost: [], sequence } })
    this.#tell(answer)
  }

  /** What is over for the agent needs no word: its result may have overtaken this answer. */
  #tell({ cancelled, lost, lease_ms }: Told): void {
    for (const { reason, ...attempt } of cancelled)
      if (this.#forget(attempt)) this.#listener.onMessage({ cancellation: { attempt, reason } })
    const stop = lost.filter((attempt) => this.#forget(attempt))
    if (stop.length > 0)
      this.#listener.onMessage({ leases: { lease_ms, renewed: [], lost: stop, sequence: 0 } })
  }

  #forget({ job, attempt }: Attempt): boolean {
    return this.#running.get(job)?.attempt === attempt && this.#running.delete(job)
  }

  #queue(report: Report): void {
    const { job = '', attempt = 0 } = report.attempt ?? {}
    if (report.result) this.#forget({ job, attempt })
    const last = (this.#reports.get(job) ?? Promise.resolve()).then(() => this.#report(report))
    this.#reports.set(job, last)
    void last.then(() => this.#reports.get(job) === last && this.#reports.delete(job))
  }

  async #report(report: Report): Promise<void> {
    if (this.#stop.signal.aborted) return
    const { path, ...request } = requestOf(report)
    const answer = await this.#post(path, request, patience_ms)
    if (this.#stop.signal.aborted) return
    // not taken and not refused: the whole connection is begun anew, so that reports keep their order
    if (answer.kind === 'again' || (answer.kind === 'no' && answer.status === 401))
      return this.#end(endingOf(answer))
    const refused = answer.kind === 'no' ? answer : { code: '', detail: '' }
    const { code, detail } = refused
    const sequence = Number(report.sequence)
    const accepted = answer.kind === 'answer'
    this.#listener.onMessage({ acknowledgement: { sequence, accepted, code, detail } })
  }

  /** The answer, or undefined when there is none any more: then the connection is over. */
  async #ask<Body>(path: string, body: object, wait_ms = 0): Promise<Body | undefined> {
    const answer = await this.#post(path, { body }, wait_ms + patience_ms)
    if (this.#stop.signal.aborted) return undefined
    if (answer.kind === 'answer' && Array.isArray((answer.body as Told | null)?.lost))
      return answer.body as Body
    this.#end(endingOf(answer))
    return undefined
  }

  #post(path: string, request: object, patience: number): Promise<Answer> {
    const { url, fetch } = this.#options
    const { signal } = this.#stop
    const to = `${url}/api/v1/agent/${path}`
    const bearer = this.#token
    return post({ ...request, fetch, url: to, bearer, signal, patience_ms: patience, most_answer })
  }

  #end(ending: Ending): void {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    queueMicrotask(() => this.#listener.onEnd(ending))
  }
}

function endingOf(answer: Answer): Ending {
  if (answer.kind === 'again') return { kind: 'lost', detail: answer.why }
  if (answer.kind === 'answer')
    return { kind: 'lost', detail: "the answer is not a Reeve broker's" }
  const { status, code, detail } = answer
  const about = status === 401 || status === 403
  const said = [`HTTP ${status}`, code, detail].filter(Boolean).join(', ')
  return { kind: about ? 'unauthenticated' : 'lost', detail: said }
}
